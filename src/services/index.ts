export { SERVICE_NAMES, type ServiceName, type ServiceNetwork, type ServiceSpec } from "../api/index.ts";
export { COMMAND_ENV, ProcessRunner, type ProcessRunnerOptions } from "./process-runner.ts";
export { findZone, localZone } from "./zone-files.ts";
export { fileBeside, openService, type OpenServiceOptions } from "./open-service.ts";
export {
  planOfProject,
  planOfSpec,
  planService,
  type ServiceOptions,
  type ServicePlan,
  usualNetworks,
} from "./plan-service.ts";
export { ProcessMachine } from "./process-machine.ts";
export { PROJECT_FILE, parseProject, readProject, type Project } from "./project.ts";
export { mayHear, RoomSeat, sayAs } from "./room-seat.ts";
export { type ServiceDesk, Services } from "./services.ts";
export { type FetchedFile, fetchFile, type FetchOptions } from "./files/fetch-file.ts";
export { PassingTarget } from "./files/fetch-target.ts";
export { fetchPlain } from "./files/fetch-plain.ts";
export type { FileLocation } from "./files/http-exchange.ts";
export { storeBytes, type StoredFile, storeFile, type StoreOptions } from "./files/store-file.ts";
export { TransferError, type TransferFault } from "./files/transfer-error.ts";
