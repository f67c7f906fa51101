import { describe, expect, it } from "vitest";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import { makeTranslate } from "../../../../../src/web/client/i18n/translate.ts";
import { faultWords } from "../../../../../src/web/client/text/fault-words.ts";

const t = makeTranslate(en);

describe("fault words", () => {
  it("counts columns in characters, not in UTF-16 units", () => {
    const fault = { code: "ERR_UNENCODABLE", message: "", position: 4 };
    expect(faultWords(fault, "😀😀€", "gbk", t)).toBe("GBK has no “€” (column 3).");
  });

  it("names the hex digit, and the place of a bad escape", () => {
    expect(faultWords({ code: "ERR_BAD_HEX", message: "", position: 3 }, "01 zz", "utf-8", t)).toContain(
      "“z” in column 4",
    );
    expect(faultWords({ code: "ERR_BAD_ESCAPE", message: "", position: 0 }, "\\q", "utf-8", t)).toContain(
      "Known are \\r \\n \\t \\0 \\\\ \\xE4 \\u4F60",
    );
  });

  it("leaves other faults as the workbench words them", () => {
    expect(faultWords({ code: "ERR_BAD_CHECKSUM", message: "no CRC-9", position: null }, "", "gbk", t)).toBe(
      "no CRC-9",
    );
  });
});
