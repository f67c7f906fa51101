import { describe, expect, it } from "vitest";
import { createUpper, upperBytes } from "../../../src/handlers/upper.ts";
import { HandlerScript, testPeer } from "../../support/handler-script.ts";

describe("upperBytes", () => {
  it.each([
    ["hello", "HELLO"],
    ["q", "Q"],
    ["@az`{ AZ[", "@AZ`{ AZ["],
    ["é ß я ａ ı", "é ß я ａ ı"],
    ["你好abc", "你好ABC"],
    ["", ""],
  ])("%j becomes %j", (text, expected) => {
    expect(new TextDecoder().decode(upperBytes(new TextEncoder().encode(text)))).toBe(expected);
  });

  it("changes the 26 small letters and no other byte, and leaves its argument alone", () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const upper = upperBytes(all);
    expect([...upper].filter((byte, index) => byte !== index)).toHaveLength(26);
    expect(all[0x61]).toBe(0x61);
  });
});

it("answers each read as it comes, and FIN with FIN", () => {
  const script = new HandlerScript(createUpper());
  const [one, two] = [testPeer(1), testPeer(2)];
  expect(script.data(one, "hel")).toEqual(['send 1 "HEL"']);
  expect(script.data(two, "x")).toEqual(['send 2 "X"']);
  expect(script.data(one, Uint8Array.of(0xe4, 0xbd))).toEqual(["send 1 hex e4bd"]);
  expect(script.eof(one)).toEqual(["close 1 fin"]);
});
