import { closeSync, readSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capabilities, openPipe } from "../../../src/net/index.ts";

describe.skipIf(!capabilities().berkeley)("openPipe", () => {
  it("carries bytes; our end does not wait, the child's does", () => {
    const ends = openPipe("writing");
    if (ends === null) throw new Error("no pipe");
    const room = new Uint8Array(4);
    expect(() => readSync(ends.reading, room)).toThrow("EAGAIN");
    writeSync(ends.writing, Uint8Array.of(1, 2));
    expect(readSync(ends.reading, room)).toBe(2);
    closeSync(ends.writing);
    expect(readSync(ends.reading, room)).toBe(0);
    closeSync(ends.reading);
  });
});
