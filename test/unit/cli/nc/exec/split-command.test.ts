import { describe, expect, it } from "vitest";
import { splitCommand } from "../../../../../src/cli/nc/exec/split-command.ts";

describe("the words of --exec", () => {
  it.each([
    ["ncat -l -k", ["ncat", "-l", "-k"]],
    ["./ncat example.org 80", ["./ncat", "example.org", "80"]],
    ["t\\ p\\ s how\\ are you?", ["t p s", "how are", "you?"]],
    ["ncat\\", ["ncat"]],
    ["a\\nb", ["anb"]],
    [" ncat  a ", ["ncat", "a"]],
    ["\\ncat \\a", ["ncat", "a"]],
    ["ncat\\\\ a", ["ncat\\", "a"]],
    ["ncat\\ \\", ["ncat "]],
    ["echo 'a b'", ["echo", "'a", "b'"]],
    ["", []],
  ])("%j", (line, words) => {
    expect(splitCommand(line)).toEqual(words);
  });
});
