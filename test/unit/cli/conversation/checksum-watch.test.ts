import { describe, expect, it } from "vitest";
import { appendChecksum, type FramingSpec, parseChecksumSpec } from "../../../../src/bytes/index.ts";
import { ChecksumWatch } from "../../../../src/cli/conversation/checksum-watch.ts";

const MODBUS = parseChecksumSpec("modbus");
const right = (...bytes: number[]): Uint8Array => appendChecksum(Uint8Array.from(bytes), MODBUS);
const WRONG = Uint8Array.of(1, 2, 3, 4);

function watchOf(framing: FramingSpec = { type: "read" }): ChecksumWatch {
  return new ChecksumWatch(MODBUS, framing);
}

describe("ChecksumWatch", () => {
  it("counts messages and those that are wrong or too short", () => {
    const watch = watchOf();
    for (const bytes of [right(1, 3), WRONG, Uint8Array.of(1), right(9)]) watch.push(1, bytes, 0);
    watch.end();
    expect([watch.all, watch.wrong]).toEqual([4, 2]);
  });

  it("waits for the rest of a message", () => {
    const watch = watchOf({ type: "fixed", size: 4 });
    const message = right(1, 2);
    watch.push(1, message.subarray(0, 1), 0);
    watch.push(2, WRONG, 0);
    watch.push(1, message.subarray(1), 0);
    expect([watch.all, watch.wrong]).toEqual([2, 1]);
  });

  it("takes a message that ends with the stream for wrong, unless silence ends messages", () => {
    const fixed = watchOf({ type: "fixed", size: 8 });
    fixed.push(1, right(1, 2), 0);
    fixed.end(1);
    expect([fixed.all, fixed.wrong]).toEqual([1, 1]);
    const idle = watchOf({ type: "idle", gapMs: 20 });
    idle.push(1, right(1), 0);
    idle.push(1, right(2), 100);
    idle.end();
    expect([idle.all, idle.wrong]).toEqual([2, 0]);
  });
});
