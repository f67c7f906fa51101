import { ERROR_CODES, type ErrorCode } from "./codes.ts";

// A registered symbol, so that `is` works across two copies of the package.
const BRAND = Symbol.for("jackfield.error");

/** Options of every Jackfield error. */
export interface JackfieldErrorOptions {
  /** The error behind this one. */
  readonly cause?: unknown;
}

/** Base of every error that Jackfield throws on purpose; bad arguments are `TypeError` or `RangeError` instead. */
export class JackfieldError extends Error {
  override readonly name: string = "JackfieldError";
  /** What went wrong; see {@link ERROR_CODES}. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: JackfieldErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
  }

  /** What to do about it, one sentence from the table of codes. */
  get remedy(): string {
    return ERROR_CODES[this.code].remedy;
  }

  /** Whether `value` is a Jackfield error, optionally with this code; works across copies of the package. */
  static is(value: unknown, code?: ErrorCode): value is JackfieldError {
    if (typeof value !== "object" || value === null || !(BRAND in value)) return false;
    return code === undefined || (value as unknown as JackfieldError).code === code;
  }
}

Object.defineProperty(JackfieldError.prototype, BRAND, { value: true });
