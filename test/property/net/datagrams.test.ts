import fc from "fast-check";
import { expect, it } from "vitest";
import { bindDatagrams, type Datagrams, type InetAddress } from "../../../src/net/index.ts";

const HERE = { host: "127.0.0.1", port: 0 };
const END = Uint8Array.of(255);

// Sizes that come again, fall and grow, the empty one among them; and three ways of naming two peers.
const outgoing = fc.array(
  fc.record({
    size: fc.oneof(fc.constantFrom(0, 1, 5, 5, 5, 700), fc.integer({ min: 0, max: 1500 })),
    to: fc.constantFrom(0, 0, 0, 1, 2),
  }),
  { maxLength: 90, size: "max" },
);

/** What comes before the last one of a run. */
async function heard(socket: Datagrams): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const { bytes } of socket) {
    if (bytes.length === 1 && bytes[0] === END[0]) break;
    all.push(bytes);
  }
  return all;
}

it.each([false, true])(
  "sendMany tells each peer all that is for it, whole and in order; connected: %s",
  async (connected) => {
    await using one = await bindDatagrams(HERE, { receiveBufferBytes: 4_194_304 });
    await using two = await bindDatagrams(HERE, { receiveBufferBytes: 4_194_304 });
    await using sender = await bindDatagrams(HERE, connected ? { connectTo: one.local } : {});
    const peers: readonly InetAddress[] = [one.local, two.local, { ...one.local }];
    await fc.assert(
      fc.asyncProperty(outgoing, async (list) => {
        const datagrams = list.map(({ size, to }, at) => ({
          bytes: new Uint8Array(size).fill(at % 251),
          to: peers[to] as InetAddress,
        }));
        const sending = sender.sendMany([...datagrams, { bytes: END, to: one.local }, { bytes: END, to: two.local }]);
        const got = [await heard(one), await heard(two)];
        await sending;
        for (const [index, all] of got.entries()) {
          const wanted = datagrams.filter((_, at) => (list[at]?.to ?? 0) % 2 === index);
          expect(all.map((bytes) => [bytes.length, bytes[0]])).toEqual(
            wanted.map(({ bytes }) => [bytes.length, bytes[0]]),
          );
          expect(all.every((bytes) => bytes.every((byte) => byte === bytes[0]))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  },
);
