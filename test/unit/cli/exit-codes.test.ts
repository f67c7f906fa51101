import { describe, expect, it } from "vitest";
import { CliError, UsageError } from "../../../src/cli/cli-error.ts";
import { exitCodeOf, Interrupted } from "../../../src/cli/exit-codes.ts";
import { JackfieldError, LocalProtocolError, SocketError } from "../../../src/errors/index.ts";

describe("exitCodeOf", () => {
  it.each([
    ["wrong options", new UsageError(() => "x"), 1],
    ["bad input", new LocalProtocolError("ERR_BAD_HEX", "x"), 1],
    ["a character that the charset lacks", new LocalProtocolError("ERR_UNENCODABLE", "x"), 1],
    ["a refused connection", new SocketError("ERR_REFUSED", { op: "connect", network: "tcp" }), 2],
    ["a refused datagram", new SocketError("ERR_REFUSED", { op: "send", network: "udp" }), 2],
    ["a connection that timed out", new SocketError("ERR_TIMEOUT", { op: "connect", network: "tcp" }), 2],
    ["an unknown host", new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network: "tcp" }), 2],
    ["a port in use", new SocketError("ERR_ADDRESS_IN_USE", { op: "listen", network: "tcp" }), 2],
    ["a bad address", new SocketError("ERR_BAD_ADDRESS", { op: "connect", network: "tcp" }), 1],
    ["a reset", new SocketError("ERR_RESET", { op: "recv", network: "tcp" }), 3],
    ["a datagram that is too long", new SocketError("ERR_MESSAGE_TOO_LONG", { op: "send", network: "udp" }), 3],
    ["a failed expectation", new JackfieldError("ERR_EXPECTATION", "x"), 4],
    ["a time-out while running", new JackfieldError("ERR_TIMEOUT", "x"), 124],
    ["a command's own code", new CliError(124, () => "x"), 124],
    ["SIGINT", new Interrupted("SIGINT"), 130],
    ["SIGTERM", new Interrupted("SIGTERM"), 143],
    ["anything else", new Error("x"), 3],
  ])("maps %s", (_name, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
