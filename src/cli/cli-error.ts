import type { ErrorCode, JackfieldError } from "../errors/index.ts";
import { en } from "./messages/en.ts";
import type { Messages } from "./messages/messages.ts";
import { EXIT, type ExitCode } from "./exit-table.ts";

/** Options of {@link CliError}. */
export interface CliErrorOptions extends ErrorOptions {
  /** What a program is told. @default by the exit code */
  readonly code?: ErrorCode;
  /** What to do about it, below the sentence. @default nothing */
  readonly remedy?: (messages: Messages) => string;
}

/** The command ends with this exit code and sentence. The sentence is made when it is printed, in the user's language. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  readonly exitCode: ExitCode;
  readonly text: (messages: Messages) => string;
  /** What a program is told; null: what its exit code says. */
  readonly errorCode: ErrorCode | null;
  readonly remedy: ((messages: Messages) => string) | null;

  constructor(exitCode: ExitCode, text: (messages: Messages) => string, options: CliErrorOptions = {}) {
    super(text(en), options);
    this.exitCode = exitCode;
    this.errorCode = options.code ?? null;
    this.remedy = options.remedy ?? null;
    this.text = text;
  }
}

/** The command line is wrong. */
export class UsageError extends CliError {
  override readonly name = "UsageError";
  /** The command whose help answers the question, when one was chosen. */
  command: string | undefined;

  constructor(text: (messages: Messages) => string) {
    super(EXIT.usage, text);
  }
}

/** The value of an option, or of an argument, is wrong for a reason that has a code of its own. */
export class OptionError extends CliError {
  override readonly name = "OptionError";
  /** As it is written: `--check`, `ADDRESS`. */
  readonly option: string;
  readonly problem: JackfieldError;

  constructor(option: string, problem: JackfieldError) {
    super(EXIT.usage, (m) => m.usage.inOption(option, problem.message), { cause: problem });
    this.option = option;
    this.problem = problem;
  }
}
