import { expect, it } from "vitest";
import { sourceRoute } from "../../../../../src/cli/nc/connect/source-route.ts";

it("writes the option of RFC 791: NOP, type, length, pointer, hops and the target", () => {
  const value = Uint8Array.of(1, 0x83, 11, 4, 10, 0, 0, 1, 10, 0, 0, 2);
  expect(sourceRoute(["10.0.0.1"], "10.0.0.2", 4)).toEqual({ raw: [{ level: 0, option: 4, value }] });
});
