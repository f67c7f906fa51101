import { describe, expect, it } from "vitest";
import { capabilities, connect, listen, unacknowledgedBytes } from "../../../src/net/index.ts";

describe.skipIf(!capabilities().berkeley)("unacknowledgedBytes", () => {
  it("is what the peer's system has not acknowledged, and 0 when all arrived", async () => {
    await using listener = await listen({ host: "127.0.0.1", port: 0 }, { socket: { receiveBufferBytes: 4096 } });
    await using client = await connect(listener.local);
    await using server = await listener.accept();
    await client.write(new Uint8Array(100));
    await expect.poll(() => unacknowledgedBytes(client)).toBe(0);
    // More than the buffers hold: the write ends when the peer reads.
    const writing = client.write(new Uint8Array(8_000_000));
    await expect.poll(() => unacknowledgedBytes(client)).toBeGreaterThan(0);
    let read = 0;
    while (read < 8_000_100) read += (await server.read(1_000_000))?.length ?? Number.POSITIVE_INFINITY;
    await writing;
    await expect.poll(() => unacknowledgedBytes(client)).toBe(0);
  });

  it("is unknown of a stream that is closed", async () => {
    await using listener = await listen({ host: "127.0.0.1", port: 0 });
    const client = await connect(listener.local);
    await using server = await listener.accept();
    await client.close();
    expect(unacknowledgedBytes(client)).toBeNull();
    expect(await server.read()).toBeNull();
  });
});
