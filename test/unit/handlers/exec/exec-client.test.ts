import { describe, expect, it } from "vitest";
import { ExecClient, type ExecClientEvent } from "../../../../src/handlers/exec/exec-client.ts";
import { JsonAnswer } from "../../../../src/handlers/exec/run-answer.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const READY = '{"ready":"JACKFIELD-EXEC/1"}\n';
const END = { exitCode: 3, signal: null, failure: null, stopped: null };

/** Everything that a server sends, in pieces of this size, then its FIN. */
function hear(text: string, size = text.length): ExecClientEvent[] {
  const client = new ExecClient();
  const bytes = utf8(text);
  const events: ExecClientEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...client.receive(bytes.subarray(at, at + size)));
  return [...events, ...client.receiveEof()];
}

describe("the client of exec", () => {
  it("greets, and sends one line", () => {
    expect(new ExecClient().hello).toEqual(utf8("JACKFIELD-EXEC/1\n"));
    expect(ExecClient.commandLine("say 你好")).toEqual(utf8("say 你好\n"));
  });

  it.each([1, 7, 1000])("hears output and the end, %i bytes at a time", (size) => {
    const answer = new JsonAnswer();
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const text = READY + decode(answer.output("stderr", utf8("错"))) + decode(answer.end(END));
    expect(hear(text, size)).toEqual([
      { type: "ready" },
      { type: "output", stream: "stderr", bytes: utf8("错") },
      { type: "end", end: END },
    ]);
  });

  it.each([
    { name: "an original, which ran the greeting", text: "/bin/sh: 1: JACKFIELD-EXEC/1: not found\n" },
    { name: "an original without a line end", text: "not recognized" },
    { name: "JSON of somebody else", text: '{"hello":1}\n' },
    { name: "nothing but FIN", text: "" },
  ])("tells $name from ours", ({ text }) => {
    expect(hear(text)).toEqual([{ type: "foreign", bytes: utf8(text) }]);
  });

  it.each([
    [`no JSON\n${READY}`, "a line is no JSON object"],
    ["[]\n", "a line says neither what was printed nor how it ended"],
    ['{"stream":"stdout","data":"*"}\n', expect.stringContaining("not base64") as string],
    ["", "it closed the connection before the command had ended"],
    [`"${"x".repeat(4 * 1024 * 1024)}`, "a line is longer than 4194304 bytes"],
  ])("ends at a violation: %.40s", (text, message) => {
    expect(hear(READY + text)).toEqual([{ type: "ready" }, { type: "violation", message }]);
  });
});
