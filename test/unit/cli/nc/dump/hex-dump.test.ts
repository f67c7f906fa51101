import { describe, expect, it } from "vitest";
import { ncatHexDump } from "../../../../../src/cli/nc/dump/hex-dump.ts";

const text = (bytes: Uint8Array): string => Buffer.from(ncatHexDump(bytes)).toString("latin1");

describe("ncat's hex dump", () => {
  it("has sixteen bytes a line, 74 characters long", () => {
    expect(text(Buffer.from("0123456789abcdef"))).toBe(
      "0000   30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n",
    );
  });

  it("fills a short line and marks what is not printable", () => {
    const line = text(Uint8Array.of(0x41, 0x20, 0x0a, 0xff, 0x7e));
    expect(line).toBe(`${"0000   41 20 0a ff 7e".padEnd(57)}A...~${" ".repeat(11)}\n`);
    expect(line).toHaveLength(74);
  });

  it("counts lines up, and begins again where ncat's next read would", () => {
    const lines = text(new Uint8Array(8192 + 17)).split("\n");
    expect(lines[1]?.slice(0, 4)).toBe("0010");
    expect(lines[511]?.slice(0, 4)).toBe("1ff0");
    expect(lines[512]?.slice(0, 4)).toBe("0000");
    expect(lines[513]?.slice(0, 4)).toBe("0010");
    expect(lines).toHaveLength(515);
  });

  it("is empty for nothing", () => {
    expect(text(new Uint8Array(0))).toBe("");
  });
});
