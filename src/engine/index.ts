export type {
  CaptureRow,
  CaptureView,
  FilteredRows,
  ReadRowsOptions,
  RowFraming,
} from "./capture-view.ts";
export type { Engine, EngineOptions } from "./engine.ts";
export type {
  PeerTarget,
  ReceiveFileOptions,
  RepeatOptions,
  SendFileOptions,
  SendOptions,
  SendResult,
  Session,
  SessionListener,
} from "./session.ts";
// To come (owner: engine): `createEngine(options?: EngineOptions): Engine`.
