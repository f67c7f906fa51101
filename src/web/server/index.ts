export type { Workbench, WorkbenchOptions } from "./options.ts";
export { DEFAULT_PORT, startWorkbench } from "./workbench.ts";
