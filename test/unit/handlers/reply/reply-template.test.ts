import { describe, expect, it } from "vitest";
import { compileTemplate, type TemplateContext } from "../../../../src/handlers/reply/reply-template.ts";
import type { AnswerSpec } from "../../../../src/handlers/reply/reply-rule.ts";

const CONTEXT: TemplateContext = {
  message: new TextEncoder().encode("temp?"),
  captures: { 1: "21", value: "21" },
  counter: 3,
  peer: "127.0.0.1:5001",
  nowMs: Date.UTC(2026, 10, 21, 6, 29, 44, 900),
  random: () => 0.5,
};

describe("a template", () => {
  it.each<[AnswerSpec, string]>([
    [{ text: "thank you !" }, "thank you !"],
    [{ text: "" }, ""],
    [{ text: "{{counter}} {{counter 100}}" }, "3 102"],
    [{ text: "{{time}}|{{time %H:%M}}|{{unix}}|{{unixms}}" }, "2026-11-21 06:29:44|06:29|1795242584|1795242584900"],
    [{ text: "{{random 1 10}}{{random}}" }, "650"],
    [{ text: "{{peer}} {{length}} {{message}}" }, "127.0.0.1:5001 5 temp?"],
    [{ text: "{{1}} {{$1}} {{value}} {{missing}}." }, "21 21 21 ."],
    [{ text: "{{ counter }} {not} }}" }, "3 {not} }}"],
    [{ text: "ab{{checksum sum8}}{{hex 0d 0a}}" }, "ab\u00c3\r\n"],
    [{ hex: "41 42{{counter}}43" }, "AB3C"],
    [{ hex: "01 03 00 00 00 01 {{checksum crc-16/modbus}}" }, "\u0001\u0003\0\0\0\u0001\u0084\n"],
    [{ hex: "{{randomhex 2}}" }, "\u0080\u0080"],
  ])("%j makes %j", (answer, expected) => {
    const bytes = compileTemplate(answer, { charset: "utf-8" })(CONTEXT);
    expect(String.fromCharCode(...bytes)).toBe(expected);
  });

  it("answers in its charset, and writes ? only for what the peer sent", () => {
    const template = compileTemplate({ text: "你好{{1}}" }, { charset: "gbk" });
    expect([...template({ ...CONTEXT, captures: { 1: "😀" } })]).toEqual([0xc4, 0xe3, 0xba, 0xc3, 0x3f]);
    expect(() => compileTemplate({ text: "😀" }, { charset: "gbk" })).toThrowError(
      expect.objectContaining({ code: "ERR_UNENCODABLE" }),
    );
  });

  it.each<[AnswerSpec, RegExp]>([
    [{ text: "x{{nothing 1}}" }, /\{\{nothing\}\} at column 2: there is no such macro; known: counter/],
    [{ text: "{{counter x}}" }, /"x" is no whole number/],
    [{ text: "{{random 9 1}}" }, /9 is more than 1/],
    [{ text: "{{randomhex 70000}}" }, /at most 65507/],
    [{ text: "{{checksum nothing}}" }, /nothing/],
    [{ hex: "4" }, /./],
  ])("refuses %j", (answer, message) => {
    expect(() => compileTemplate(answer, { charset: "utf-8" })).toThrow(message);
  });
});
