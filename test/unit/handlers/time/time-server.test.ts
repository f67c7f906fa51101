import { describe, expect, it } from "vitest";
import { createTimeServer, type TimeServerOptions } from "../../../../src/handlers/time/time-server.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const NOON = Date.UTC(2026, 10, 21, 6, 29, 44, 900);
const peer = testPeer(1, "udp");

function server(options: TimeServerOptions = {}): HandlerScript {
  const script = new HandlerScript(createTimeServer(options));
  script.nowMs = NOON;
  return script;
}

describe("the time server", () => {
  it.each([
    ["", "2026-11-21 06:29:44"],
    ["%c", "Sat Nov 21 06:29:44 2026"],
    ["现在%H点", "现在06点"],
    ["%Q 100%", "%Q 100%"],
    ["no directive", "no directive"],
    ["%Y\0%m", "bad request: NUL in the format"],
  ])("answers %j with %j", (request, answer) => {
    expect(server().data(peer, request)).toEqual([`send 1 ${JSON.stringify(answer)}`]);
  });

  it("answers in its zone", () => {
    const zone = { name: "Asia/Shanghai", at: () => ({ offsetSeconds: 28_800, zone: "CST" }) };
    expect(server({ zone }).data(peer, "%H:%M %Z %z")).toEqual(['send 1 "14:29 CST +0800"']);
  });

  it("answers a format again and again, each second anew, however many there are", () => {
    const script = server();
    for (const [aheadMs, seconds] of [
      [0, "44"],
      [99, "44"],
      [100, "45"],
      [1100, "46"],
    ] as const) {
      script.nowMs = NOON + aheadMs;
      expect(script.data(peer, "%S")).toEqual([`send 1 "${seconds}"`]);
    }
    const many = server({ perSecond: 1000, burst: 1000 });
    for (const round of [1, 2]) {
      for (let n = 0; n < 400; n++) expect(many.data(peer, `${n} %S`), `round ${round}`).toEqual([`send 1 "${n} 44"`]);
    }
  });

  it("answers bytes that are no UTF-8 with a word", () => {
    expect(server().data(peer, Uint8Array.of(0x25, 0xff))).toEqual(['send 1 "bad request: not UTF-8"']);
  });

  it("bounds its answer at a character, and says so", () => {
    expect(server({ maxAnswerBytes: 10 }).data(peer, "好好好好")).toEqual([
      'limit 1 {"limit":"maxAnswerBytes","value":10,"bytes":12}',
      'send 1 "好好好"',
    ]);
    const [note, send] = server().data(peer, `${"%c".repeat(512)}${"%66000d".repeat(10)}`);
    expect(note).toContain("maxAnswerBytes");
    expect(send?.length).toBeLessThan(1100);
  });

  it("answers one source so often and no more, whatever its port, and others all the same", () => {
    const script = server({ perSecond: 1, burst: 2 });
    const samePlace = { ...testPeer(2, "udp"), remote: "127.0.0.1:9" };
    const elsewhere = { ...testPeer(3, "udp"), remote: "[::1]:9" };
    expect(script.data(peer, "%H")).toEqual(['send 1 "06"']);
    expect(script.data(samePlace, "%H")).toEqual(['send 2 "06"']);
    expect(script.data(peer, "%H")).toEqual(['limit 1 {"limit":"perSecond","bytes":2}']);
    expect(script.data(elsewhere, "%H")).toEqual(['send 3 "06"']);
    script.nowMs += 1000;
    expect(script.data(peer, "%S")).toEqual(['send 1 "45"']);
  });
});
