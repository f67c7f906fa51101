import type { Socket } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { StreamBase } from "../../../src/net/stream-base.ts";

/** A stream that gives prepared chunks, however the reader asks for them. */
class ChunkStream extends StreamBase {
  readonly queuedBytes = 0;
  protected readonly closed = false;
  readonly #chunks: Uint8Array[];

  constructor(chunks: readonly Uint8Array[]) {
    super({ network: "tcp", local: { host: "127.0.0.1", port: 1 }, remote: { host: "127.0.0.1", port: 2 } });
    this.#chunks = chunks.filter((chunk) => chunk.length > 0);
  }

  protected async pull(maxBytes: number): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return null;
    if (chunk.length > maxBytes) this.#chunks.unshift(chunk.subarray(maxBytes));
    return chunk.subarray(0, maxBytes);
  }

  async write(): Promise<void> {}
  async shutdown(): Promise<void> {}
  async close(): Promise<void> {}
  reset(): void {}
  setNoDelay(): void {}
  setKeepAlive(): void {}
  detach(): Socket {
    throw new Error("there is no socket");
  }
}

// Few different bytes, so that delimiters are met, whole, in part and across chunks.
const chunk = fc.uint8Array({ min: 0, max: 3, maxLength: 12, size: "max" });
const chunks = fc.array(chunk, { maxLength: 20, size: "max" });
const delimiter = fc.uint8Array({ min: 0, max: 3, minLength: 1, maxLength: 3, size: "max" });

it("cuts the same messages wherever the reads cut the stream, and loses nothing", async () => {
  await fc.assert(
    fc.asyncProperty(chunks, delimiter, async (parts, needle) => {
      const whole = Buffer.concat(parts);
      const expected: number[][] = [];
      let from = 0;
      for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, from)) {
        expected.push([...whole.subarray(from, at + needle.length)]);
        from = at + needle.length;
      }
      const stream = new ChunkStream(parts);
      const got: number[][] = [];
      for (let n = 0; n < expected.length; n += 1) got.push([...((await stream.until(needle)) ?? [])]);
      expect(got).toEqual(expected);
      const rest = [...whole.subarray(from)];
      if (rest.length === 0) expect(await stream.until(needle)).toBeNull();
      else {
        await expect(stream.until(needle)).rejects.toMatchObject({ code: "ERR_BAD_FRAME" });
        expect([...(await stream.exactly(rest.length))]).toEqual(rest);
      }
      expect(await stream.read()).toBeNull();
    }),
  );
});

it("reads exactly any lengths, mixed with other reads, in order", async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("exactly", "read", "readInto"), fc.integer({ min: 1, max: 9 })), {
    maxLength: 40,
    size: "max",
  });
  await fc.assert(
    fc.asyncProperty(chunks, steps, async (parts, calls) => {
      const whole = Buffer.concat(parts);
      const stream = new ChunkStream(parts);
      const got: number[] = [];
      for (const [call, size] of calls) {
        if (call === "exactly") {
          const enough = whole.length - got.length >= size;
          const reading = stream.exactly(size);
          if (enough) got.push(...(await reading));
          else await expect(reading).rejects.toMatchObject({ code: "ERR_BAD_FRAME" });
        } else if (call === "read") got.push(...((await stream.read(size)) ?? []));
        else {
          const memory = new Uint8Array(size);
          got.push(...memory.subarray(0, await stream.readInto(memory)));
        }
      }
      for await (const rest of stream) got.push(...rest);
      expect(got).toEqual([...whole]);
    }),
  );
});

it("gives back everything when a message is longer than its limit", async () => {
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (parts, maxBytes) => {
      const whole = Array.from(Buffer.concat(parts));
      const stream = new ChunkStream(parts);
      // A byte that never comes.
      const failing = stream.until(Uint8Array.of(9), { maxBytes });
      if (whole.length === 0) expect(await failing).toBeNull();
      else
        await expect(failing).rejects.toMatchObject({
          code: whole.length >= maxBytes ? "ERR_FRAME_TOO_LONG" : "ERR_BAD_FRAME",
        });
      const got: number[] = [];
      for await (const chunk of stream) got.push(...chunk);
      expect(got).toEqual(whole);
    }),
  );
});
