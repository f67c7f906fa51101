export { TextDatagrams, type TextDatagramsOptions } from "./chat/text-datagrams.ts";
export { createEcho } from "./echo.ts";
export { AllowList, type AllowedCommand, type AllowResult, type CommandSource } from "./exec/allow-list.ts";
export { ShellCommands } from "./exec/shell-commands.ts";
export { splitWords } from "./exec/command-words.ts";
export { createExec, type ExecOptions } from "./exec/exec-handler.ts";
export { ExecClient, type ExecClientEvent } from "./exec/exec-client.ts";
export type { RunEnd } from "./exec/run-answer.ts";
export { type ByteRange, parseByteRange } from "./files/byte-range.ts";
export { type FirstBytes, firstBytes } from "./files/first-bytes.ts";
export { type IndexEntry, indexHtml, indexJson } from "./files/directory-index.ts";
export {
  type FileFacts,
  type FileResponse,
  fileResponse,
  mediaType,
  type RequestFields,
} from "./files/file-response.ts";
export type { Handler, HandlerCommand, HandlerEvent, HandlerPeer, HandlerReply } from "./handler.ts";
export { Inbox, type InboxAnswer, type InboxMessage, type InboxOptions } from "./inbox/inbox.ts";
export { addressedText } from "./inbox/inbox-text.ts";
export { type Captures, compileMatch, type MessageMatcher } from "./reply/message-matcher.ts";
export { createReply, ReplyHandler, type ReplyOptions } from "./reply/reply-handler.ts";
export type { AnswerSpec, MatchSpec, ReplyRule } from "./reply/reply-rule.ts";
export {
  compileTemplate,
  type ReplyTemplate,
  type TemplateContext,
  type TemplateOptions,
} from "./reply/reply-template.ts";
export { displayName, splitMessage } from "./room/room-text.ts";
export { LocalRoomHub, type LocalRoomHubOptions } from "./room/local-room-hub.ts";
export { DatagramRoomClient } from "./room/datagram-room-client.ts";
export { JsonRoomClient } from "./room/json-room-client.ts";
export {
  parseRoomLine,
  type RoomClient,
  type RoomClientNews,
  type RoomRequest,
  type RoomStep,
} from "./room/room-client.ts";
export { createRoom, type RoomOptions } from "./room/room-handler.ts";
export type {
  JoinResult,
  LeaveReason,
  RoomHub,
  RoomMember,
  RoomMessage,
  RoomNews,
  RoomUtterance,
  RoomVia,
} from "./room/room-hub.ts";
export { SourceLimiter, type SourceLimiterOptions } from "./source-limiter.ts";
export { type BrokenDownTime, breakDownTime, type ZoneOffset } from "./time/broken-down-time.ts";
export { createDaytime, type DaytimeOptions } from "./time/daytime.ts";
export { SntpQuery, type SntpAnswer, type SntpReading } from "./time/sntp-query.ts";
export { createSntpServer, type SntpOptions } from "./time/sntp.ts";
export { type StrftimeOptions, strftime } from "./time/strftime.ts";
export { createTimeServer, type TimeServerOptions } from "./time/time-server.ts";
export { intlZone, parseTzif, type TimeZone, UTC } from "./time/time-zone.ts";
export { TokenBucket } from "./token-bucket.ts";
export { createUpper, upperBytes } from "./upper.ts";
