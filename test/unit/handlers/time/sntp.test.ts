import { describe, expect, it } from "vitest";
import { createSntpServer } from "../../../../src/handlers/time/sntp.ts";
import { HandlerScript, testPeer } from "../../../support/handler-script.ts";

const peer = testPeer(1, "udp");

function request(first: number, size = 48): Uint8Array {
  const packet = new Uint8Array(size);
  packet[0] = first;
  packet[2] = 6;
  packet.set([1, 2, 3, 4, 5, 6, 7, 8].slice(0, Math.max(0, size - 40)), 40);
  return packet;
}

describe("the SNTP responder", () => {
  it.each([1, 2, 3, 4])("answers version %d in mode 4 with the client's time stamp as origin", (version) => {
    const handler = createSntpServer();
    const nowMs = 1_795_242_584_500;
    const [command] = [...handler.handle({ type: "data", peer, bytes: request((version << 3) | 3), nowMs })];
    if (command?.type !== "send") throw new Error("no answer");
    const view = new DataView(command.bytes.buffer);
    expect(command.bytes[0]).toBe((version << 3) | 4);
    expect([...command.bytes.subarray(1, 3)]).toEqual([10, 6]);
    expect(String.fromCharCode(...command.bytes.subarray(12, 16))).toBe("LOCL");
    expect([...command.bytes.subarray(24, 32)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const at of [16, 32, 40]) {
      expect(view.getUint32(at) - 2_208_988_800).toBe(1_795_242_584);
      expect(view.getUint32(at + 4)).toBe(2 ** 31);
    }
  });

  it.each([
    ["too short", request(0x23, 47)],
    ["empty", new Uint8Array(0)],
    ["of another mode", request(0x24)],
    ["of version 0", request(0x03)],
    ["of version 7", request(0x3b)],
  ])("drops a packet that is %s", (_name, packet) => {
    const script = new HandlerScript(createSntpServer());
    expect(script.data(peer, packet)).toEqual([`note 1 {"text":"no SNTP request","bytes":${packet.length}}`]);
  });

  it("bounds how often a source is answered", () => {
    const script = new HandlerScript(createSntpServer({ burst: 1 }));
    expect(script.data(peer, request(0x23))[0]).toMatch(/^send/);
    expect(script.data(peer, request(0x23))).toEqual(['limit 1 {"limit":"perSecond"}']);
  });
});
