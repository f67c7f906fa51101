import { expect, it } from "vitest";
import { createEcho } from "../../../src/handlers/echo.ts";
import { HandlerScript, testPeer } from "../../support/handler-script.ts";

it("sends back what came, also an empty datagram, and ends with the peer", () => {
  const script = new HandlerScript(createEcho());
  const [tcp, udp] = [testPeer(1), testPeer(2, "udp")];
  expect(script.start()).toEqual([]);
  expect(script.open(tcp)).toEqual([]);
  expect(script.data(tcp, "你好\r\n")).toEqual(['send 1 "你好\\r\\n"']);
  expect(script.data(udp, "")).toEqual(['send 2 ""']);
  expect(script.data(tcp, Uint8Array.of(0xff, 0))).toEqual(["send 1 hex ff00"]);
  expect(script.eof(tcp)).toEqual(["close 1 fin"]);
  expect(script.close(tcp)).toEqual([]);
  expect(script.stop()).toEqual([]);
});
