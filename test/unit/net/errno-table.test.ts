import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { ERROR_CODES, SocketError } from "../../../src/errors/index.ts";
import { codeOfErrno, ERRNO_TABLE, retold, toSocketError } from "../../../src/net/errno-table.ts";

const failure = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

describe("the table of errors", () => {
  it("names only codes that exist", () => {
    expect(Object.values(ERRNO_TABLE).filter((code) => !(code in ERROR_CODES))).toEqual([]);
  });

  it.each([
    ["ECONNREFUSED", "ERR_REFUSED"],
    ["EPIPE", "ERR_BROKEN_PIPE"],
    ["EAI_AGAIN", "ERR_HOST_UNKNOWN"],
    ["EWHATEVER", "ERR_SYSTEM"],
    [undefined, "ERR_SYSTEM"],
  ])("makes %s %s", (name, code) => {
    expect(codeOfErrno(name)).toBe(code);
  });

  it("keeps the number, the name and the cause, and takes the operation from the failed call", () => {
    const cause = failure("ECONNREFUSED", "connect");
    const error = toSocketError(cause, { op: "recv", network: "tcp", remote: "10.0.0.1:80" });
    expect(error).toMatchObject({
      code: "ERR_REFUSED",
      op: "connect",
      errno: constants.errno.ECONNREFUSED,
      errnoName: "ECONNREFUSED",
      cause,
    });
    expect(error.message).toBe("connect tcp 10.0.0.1:80: connection refused");
    expect(retold(error, { op: "send", network: "tcp" })).toMatchObject({
      code: "ERR_REFUSED",
      op: "send",
      errno: constants.errno.ECONNREFUSED,
      cause,
    });
  });

  it("says what it does not know", () => {
    const error = toSocketError(failure("EPROTO", "strange"), { op: "send", network: "udp" });
    expect(error.message).toBe("send udp: the operating system refused (EPROTO)");
  });

  it("lets a socket error pass", () => {
    const error = new SocketError("ERR_BUSY", { op: "recv", network: "tcp" });
    expect(toSocketError(error, { op: "send", network: "udp" })).toBe(error);
  });

  it.each([
    ["EACCES", "broadcast is allowed only with the option broadcast (--broadcast)"],
    ["EPERM", "a firewall of this machine forbids it"],
  ])("explains %s of a send", (name, hint) => {
    expect(toSocketError(failure(name, "send"), { op: "send", network: "udp" }).hint).toBe(hint);
  });
});
