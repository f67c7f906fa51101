export { COMMAND_ENV, ProcessRunner, type ProcessRunnerOptions } from "./process-runner.ts";
export { findZone, localZone } from "./zone-files.ts";
export { openService, type OpenServiceOptions } from "./open-service.ts";
export {
  planService,
  SERVICE_NAMES,
  type ServiceName,
  type ServiceNetwork,
  type ServiceOptions,
  type ServicePlan,
} from "./plan-service.ts";
export { ProcessMachine } from "./process-machine.ts";
export { parseReplyRules } from "./reply-rules.ts";
export { type FetchedFile, fetchFile, type FetchOptions } from "./files/fetch-file.ts";
export { fetchPlain } from "./files/fetch-plain.ts";
export type { FileLocation } from "./files/http-exchange.ts";
export { type StoredFile, storeFile, type StoreOptions } from "./files/store-file.ts";
export { TransferError, type TransferFault } from "./files/transfer-error.ts";
