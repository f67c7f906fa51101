import { ERROR_CODES, type ErrorCode, JackfieldError } from "../../errors/index.ts";
import { CliError, OptionError } from "../cli-error.ts";
import { Interrupted } from "../exit-codes.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import { en } from "../messages/en.ts";

/** Why a command ended, for programs. */
export interface EndReason {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

// Of sentences that name no code of their own.
const BY_EXIT: Partial<Record<ExitCode, ErrorCode>> = {
  [EXIT.usage]: "ERR_BAD_OPTION",
  [EXIT.open]: "ERR_SYSTEM",
  [EXIT.failed]: "ERR_SYSTEM",
  [EXIT.expectation]: "ERR_EXPECTATION",
  [EXIT.timedOut]: "ERR_TIMEOUT",
};

/** The reason in the `end` line of `--json`: a code of docs/errors.md whatever failed; null when nothing did. */
export function endReason(failure: unknown): EndReason | null {
  if (failure === null || failure === undefined) return null;
  const code = codeOf(failure);
  const message = failure instanceof Error ? failure.message : "a value that is no error was thrown";
  const own = failure instanceof CliError ? failure.remedy?.(en) : undefined;
  const remedy = JackfieldError.is(failure) ? failure.remedy : (own ?? ERROR_CODES[code].remedy);
  return { code, message, remedy };
}

function codeOf(failure: unknown): ErrorCode {
  if (JackfieldError.is(failure)) return failure.code;
  if (failure instanceof Interrupted) return "ERR_INTERRUPTED";
  if (failure instanceof OptionError) return failure.problem.code;
  if (!(failure instanceof CliError)) return "ERR_INTERNAL";
  if (failure.errorCode !== null) return failure.errorCode;
  if (failure.exitCode === EXIT.failed && JackfieldError.is(failure.cause)) return failure.cause.code;
  return BY_EXIT[failure.exitCode] ?? "ERR_SYSTEM";
}
