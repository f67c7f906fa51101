// The entry `jackfield/services`.
export type {
  EchoService,
  ExecService,
  FilesService,
  InboxService,
  ProjectService,
  ReplyAnswerSpec,
  ReplyMatchSpec,
  ReplyRuleSpec,
  ReplyService,
  RoomService,
  ServiceName,
  ServiceNetwork,
  ServicePlace,
  ServiceSpec,
  TimeService,
  TlsServerSpec,
  TlsSpec,
  TlsVersionName,
  UpperService,
} from "../api/index.ts";
export type {
  Inbox,
  InboxMessage,
  ReplyHandler,
  RoomHub,
  RoomMember,
  RoomMessage,
  RoomNews,
} from "../handlers/index.ts";
export { parseProject, type Project, PROJECT_FILE, readProject } from "./project.ts";
export { RoomSeat } from "./room-seat.ts";
export { type ServiceDesk, Services } from "./services.ts";
export { type RunningService, startService, type StartServiceOptions } from "./start-service.ts";
