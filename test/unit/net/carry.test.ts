import { describe, expect, it } from "vitest";
import { carry } from "../../../src/net/index.ts";
import { BACKENDS } from "../../support/net/backends.ts";
import { pattern, readExactly, readToEnd, sha256 } from "../../support/net/bytes.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";
import { streamPair } from "../../support/net/pair.ts";

checkNoLeaks();

const PAIRS = BACKENDS.flatMap((first) => BACKENDS.map((second) => ({ first, second })));

describe.each(PAIRS)("carry from $first.name to $second.name", ({ first, second }) => {
  it("carries 20 MB unchanged, counts them, and leaves the end to the caller", async () => {
    await using left = await streamPair(first);
    await using right = await streamPair(second);
    const data = pattern(20_000_000);
    let counted = 0;
    const carrying = carry(left.server, right.client, { onBytes: (bytes) => (counted += bytes) });
    const sending = left.client.write(data).then(() => left.client.shutdown());
    const got = await readExactly(right.server, data.length);
    expect(sha256(got)).toBe(sha256(data));
    await sending;
    expect(await carrying).toBe(data.length);
    expect(counted).toBe(data.length);
    // No FIN yet: what the caller sends now still arrives.
    await right.client.write(Uint8Array.of(7));
    expect(await readExactly(right.server, 1)).toEqual(Uint8Array.of(7));
  });

  it("carries both directions of a pair at once", async () => {
    await using left = await streamPair(first);
    await using right = await streamPair(second);
    const [there, back] = [pattern(5_000_000), pattern(4_000_001)];
    const done = Promise.all([carry(left.server, right.client), carry(right.client, left.server)]);
    const sending = Promise.all([
      left.client.write(there).then(() => left.client.shutdown()),
      right.server.write(back).then(() => right.server.shutdown()),
    ]);
    const [atRight, atLeft] = await Promise.all([
      readExactly(right.server, there.length),
      readExactly(left.client, back.length),
    ]);
    expect([sha256(atRight), sha256(atLeft)]).toEqual([sha256(there), sha256(back)]);
    await sending;
    expect(await done).toEqual([there.length, back.length]);
  });

  it("is held back by a side that does not read, and ends when that side goes away", async () => {
    await using left = await streamPair(first);
    await using right = await streamPair(second);
    let sent = 0;
    const flood = async (): Promise<void> => {
      const block = new Uint8Array(1_000_000);
      for (; sent < 200_000_000; sent += block.length) await left.client.write(block);
    };
    const carrying = carry(left.server, right.client);
    const flooding = flood().catch(() => "stopped");
    for (let before = -1; before !== sent; ) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(100_000_000);
    right.server.reset();
    await expect(carrying).rejects.toMatchObject({ name: "SocketError" });
    left.server.reset();
    expect(await flooding).toBe("stopped");
  });

  it("tells of a reset of its source", async () => {
    await using left = await streamPair(first);
    await using right = await streamPair(second);
    const carrying = carry(left.server, right.client);
    const reading = readToEnd(right.server);
    await left.client.write(new Uint8Array(300_000));
    left.client.reset();
    await expect(carrying).rejects.toMatchObject({ code: "ERR_RESET" });
    right.client.reset();
    await reading;
  });
});
