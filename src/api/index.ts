export type * from "./calls.ts";
export type {
  InboxDeskMessage,
  InboxMessageState,
  ReplyDeskMessage,
  RoomDeskMessage,
  RoomMemberState,
  RoomMessageState,
  WatchDesk,
} from "./desk.ts";
export { clientMessageShape } from "./live-shapes.ts";
export {
  type AskRange,
  type AskRank,
  type ChangedMessage,
  type ClientMessage,
  type CloseView,
  type CountsMessage,
  type HelloMessage,
  LIVE_PATH,
  LIVE_PROTOCOL,
  MAX_CLIENT_MESSAGE_BYTES,
  MAX_PREVIEW_BYTES,
  MAX_RANGE_ROWS,
  MAX_TAIL_ROWS,
  MAX_VIEWS,
  type OpenView,
  type PeersMessage,
  type ProblemMessage,
  type RankMessage,
  type ServerMessage,
  type SessionPatch,
  type SessionsMessage,
  type SetTail,
  type ViewGoneMessage,
  type WatchPeers,
  type WatchSessions,
} from "./live.ts";
export { applyPeers, applySessions, samePeer, sessionPatch } from "./live-state.ts";
export type {
  Base64Message,
  HexMessage,
  LineEnd,
  MessageSpec,
  MessageTail,
  TextMessage,
} from "./message-spec.ts";
export { problem, problemOf, statusOf } from "./problem.ts";
export { messageBytes } from "./message-bytes.ts";
export { openApiDocument } from "./openapi.ts";
export { pathOf, type PlainRoute, plainRoutes, type Route, ROUTES } from "./routes.ts";
export { decodeRowBatch, encodeRowBatch, ROW_BATCH_TYPE, ROW_BATCH_VERSION, type RowBatch } from "./row-batch.ts";
export type { CaptureRow, RowFraming } from "./capture-row.ts";
export { messageShape } from "./call-shapes.ts";
export { sessionSpecShape } from "./session-shapes.ts";
export { type JsonSource, parseJsonSource } from "./json-source.ts";
export { projectSchema, projectShape } from "./project-shape.ts";
export type { ProjectService, ProjectSpec, ServicePlace } from "./project-spec.ts";
export { parseReplyRules, serviceSpecShape } from "./service-shapes.ts";
export {
  type EchoService,
  type ExecService,
  type FilesService,
  type InboxService,
  type ReplyAnswerSpec,
  type ReplyMatchSpec,
  type ReplyRuleSpec,
  type ReplyService,
  type RoomService,
  SERVICE_NAMES,
  SERVICE_NETWORKS,
  type ServiceName,
  type ServiceNetwork,
  type ServiceSpec,
  type TimeService,
  type UpperService,
} from "./service-spec.ts";
export type {
  AnswerOptions,
  CaptureFileSpec,
  CharsetSpec,
  CommonSpec,
  ConnectionOptions,
  MulticastSpec,
  ProxyClientSpec,
  RawOptionSpec,
  ReconnectSpec,
  SessionLimits,
  SessionSpec,
  SessionType,
  SocketSpec,
  TcpClientSpec,
  TcpOptions,
  TcpServerSpec,
  TcpSocketSpec,
  UdpSpec,
  UnixClientSpec,
  UnixServerSpec,
} from "./session-spec.ts";
export type {
  Counters,
  DropState,
  PeerCertificate,
  PeerPhase,
  PeerState,
  PeerTls,
  ProblemState,
  RepeatState,
  SessionPhase,
  SessionState,
  TransferState,
} from "./session-state.ts";
export { defaultName } from "./default-name.ts";
export { parseSessionSpec } from "./validate-spec.ts";
export { type AnyShape, check, type Fault, type JsonSchema, type Shape } from "./shape.ts";
export { parseSocketMessage, type SocketMessage } from "./socket-message.ts";
export { TLS_VERSIONS, type TlsClientSpec, type TlsServerSpec, type TlsSpec, type TlsVersionName } from "./tls-spec.ts";
export { zhDetail } from "./zh/detail.ts";
