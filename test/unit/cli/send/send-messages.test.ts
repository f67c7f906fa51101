import { describe, expect, it } from "vitest";
import { type MessageArgs, messagesOf } from "../../../../src/cli/send/send-messages.ts";

const ARGS: MessageArgs = {
  text: [],
  file: undefined,
  hasInput: true,
  format: { in: "text", eol: "none", checksum: null, charset: "utf-8" },
};

describe("messagesOf", () => {
  it.each<[Partial<MessageArgs>, unknown]>([
    [{ text: ["a", "-"] }, ["bytes", "bytes"]],
    [{ text: ["-"] }, ["stdin"]],
    [{ file: "-", hasInput: false }, ["stdin"]],
    [{ file: "./-" }, ["file"]],
    [{}, ["stdin"]],
  ])("takes %j for %j", (args, types) => {
    expect(messagesOf({ ...ARGS, ...args }).map(({ type }) => type)).toEqual(types);
  });

  it.each<[Partial<MessageArgs>, string]>([
    [{ file: "-", text: ["a"] }, "--file"],
    [{ hasInput: false }, "nothing to send"],
  ])("refuses %j", (args, message) => {
    expect(() => messagesOf({ ...ARGS, ...args })).toThrow(message);
  });
});
