import { describe, expect, it } from "vitest";
import type { CharsetName } from "../../../../../src/bytes/index.ts";
import { repeatWords } from "../../../../../src/web/client/text/repeat-words.ts";

describe("what a running repeat sends", () => {
  it.each<[string, number, CharsetName, string, string]>([
    ["74 69 63 6b", 4, "utf-8", "tick", "tick (74 69 63 6B)"],
    ["c4 e3 ba c3 0d 0a", 6, "gbk", "你好\\r\\n", "你好\\r\\n (C4 E3 BA C3 0D 0A)"],
    ["01 03 00 00 00 0a c5 cd", 8, "utf-8", "01 03 00 00 00…", "01 03 00 00 00 0A C5 CD"],
    ["01 ff", 2, "utf-8", "01 FF", "01 FF"],
    ["61 e4 bd", 99, "utf-8", "a…", "a … (61 E4 BD …)"],
    ["0d 0a", 2, "utf-8", "0D 0A", "0D 0A"],
    ["", 0, "utf-8", "", ""],
  ])("%s of %i bytes in %s is %s", (head, length, charset, short, long) => {
    expect(repeatWords({ head, length }, charset)).toEqual({ short, long });
  });

  it("is cut at sixteen characters, and shows nothing that could hide what is around it", () => {
    const hexOf = (text: string): string => Buffer.from(text).toString("hex");
    expect(repeatWords({ head: hexOf("abcdefghijklmnopqrst"), length: 20 }, "utf-8").short).toBe("abcdefghijklmnop…");
    expect(repeatWords({ head: hexOf("a\u202eb"), length: 5 }, "utf-8").short).toBe("61 E2 80 AE 62");
  });
});
