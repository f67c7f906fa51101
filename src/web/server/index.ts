export type { Workbench, WorkbenchOptions } from "./options.ts";
export { openBrowser } from "./open-browser.ts";
export { DEFAULT_PORT, startWorkbench } from "./workbench.ts";
