import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TelnetFilter } from "../../../../../src/cli/nc/convert/telnet.ts";

const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240];

function filtered(...chunks: readonly (readonly number[])[]): { data: number[]; answers: number[] } {
  const filter = new TelnetFilter();
  const all = chunks.map((chunk) => filter.receive(Uint8Array.from(chunk)));
  return { data: all.flatMap(({ data }) => [...data]), answers: all.flatMap(({ answers }) => [...answers]) };
}

describe("TelnetFilter", () => {
  it.each([
    ["WILL", [65, IAC, WILL, 1, 66], [65, 66], [IAC, DONT, 1]],
    ["DO", [IAC, DO, 24], [], [IAC, WONT, 24]],
    ["WONT and DONT need no answer", [IAC, WONT, 1, IAC, DONT, 3, 67], [67], []],
    ["a doubled IAC is one byte", [1, IAC, IAC, 2], [1, 255, 2], []],
    ["other commands", [65, IAC, 241, 66], [65, 66], []],
    ["a subnegotiation", [65, IAC, SB, 24, 1, IAC, IAC, 2, IAC, SE, 66], [65, 66], []],
  ])("%s", (_name, chunk, data, answers) => {
    expect(filtered(chunk)).toEqual({ data, answers });
  });

  it("does the same however the bytes are cut", () => {
    const byte = fc.constantFrom(65, IAC, DONT, DO, WONT, WILL, SB, SE, 1);
    fc.assert(
      fc.property(fc.array(byte), (bytes) => {
        expect(filtered(...bytes.map((one) => [one]))).toEqual(filtered(bytes));
      }),
    );
  });
});
