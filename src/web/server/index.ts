export { isLan } from "./access.ts";
export { openBrowser } from "./open-browser.ts";
export type { Workbench } from "./options.ts";
export { startWorkbench } from "./workbench.ts";
