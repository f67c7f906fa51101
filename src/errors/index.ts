export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from "./codes.ts";
export { fileReason } from "./file-reason.ts";
export { JackfieldError, type JackfieldErrorOptions } from "./jackfield-error.ts";
export {
  LocalProtocolError,
  type LocalProtocolErrorOptions,
  RemoteProtocolError,
  type RemoteProtocolErrorOptions,
} from "./protocol-error.ts";
export {
  SocketError,
  type SocketErrorDetails,
  type SocketNetwork,
  type SocketOperation,
} from "./socket-error.ts";
