export { COMMAND_ENV, ProcessRunner, type ProcessRunnerOptions } from "./process-runner.ts";
export { findZone, localZone } from "./zone-files.ts";
