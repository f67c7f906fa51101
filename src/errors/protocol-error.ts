import type { ErrorCode } from "./codes.ts";
import { JackfieldError, type JackfieldErrorOptions } from "./jackfield-error.ts";

/** Options of {@link LocalProtocolError}. */
export interface LocalProtocolErrorOptions extends JackfieldErrorOptions {
  /** Where in the input the fault is, counted from 0 in UTF-16 units of the text that was given. */
  readonly position?: number;
  /** The input itself, so that a caret can be drawn under `position`. */
  readonly input?: string;
}

/** This side's input is wrong: the user's or the calling program's fault. */
export class LocalProtocolError extends JackfieldError {
  override readonly name = "LocalProtocolError";
  readonly position: number | undefined;
  readonly input: string | undefined;

  constructor(code: ErrorCode, message: string, options: LocalProtocolErrorOptions = {}) {
    super(code, message, options);
    this.position = options.position;
    this.input = options.input;
  }
}

/** Options of {@link RemoteProtocolError}. */
export interface RemoteProtocolErrorOptions extends JackfieldErrorOptions {
  /** Where in the peer's stream or in the file the fault is, in bytes from its start. */
  readonly offset?: number;
  /** Bytes that the protocol says should be answered to this violation. */
  readonly replyHint?: Uint8Array;
}

/** The peer's bytes, or a file that somebody else wrote, break the protocol. */
export class RemoteProtocolError extends JackfieldError {
  override readonly name = "RemoteProtocolError";
  readonly offset: number | undefined;
  readonly replyHint: Uint8Array | undefined;

  constructor(code: ErrorCode, message: string, options: RemoteProtocolErrorOptions = {}) {
    super(code, message, options);
    this.offset = options.offset;
    this.replyHint = options.replyHint;
  }
}
