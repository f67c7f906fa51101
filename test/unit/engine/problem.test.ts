import { expect, it } from "vitest";
import { errorDetail, isReset } from "../../../src/engine/problem.ts";
import { JackfieldError, SocketError } from "../../../src/errors/index.ts";

it.each([
  [
    new SocketError("ERR_REFUSED", { op: "connect", network: "tcp", remote: "10.0.0.1:80" }),
    { code: "ERR_REFUSED", message: "connect tcp 10.0.0.1:80: connection refused", op: "connect" },
  ],
  [new JackfieldError("ERR_FILE", "File is gone"), { code: "ERR_FILE", message: "File is gone" }],
  [new Error("planted"), { code: "ERR_INTERNAL", message: "Error: planted" }],
  ["text", { code: "ERR_INTERNAL", message: "text" }],
])("%s as an event's detail", (error, detail) => {
  expect(errorDetail(error)).toEqual(detail);
});

it("knows a reset", () => {
  expect(isReset(new SocketError("ERR_RESET", { op: "recv", network: "tcp" }))).toBe(true);
  expect(isReset(new SocketError("ERR_CLOSED", { op: "recv", network: "tcp" }))).toBe(false);
  expect(isReset(new Error("ECONNRESET"))).toBe(false);
});
