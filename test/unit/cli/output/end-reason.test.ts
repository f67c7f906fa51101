import { expect, it } from "vitest";
import { CliError, OptionError } from "../../../../src/cli/cli-error.ts";
import { Interrupted } from "../../../../src/cli/exit-codes.ts";
import { EXIT } from "../../../../src/cli/exit-table.ts";
import { endReason } from "../../../../src/cli/output/end-reason.ts";
import { ERROR_CODES, JackfieldError, LocalProtocolError } from "../../../../src/errors/index.ts";

it.each([
  [new JackfieldError("ERR_RESET", "gone"), "ERR_RESET"],
  [new Interrupted("SIGTERM"), "ERR_INTERRUPTED"],
  [new OptionError("--hex", new LocalProtocolError("ERR_BAD_HEX", "no")), "ERR_BAD_HEX"],
  [new CliError(EXIT.expectation, () => "x"), "ERR_EXPECTATION"],
  [new CliError(EXIT.timedOut, () => "x"), "ERR_TIMEOUT"],
  [new CliError(EXIT.usage, () => "x"), "ERR_BAD_OPTION"],
  [new CliError(EXIT.failed, () => "x"), "ERR_SYSTEM"],
  [new CliError(EXIT.failed, () => "x", { cause: new JackfieldError("ERR_FILE_EXISTS", "y") }), "ERR_FILE_EXISTS"],
  [new CliError(EXIT.failed, () => "x", { code: "ERR_FILE" }), "ERR_FILE"],
  [new TypeError("x"), "ERR_INTERNAL"],
  ["x", "ERR_INTERNAL"],
] as const)("tells of %s as %s", (failure, code) => {
  expect(endReason(failure)).toMatchObject({ code, remedy: ERROR_CODES[code].remedy });
});

it("has nothing to say when nothing failed", () => {
  expect(endReason(null)).toBeNull();
});
