import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEngine, type Engine, type Session } from "../../../../src/engine/index.ts";
import { RowFinder } from "../../../../src/cli/tui/row-finder.ts";
import { RowSource } from "../../../../src/cli/tui/row-source.ts";

const UTF8 = { in: "utf-8", out: "utf-8" } as const;
let engine: Engine;
let session: Session;

/** A session with a row for each text; the row of its opening is number 0, that of the peer number 1. */
beforeEach(async () => {
  engine = createEngine();
  const other = await engine.open({ type: "udp", port: 0 });
  const port = Number(other.state().local?.split(":").at(-1));
  session = await engine.open({ type: "udp", port: 0, remote: { host: "127.0.0.1", port } });
  for (const text of ["apple", "你好 pear", "APPLE pie", "plum", "apple tart"]) {
    await session.send(new TextEncoder().encode(text), 1);
  }
});

afterEach(() => engine.close());

function captureOf(): NonNullable<Session["capture"]> {
  if (session.capture === null) throw new Error("nothing is recorded");
  return session.capture;
}

/** The number of the first row with data. */
async function firstData(): Promise<number> {
  const rows = await captureOf().read(0, 100);
  return rows.find(({ kind }) => kind === "data")?.index ?? -1;
}

describe("finding a row", () => {
  it.each<readonly [string, number, boolean, boolean, number | null, boolean]>([
    ["apple", 4, true, true, 4, false],
    ["apple", 4, true, false, 2, false],
    ["apple", 2, true, false, 0, false],
    ["apple", 0, true, false, 4, true],
    ["apple", 0, false, false, 2, false],
    ["apple", 4, false, false, 0, true],
    ["好", 4, true, true, 1, false],
    ["hex:70 6c 75", 0, false, true, 3, false],
    ["cherry", 2, true, true, null, false],
  ])("%j from %i, backwards %j, here %j: %j", async (text, from, backwards, here, rank, wrapped) => {
    const first = await firstData();
    const source = new RowSource(captureOf(), { filter: "", only: null }, UTF8);
    const finder = new RowFinder(captureOf(), source, text, UTF8);
    const found = await finder.next(first + from, backwards, here);
    expect(found).toEqual({ rank: rank === null ? null : first + rank, wrapped });
    finder.close();
  });

  it("counts in the rows that a filter leaves", async () => {
    const source = new RowSource(captureOf(), { filter: "text~apple", only: null }, UTF8);
    const finder = new RowFinder(captureOf(), source, "tart", UTF8);
    const caughtUp = new Promise<void>((resolve) => {
      const look = (): void => {
        if (source.scanned >= captureOf().rows) resolve();
      };
      source.onProgress(look);
      look();
    });
    await caughtUp;
    expect(source.total).toBe(3);
    expect(await finder.next(0, false, true)).toEqual({ rank: 2, wrapped: false });
    source.close();
    finder.close();
  });

  it("is given up when it is closed", async () => {
    const source = new RowSource(captureOf(), { filter: "", only: null }, UTF8);
    const finder = new RowFinder(captureOf(), source, "apple", UTF8);
    const found = finder.next(0, false, true);
    finder.close();
    expect(await found).toBeNull();
  });
});
