export type { Answering, AnsweringFactory } from "./answering.ts";
export type {
  CaptureRow,
  CaptureView,
  FilteredRows,
  FilterOptions,
  ReadRowsOptions,
  RowFraming,
} from "./capture-view.ts";
export { createEngine } from "./create-engine.ts";
export type { Engine, EngineOptions, OpenOptions } from "./engine.ts";
export type { EngineDatagrams, EngineListener, EngineNetwork, EngineStream } from "./engine-network.ts";
export type { HandlerMachine, MachineCommand } from "./handler-machine.ts";
export type {
  FilePart,
  PeerTarget,
  ReceiveFileOptions,
  RepeatOptions,
  SendFileOptions,
  SendOptions,
  SendResult,
  Session,
  SessionListener,
  SessionView,
} from "./session.ts";
export type { SessionDriver } from "./session-driver.ts";
export type { RecorderFactory, RecorderOptions, SessionRecorder } from "./session-recorder.ts";
export { tcpSocketOptions } from "./tcp-options.ts";
