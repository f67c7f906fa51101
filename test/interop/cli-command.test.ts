import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

describe("jack's command line", () => {
  it("prints its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const { code, stdout } = await Jack.run(["--version"]);
    expect([code, stdout.toString()]).toEqual([0, `${version}\n`]);
  });

  it.each([
    [["conect"], 'unknown command "conect"; did you mean connect?'],
    [["connect", "--chraset", "gbk", "x"], "unknown option --chraset; did you mean --charset?"],
    [
      ["connect", "127.0.0.1:1", "--out", "hxe"],
      '--out: "hxe" is not one of text, hex, both, raw, json; did you mean hex?',
    ],
    [["connect", "127.0.0.1:1", "--timeout", "soon"], '--timeout: "soon" is no time'],
    [["connect"], "ADDRESS is missing"],
    [["connect", "127.0.0.1:1", "extra"], '"extra" is one argument too many'],
    [["connect", "127.0.0.1:1", "--json", "--out", "hex"], "--json and --out cannot be used together"],
    [["connect", "127.0.0.1:1", "--charset", "klingon"], 'Unknown charset "klingon"'],
    [["connect", "127.0.0.1:1", "--framing", "fixed:no"], "fixed"],
    [["connect", "127.0.0.1:99999"], "port 99999 is above 65535"],
    [["connect", "udp://127.0.0.1:1"], "use jack udp"],
    [["help", "adresses"], "did you mean addresses?"],
    [["connect", "127.0.0.1:1", "--expect", "("], "is no regular expression"],
    [["send", "127.0.0.1:1", "x", "--count", "3"], "--count needs --every"],
  ])("answers %j with exit 1 and what is wrong", async (args, message) => {
    const { code, stdout, stderr } = await Jack.run(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code, stdout.length]).toEqual([1, 0]);
  });

  it.each(["en", "zh"])("explains every command and topic in %s", async (language) => {
    const main = await Jack.run(["help"], "", { JACKFIELD_LANG: language });
    expect(main.code).toBe(0);
    const words = [...main.stdout.toString().matchAll(/^ {2}([a-z-]+) {2}/gm)]
      .map(([, word = ""]) => word)
      .filter((word) => word !== "jack");
    expect(words).toEqual(expect.arrayContaining(["listen", "connect", "udp", "send", "addresses", "exit-codes"]));
    for (const word of words) {
      const { code, stdout } = await Jack.run(["help", word], "", { JACKFIELD_LANG: language });
      expect([word, code]).toEqual([word, 0]);
      const chinese =
        stdout
          .toString()
          .replaceAll("你好", "")
          .match(/\p{Script=Han}/gu) ?? [];
      expect([word, chinese.length > 10]).toEqual([word, language === "zh"]);
    }
  });
});
