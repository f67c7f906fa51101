import { type ErrorCode, JackfieldError, SocketError } from "../errors/index.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-table.ts";

// What is not named here is a failure while running.
const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  ERR_REFUSED: EXIT.open,
  ERR_TIMEOUT: EXIT.timedOut,
  ERR_EXPECTATION: EXIT.expectation,
  ERR_UNENCODABLE: EXIT.usage,
  ERR_UNKNOWN_CHARSET: EXIT.usage,
  ERR_BAD_HEX: EXIT.usage,
  ERR_BAD_ESCAPE: EXIT.usage,
  ERR_BAD_CHECKSUM: EXIT.usage,
  ERR_BAD_FRAMING: EXIT.usage,
  ERR_BAD_FILTER: EXIT.usage,
  ERR_BAD_SPEC: EXIT.usage,
  ERR_BAD_PROJECT: EXIT.usage,
  ERR_BAD_ADDRESS: EXIT.usage,
  ERR_BAD_ENDPOINT: EXIT.usage,
  ERR_BAD_OPTION: EXIT.usage,
  ERR_BAD_CERTIFICATE: EXIT.usage,
};

const OPENING: ReadonlySet<string> = new Set(["socket", "resolve", "bind", "connect", "listen", "join", "setsockopt"]);

/** The exit code that an error ends the program with; a call that opens a socket and fails is 2 whatever its reason. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof Interrupted) return error.exitCode;
  if (!JackfieldError.is(error)) return EXIT.failed;
  const code = BY_CODE[error.code];
  if (code === EXIT.usage) return code;
  if (isSocketError(error) && OPENING.has(error.op)) return EXIT.open;
  return code ?? EXIT.failed;
}

const SIGNAL_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;

/** A signal asked the program to end; the reason of the context's abort signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: ExitCode;

  constructor(signal: "SIGINT" | "SIGTERM" | "SIGHUP") {
    super(`interrupted by ${signal}`);
    this.exitCode = SIGNAL_CODES[signal];
  }
}

function isSocketError(error: JackfieldError): error is SocketError {
  return error instanceof SocketError || error.name === "SocketError";
}
