import { describe, expect, it } from "vitest";
import { problemOf, statusOf } from "../../../src/api/index.ts";
import { ERROR_CODES, LocalProtocolError, SocketError } from "../../../src/errors/index.ts";

describe("problems", () => {
  it("carry code, message, remedy and place", () => {
    expect(problemOf(new LocalProtocolError("ERR_BAD_HEX", "Bad", { position: 3 }))).toEqual({
      code: "ERR_BAD_HEX",
      message: "Bad",
      remedy: ERROR_CODES.ERR_BAD_HEX.remedy,
      position: 3,
    });
  });

  it("carry the free port", () => {
    const error = new SocketError("ERR_ADDRESS_IN_USE", { op: "bind", network: "udp", local: "h:1", freePort: 2 });
    expect(problemOf(error)).toMatchObject({ code: "ERR_ADDRESS_IN_USE", freePort: 2 });
  });

  it.each([
    [new TypeError("x is not a function"), "TypeError: x is not a function"],
    ["text", "text"],
    [null, "null"],
  ])("of other values (%s) are our own fault", (value, message) => {
    expect(problemOf(value)).toMatchObject({ code: "ERR_INTERNAL", message });
  });

  it("have a status of failure, whatever the code", () => {
    for (const code of Object.keys(ERROR_CODES)) {
      expect(statusOf(code)).toBeGreaterThanOrEqual(400);
      expect(statusOf(code)).toBeLessThan(600);
    }
  });

  it.each([
    ["ERR_BAD_SPEC", 400],
    ["ERR_NOT_AUTHORIZED", 401],
    ["ERR_FOREIGN_ORIGIN", 403],
    ["ERR_NO_SUCH_SESSION", 404],
    ["ERR_ADDRESS_IN_USE", 409],
    ["ERR_LIMIT", 413],
    ["ERR_INTERNAL", 500],
    ["ERR_REFUSED", 502],
    ["ERR_TIMEOUT", 504],
    ["no code of ours", 400],
  ])("%s is %i", (code, status) => {
    expect(statusOf(code)).toBe(status);
  });
});
