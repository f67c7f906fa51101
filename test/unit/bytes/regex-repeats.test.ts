import { expect, it } from "vitest";
import { regexRepeats } from "../../../src/bytes/regex-repeats.ts";

it.each([
  ["READY", false],
  ["^(?:OK|ready) \\d\\d?$", false],
  ["1\\+1", false],
  ["[*+{]", false],
  ["[\\]+]", false],
  ["a+b", true],
  ["\\\\+", true],
  ["[a]*", true],
  ["(?:ab){2,}", true],
])("%s: %s", (pattern, repeats) => {
  expect(regexRepeats(pattern)).toBe(repeats);
});
