import { expect, it } from "vitest";
import { BytePile } from "../../../src/net/byte-pile.ts";

it("piles up chunks of any size and finds a needle across them", () => {
  const pile = new BytePile();
  for (let n = 0; n < 1_000; n += 1) pile.append(Uint8Array.of(n & 0x7f, 0xff));
  pile.append(new Uint8Array(0));
  expect(pile.length).toBe(2_000);
  expect(pile.indexOf(Uint8Array.of(0xff, 5), 0)).toBe(9);
  expect(pile.indexOf(Uint8Array.of(0xff, 5), -3)).toBe(9);
  expect(pile.indexOf(Uint8Array.of(0xff, 5), 10)).toBe(9 + 256);
  // Beyond the length there is room, but nothing to find.
  expect(pile.indexOf(Uint8Array.of(0, 0), 0)).toBe(-1);
  expect(pile.view(1_998, 2_000)).toEqual(Uint8Array.of(999 & 0x7f, 0xff));
});
