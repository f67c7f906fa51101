import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CaptureRow, ClientMessage } from "../../../../../src/api/index.ts";
import { type RowQuery, RowView } from "../../../../../src/web/client/model/row-view.ts";
import { ServiceDesk } from "../../../../../src/web/client/model/service-desk.ts";
import { SessionDesk } from "../../../../../src/web/client/model/session-desk.ts";

/** A desk whose views say to `said` what they would say to the workbench. */
function makeDesk() {
  const said: ClientMessage[] = [];
  const views: RowView[] = [];
  const closed: number[] = [];
  const desk = new SessionDesk(
    "s1",
    { in: "utf-8", out: "utf-8" },
    {
      open: (query: RowQuery) => {
        const view = new RowView(views.length + 1, query, (message) => said.push(message));
        views.push(view);
        view.open();
        return view;
      },
      close: (view) => void closed.push(view.id),
    },
    { service: new ServiceDesk("s1", (message) => said.push(message)), layout: "list" },
  );
  const answer = (id: number, matches = 0): void =>
    views[id - 1]?.take({ type: "counts", view: id, rows: matches, matches, scanned: matches });
  const refuse = (id: number): void =>
    views[id - 1]?.take({
      type: "problem",
      view: id,
      request: null,
      problem: { code: "ERR_BAD_FILTER", message: "expected a number", remedy: "", position: 4 },
    });
  return { desk, said, views, closed, answer, refuse };
}

describe("a session's desk", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("shows a new view only when it answers, and then closes the old one", () => {
    const { desk, views, closed, answer } = makeDesk();
    desk.activate();
    expect(desk.view.get()).toBeNull();
    answer(1);
    expect(desk.view.get()).toBe(views[0]);
    desk.togglePeer(3);
    expect(views[1]?.query).toMatchObject({ peer: 3, filter: "" });
    expect(desk.view.get()).toBe(views[0]);
    expect(closed).toEqual([]);
    answer(2);
    expect(desk.view.get()).toBe(views[1]);
    expect(closed).toEqual([1]);
    desk.togglePeer(3);
    expect(desk.peer.get()).toBeNull();
  });

  it("keeps the last good rows while the filter is bad", () => {
    const { desk, views, closed, answer, refuse } = makeDesk();
    desk.activate();
    answer(1);
    desk.setFilter("len>");
    vi.runAllTimers();
    refuse(2);
    expect(desk.filterProblem.get()?.position).toBe(4);
    expect(desk.view.get()).toBe(views[0]);
    expect(closed).toEqual([2]);
    desk.setFilter("len>6");
    vi.runAllTimers();
    answer(3);
    expect(desk.filterProblem.get()).toBeNull();
    expect(desk.view.get()?.query.filter).toBe("len>6");
  });

  it("asks once for what was typed quickly, and drops an answer that is out of date", () => {
    const { desk, views, closed, answer } = makeDesk();
    desk.activate();
    answer(1);
    for (const text of ["d", "di", "dir:in"]) desk.setFilter(text);
    vi.runAllTimers();
    expect(views.map((view) => view.query.filter)).toEqual(["", "dir:in"]);
    desk.setFilter("dir:out");
    vi.runAllTimers();
    expect(closed).toEqual([2]);
    answer(2);
    expect(desk.view.get()).toBe(views[0]);
    answer(3);
    expect(desk.view.get()).toBe(views[2]);
  });

  it("opens anew in another charset, and nothing while nobody looks", () => {
    const { desk, views, closed, answer } = makeDesk();
    desk.setCharset({ in: "gbk", out: "gbk" });
    expect(views).toHaveLength(0);
    desk.activate();
    answer(1);
    desk.setCharset({ in: "gbk", out: "gbk" });
    expect(views).toHaveLength(1);
    desk.setCharset({ in: "big5", out: "gbk" });
    expect(views[1]?.query).toMatchObject({ charsetIn: "big5", charsetOut: "gbk" });
    desk.deactivate();
    expect(closed).toEqual([2, 1]);
    expect(desk.view.get()).toBeNull();
  });
});

describe("a view of rows", () => {
  const row = (index: number): CaptureRow => ({ index }) as CaptureRow;

  it("asks by range, takes pushed rows, and opens again after the link was lost", async () => {
    const said: ClientMessage[] = [];
    const view = new RowView(
      7,
      { session: "s1", filter: "dir:in", peer: null, charsetIn: "gbk", charsetOut: "gbk", previewBytes: 256 },
      (message) => said.push(message),
    );
    view.open();
    expect(said[0]).toMatchObject({ type: "openView", view: 7, filter: "dir:in", charsetIn: "gbk", preview: 256 });
    expect(said[0]).not.toHaveProperty("peer");
    view.take({ type: "counts", view: 7, rows: 500, matches: 100, scanned: 500 });
    view.store.want({ first: 0, end: 2 });
    const asked = said.at(-1);
    expect(asked).toMatchObject({ type: "askRange", from: 0, count: 64 });
    const request = asked?.type === "askRange" ? asked.request : 0;
    view.takeBatch({ view: 7, request, first: 0, total: 100, rows: [row(3), row(9)] });
    await Promise.resolve();
    await Promise.resolve();
    expect(view.store.get(1)).toEqual(row(9));
    view.setTail(40);
    view.takeBatch({ view: 7, request: 0, first: 100, total: 101, rows: [row(600)] });
    expect(view.store.get(100)).toEqual(row(600));
    expect(view.store.count).toBe(101);
    const lost = view.read(5, 5);
    view.open();
    await expect(lost).rejects.toThrow("the link was lost");
    expect(said.filter((message) => message.type === "openView")).toHaveLength(2);
    expect(said.findLast((message) => message.type === "openView")).toMatchObject({ tail: 40 });
  });

  it("finds the rank of a row", async () => {
    const said: ClientMessage[] = [];
    const view = new RowView(
      1,
      { session: "s1", filter: "", peer: 2, charsetIn: "utf-8", charsetOut: "utf-8", previewBytes: 256 },
      (message) => said.push(message),
    );
    const rank = view.rankOf(1044);
    expect(said.at(-1)).toMatchObject({ type: "askRank", row: 1044 });
    view.take({ type: "rank", view: 1, request: 1, rank: 12 });
    expect(await rank).toBe(12);
  });
});
