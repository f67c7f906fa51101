import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import { bindDatagrams, capabilities } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const READER = `
import socket, sys, hashlib
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4194304)
s.settimeout(30)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])
sizes, all, senders = [], hashlib.sha256(), set()
while True:
    data, sender = s.recvfrom(65535)
    if data == b"end": break
    sizes.append(len(data)); all.update(data); senders.add(sender[1])
print(",".join(map(str, sizes)))
print(all.hexdigest(), *senders)
`;

describe.skipIf(!capabilities().berkeley)("datagrams to CPython", () => {
  const it = itWith(["python3"]);

  // What leaves this process as segments of one send must come as the datagrams that they are.
  const SHAPES = [
    ["sizes in turns", false, (n: number) => (n % 2 === 0 ? 64 : 63)],
    ["frames in full packets and a rest", false, (n: number) => (n % 5 === 4 ? 300 : 1200)],
    ["frames to the peer of a connected socket", true, (n: number) => (n % 5 === 4 ? 300 : 1200)],
    ["growing sizes, from the empty one", true, (n: number) => n * 3],
  ] as const;
  for (const [shape, connected, sizeOf] of SHAPES) {
    it(`arrive as they were given to sendMany: ${shape}`, async () => {
      await using reader = ForeignProgram.python(READER);
      const to = { host: "127.0.0.1", port: Number(await reader.line()) };
      await using sender = await bindDatagrams({ host: "127.0.0.1", port: 0 }, connected ? { connectTo: to } : {});
      const datagrams = Array.from({ length: 300 }, (_item, n) => ({ bytes: new Uint8Array(sizeOf(n)).fill(n), to }));
      await sender.sendMany([...datagrams, { bytes: new TextEncoder().encode("end"), to }]);
      expect(await reader.line()).toBe(datagrams.map(({ bytes }) => bytes.length).join());
      const digest = createHash("sha256");
      for (const { bytes } of datagrams) digest.update(bytes);
      expect(await reader.line()).toBe(`${digest.digest("hex")} ${sender.local.port}`);
    });
  }
});
