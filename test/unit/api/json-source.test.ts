import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonSource } from "../../../src/api/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

function fault(text: string): LocalProtocolError {
  try {
    parseJsonSource(text);
  } catch (error) {
    if (error instanceof LocalProtocolError) return error;
  }
  throw new Error("no fault");
}

describe("a JSON text with places", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        expect(parseJsonSource(pretty).value).toEqual(JSON.parse(pretty));
      }),
    );
  });

  it("refuses what JSON.parse refuses, and names places in the text only", () => {
    const pieces = ["{", "}", "[", "]", ",", ":", '"a"', '"\\u00"', "1", "-", "01", "1e5", "true", "nul", " ", "\n"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        let wanted: unknown = null;
        try {
          wanted = JSON.parse(text) as unknown;
        } catch {
          expect(fault(text).position).toBeLessThanOrEqual(text.length);
          return;
        }
        // A name that stands twice is an error of ours only.
        if (new Set(text.match(/"a":/g) ?? []).size === (text.match(/"a":/g) ?? []).length) {
          expect(parseJsonSource(text).value).toEqual(wanted);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["", "", 0],
    ['{"a": [1, {"b": 2}]}', "a[1].b", 16],
    ['{"a": [1, {"b": 2}]}', "a[1].c", 10],
    ['{"a": [1, {"b": 2}]}', "a[7]", 6],
    ['{"a": [1, {"b": 2}]}', "x.y", 0],
    ["[[0, 1]]", "[0][1]", 5],
  ])("finds in %j the place of %j", (text, path, position) => {
    expect(parseJsonSource(text === "" ? " 1" : text).positionOf(path)).toBe(text === "" ? 1 : position);
  });

  it.each([
    ["{", 1, /ends too early|wanted a name/],
    ['{"a":1,}', 6, /no comma before "}"/],
    ["[1 2]", 3, /wanted "," or "]"/],
    ['{"a":1,"a":2}', 7, /"a" stands here twice/],
    ['{"a" 1}', 5, /wanted ":"/],
    ['"x', 0, /not closed/],
    ['"x\ny"', 0, /not closed on its line/],
    ['"\\q"', 0, /bad escape/],
    ["1 x", 2, /end of the file/],
    ["NaN", 0, /wanted a value/],
    ["[".repeat(300), 201, /nested deeper/],
  ])("says what is wrong with %j at %i", (text, position, message) => {
    const error = fault(text);
    expect(error.message).toMatch(message);
    expect(error.position).toBe(position);
  });
});
