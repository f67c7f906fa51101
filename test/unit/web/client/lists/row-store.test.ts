import { describe, expect, it } from "vitest";
import { BLOCK_ROWS, RowStore } from "../../../../../src/web/client/lists/row-store.ts";

/** A list whose row of rank n is n, answering when told to. */
function makeStore(options: { readonly maxBlocks?: number; readonly maxPending?: number } = {}) {
  const asked: { from: number; count: number; answer: () => void; fail: () => void }[] = [];
  let came = 0;
  const store = new RowStore<number>({
    fetch: (from, count) =>
      new Promise((resolve, reject) => {
        asked.push({
          from,
          count,
          answer: () => resolve(Array.from({ length: count }, (_, i) => from + i)),
          fail: () => reject(new Error("gone")),
        });
      }),
    onRows: () => void came++,
    ...options,
  });
  return { store, asked, came: () => came };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("RowStore", () => {
  it("fetches a wanted range once, by blocks, newest first", async () => {
    const { store, asked, came } = makeStore();
    store.setCount(1000);
    store.want({ first: 100, end: 150 });
    store.want({ first: 100, end: 150 });
    expect(asked.map(({ from, count }) => [from, count])).toEqual([
      [128, 64],
      [64, 64],
    ]);
    expect(store.get(130)).toBeUndefined();
    for (const item of asked) item.answer();
    await settle();
    expect(store.get(130)).toBe(130);
    expect(store.get(100)).toBe(100);
    expect(came()).toBe(2);
    store.want({ first: 100, end: 150 });
    expect(asked).toHaveLength(2);
  });

  it("fetches only what a growing last block lacks", async () => {
    const { store, asked } = makeStore();
    store.setCount(10);
    store.want({ first: 0, end: 10 });
    asked[0]?.answer();
    await settle();
    store.setCount(25);
    store.want({ first: 0, end: 25 });
    expect(asked[1]).toMatchObject({ from: 10, count: 15 });
    asked[1]?.answer();
    await settle();
    expect(store.get(9)).toBe(9);
    expect(store.get(24)).toBe(24);
  });

  it("asks for nothing past the end", () => {
    const { store, asked } = makeStore();
    store.want({ first: 0, end: 50 });
    expect(asked).toEqual([]);
  });

  it("keeps few fetches under way and goes on with the newest wish", async () => {
    const { store, asked } = makeStore({ maxPending: 1 });
    store.setCount(100_000);
    store.want({ first: 0, end: 40 });
    store.want({ first: 50_000, end: 50_040 });
    store.want({ first: 90_000, end: 90_020 });
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await settle();
    expect(asked[1]?.from).toBe(Math.floor(90_000 / BLOCK_ROWS) * BLOCK_ROWS);
  });

  it("forgets answers to a list that was replaced", async () => {
    const { store, asked, came } = makeStore();
    store.setCount(10);
    store.want({ first: 0, end: 10 });
    store.clear();
    asked[0]?.answer();
    await settle();
    expect(store.get(0)).toBeUndefined();
    expect(came()).toBe(0);
  });

  it("fetches anew after refetch, keeping the count", () => {
    const { store, asked } = makeStore();
    store.put(0, [0, 1, 2]);
    store.want({ first: 0, end: 3 });
    expect(asked).toHaveLength(0);
    store.refetch();
    expect(store.count).toBe(3);
    expect(asked).toMatchObject([{ from: 0, count: 3 }]);
  });

  it("takes pushed rows, and fetches the gap when it is looked at", async () => {
    const { store, asked } = makeStore();
    store.put(0, [0, 1]);
    store.put(2, [2, 3]);
    expect([store.get(1), store.get(3), store.count]).toEqual([1, 3, 4]);
    store.put(10, [10, 11]);
    expect([store.get(10), store.get(9), store.count]).toEqual([10, undefined, 12]);
    store.want({ first: 10, end: 12 });
    expect(asked).toHaveLength(0);
    store.want({ first: 0, end: 12 });
    expect(asked).toMatchObject([{ from: 4, count: 6 }]);
    asked[0]?.answer();
    await settle();
    expect([store.get(4), store.get(9), store.get(11)]).toEqual([4, 9, 11]);
  });

  it("asks again after a failure", async () => {
    const { store, asked } = makeStore();
    store.setCount(5);
    store.want({ first: 0, end: 5 });
    asked[0]?.fail();
    await settle();
    store.want({ first: 0, end: 5 });
    expect(asked).toHaveLength(2);
  });

  it("keeps a bounded number of blocks, those used last", async () => {
    const { store, asked } = makeStore({ maxBlocks: 8, maxPending: 100 });
    store.setCount(BLOCK_ROWS * 20);
    for (let block = 0; block < 20; block++) {
      store.want({ first: block * BLOCK_ROWS, end: block * BLOCK_ROWS + 1 });
      asked.at(-1)?.answer();
      await settle();
    }
    const kept = Array.from({ length: 20 }, (_, block) => store.get(block * BLOCK_ROWS) !== undefined);
    expect(kept.filter(Boolean).length).toBeLessThanOrEqual(8);
    expect(kept.at(-1)).toBe(true);
    expect(kept[0]).toBe(false);
  });
});
