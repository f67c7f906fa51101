import { describe, expect, it } from "vitest";
import {
  ERROR_CODES,
  type ErrorCode,
  type ErrorCodeEntry,
  JackfieldError,
  LocalProtocolError,
  RemoteProtocolError,
  SocketError,
} from "../../../src/errors/index.ts";

describe("the table of codes", () => {
  const entries: readonly [string, ErrorCodeEntry][] = Object.entries(ERROR_CODES);

  it.each(entries)("%s has a meaning that can end a message and a remedy that is a sentence", (code, entry) => {
    expect(code).toMatch(/^ERR_[A-Z0-9_]+$/);
    expect(entry.meaning).toMatch(/^[a-z].*[^.]$/);
    expect(entry.remedy).toMatch(/^[A-Z].*\.$/);
  });
});

describe("SocketError", () => {
  it.each([
    [
      "names the remote end of a connect",
      new SocketError("ERR_REFUSED", { op: "connect", network: "tcp", remote: "10.0.0.1:80", local: "10.0.0.2:5" }),
      "connect tcp 10.0.0.1:80: connection refused",
    ],
    [
      "names the local end of a listen, and the hint",
      new SocketError("ERR_ADDRESS_IN_USE", {
        op: "listen",
        network: "tcp",
        local: "127.0.0.1:80",
        hint: "held by nginx (pid 7)",
      }),
      "listen tcp 127.0.0.1:80: address already in use; held by nginx (pid 7)",
    ],
    [
      "gives the system's own name for what has no code",
      new SocketError("ERR_SYSTEM", { op: "send", network: "udp", errno: 71, errnoName: "EPROTO" }),
      "send udp: the operating system refused (EPROTO)",
    ],
  ])("%s", (_name, error, message) => {
    expect(error.message).toBe(message);
    expect(error.name).toBe("SocketError");
    expect(error).toBeInstanceOf(JackfieldError);
  });

  it("keeps its cause, and has none when none is given", () => {
    const cause = new Error("why");
    expect(new SocketError("ERR_RESET", { op: "recv", network: "tcp", cause }).cause).toBe(cause);
    expect("cause" in new SocketError("ERR_RESET", { op: "recv", network: "tcp" })).toBe(false);
  });
});

describe("JackfieldError.is", () => {
  const samples: readonly [ErrorCode, JackfieldError][] = [
    ["ERR_BAD_HEX", new LocalProtocolError("ERR_BAD_HEX", "Bad hex", { position: 3, input: "00 zz" })],
    ["ERR_BAD_FRAME", new RemoteProtocolError("ERR_BAD_FRAME", "Bad frame", { offset: 9 })],
    ["ERR_REFUSED", new SocketError("ERR_REFUSED", { op: "connect", network: "tcp" })],
  ];

  it.each(samples)("knows %s by its code", (code, error) => {
    expect(JackfieldError.is(error)).toBe(true);
    expect(JackfieldError.is(error, code)).toBe(true);
    expect(JackfieldError.is(error, "ERR_CLOSED")).toBe(false);
    expect(error.remedy).toBe(ERROR_CODES[code].remedy);
  });

  it("knows an error of another copy of the package, and nothing else", () => {
    const foreign = Object.defineProperty(new Error("x"), Symbol.for("jackfield.error"), { value: true });
    expect(JackfieldError.is(foreign)).toBe(true);
    for (const value of [null, undefined, 1, "ERR_CLOSED", {}, new Error("x"), { code: "ERR_CLOSED" }]) {
      expect(JackfieldError.is(value)).toBe(false);
    }
  });
});
