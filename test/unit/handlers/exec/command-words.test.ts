import { expect, it } from "vitest";
import { splitWords } from "../../../../src/handlers/exec/command-words.ts";

it.each([
  ["df -h", ["df", "-h"]],
  ["  a   b  ", ["a", "b"]],
  ["", []],
  [`'a b' "c d"`, ["a b", "c d"]],
  [`a'b'"c"d`, ["abcd"]],
  [`'' ""`, ["", ""]],
  [`"a\\"b\\\\c\\n"`, [`a"b\\c\\n`]],
  [`'a\\b'`, ["a\\b"]],
  ["a\\ b", ["a b"]],
  ["tail\\", ["tail\\"]],
  ["$HOME `id` *; rm -rf / | x > y & z", ["$HOME", "`id`", "*;", "rm", "-rf", "/", "|", "x", ">", "y", "&", "z"]],
])("splits %j", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

it.each([
  [`say 'x`, 4],
  [`say "x\\"`, 4],
])("says where the quote of %j opens", (line, position) => {
  expect(() => splitWords(line)).toThrowError(expect.objectContaining({ code: "ERR_BAD_OPTION", position }));
});
