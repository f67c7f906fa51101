import { expect, it } from "vitest";
import { createDaytime } from "../../../../src/handlers/time/daytime.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

it("says the time at once over TCP and closes; over UDP it answers each datagram", () => {
  const script = new HandlerScript(createDaytime({ burst: 1 }));
  script.nowMs = Date.UTC(1982, 1, 22, 17, 37, 43);
  const [tcp, udp] = [testPeer(1), testPeer(2, "udp")];
  const line = '"Monday, February 22, 1982 17:37:43-UTC\\r\\n"';
  expect(script.open(tcp)).toEqual([`send 1 ${line}`, "close 1 fin"]);
  expect(script.data(tcp, "ignored")).toEqual([]);
  expect(script.open(udp)).toEqual([]);
  expect(script.data(udp, "")).toEqual([`send 2 ${line}`]);
  expect(script.data(udp, "")).toEqual(['limit 2 {"limit":"perSecond"}']);
});
