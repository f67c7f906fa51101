export type {
  CaptureFileSpec,
  CharsetSpec,
  CommonSpec,
  ConnectionOptions,
  MulticastSpec,
  ReconnectSpec,
  SessionLimits,
  SessionSpec,
  SessionType,
  TcpClientSpec,
  TcpOptions,
  TcpServerSpec,
  UdpSpec,
  UnixClientSpec,
  UnixServerSpec,
} from "./session-spec.ts";
export type {
  Counters,
  DropState,
  PeerPhase,
  PeerState,
  ProblemState,
  RepeatState,
  SessionPhase,
  SessionState,
  TransferState,
} from "./session-state.ts";
export { defaultName } from "./default-name.ts";
export { parseSessionSpec } from "./validate-spec.ts";
