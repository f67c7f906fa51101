import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  applyPeers,
  applySessions,
  LIVE_PROTOCOL,
  MAX_VIEWS,
  type PeerState,
  type SessionState,
} from "../../../../src/api/index.ts";
import { startWorkbench, type Workbench } from "../../../../src/web/server/index.ts";
import { FakeEngine, type FakeSession } from "../../../support/fake-engine.ts";
import { LivePeer } from "../../../support/live-peer.ts";

let engine: FakeEngine;
let session: FakeSession;
let workbench: Workbench;
let peer: LivePeer;

beforeEach(async () => {
  engine = new FakeEngine();
  session = engine.add("s1");
  workbench = await startWorkbench({ engine: engine.engine, pageFolder: "/nowhere", version: "1.2.3", port: 0 });
  peer = new LivePeer(workbench);
  await peer.message("hello");
});

afterEach(async () => {
  await peer.closed();
  await workbench.close();
});

const texts = (count: number, text = "row"): string[] => Array.from({ length: count }, (_, n) => `${text} ${n}`);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("the live API", () => {
  it("says hello with its protocol and version", () => {
    expect(peer.messages[0]).toEqual({ type: "hello", protocol: LIVE_PROTOCOL, version: "1.2.3" });
  });

  it("tells all sessions first, then what changes, and what goes", async () => {
    peer.say({ type: "watchSessions", on: true });
    const first = await peer.message("sessions");
    expect(first).toMatchObject({ full: true, changed: [{ id: "s1", name: "fake", rows: 0 }], gone: [] });

    session.capture.add(texts(3));
    const second = await peer.message("sessions", ({ full }) => !full);
    expect(second.changed).toEqual([{ id: "s1", rows: 3, captureBytes: 300 }]);

    engine.add("s2");
    await engine.remove("s1");
    const third = await peer.message("sessions", ({ gone }) => gone.length > 0);
    expect(third).toMatchObject({ full: false, changed: [{ id: "s2", rows: 0 }], gone: ["s1"] });

    let known: ReadonlyMap<string, SessionState> = new Map();
    for (const message of peer.messages) if (message.type === "sessions") known = applySessions(known, message);
    expect([...known.values()]).toEqual([engine.sessions.get("s2")?.state()]);
  });

  it("stops telling when it is no longer watched", async () => {
    peer.say({ type: "watchSessions", on: true });
    await peer.message("sessions");
    peer.say({ type: "watchSessions", on: false });
    peer.say({ type: "askRank", view: 9, request: 1, row: 0 });
    await peer.message("problem");
    expect(engine.changes.size).toBe(1);
  });

  it("tells the peers of a session: all, then those that changed", async () => {
    session.addFakePeer();
    peer.say({ type: "watchPeers", session: "s1", on: true });
    expect(await peer.message("peers")).toMatchObject({ full: true, changed: [{ id: 1 }] });
    session.addFakePeer();
    const next = await peer.message("peers", ({ full }) => !full);
    expect(next.changed.map(({ id }) => id)).toEqual([2]);
    session.peerList.shift();
    session.changes.call();
    await peer.message("peers", ({ gone }) => gone[0] === 1);
    let known: ReadonlyMap<number, PeerState> = new Map();
    for (const message of peer.messages) if (message.type === "peers") known = applyPeers(known, message);
    expect([...known.keys()]).toEqual([2]);
  });

  it("pushes the tail: the last rows, then the new ones, never more than asked for", async () => {
    session.capture.add(texts(100));
    peer.say({ type: "openView", view: 7, session: "s1", tail: 10 });
    const first = await peer.batch(() => true);
    expect(first).toMatchObject({ view: 7, request: 0, first: 90, total: 100 });
    expect(first.rows.map(({ bytes }) => text(bytes))).toEqual(texts(100).slice(90));
    expect(await peer.message("counts")).toEqual({ type: "counts", view: 7, rows: 100, matches: 100, scanned: 100 });

    session.capture.add(texts(3, "new"));
    const second = await peer.batch(({ total }) => total === 103);
    expect(second.rows.map(({ index, bytes }) => [index, text(bytes)])).toEqual([
      [100, "new 0"],
      [101, "new 1"],
      [102, "new 2"],
    ]);

    session.capture.add(texts(5000, "many"));
    const third = await peer.batch(({ total }) => total === 5103);
    expect([third.first, third.rows.length]).toEqual([5093, 10]);
  });

  it("sends few messages for many rows", async () => {
    peer.say({ type: "openView", view: 1, session: "s1", tail: 50 });
    await peer.message("counts");
    for (let n = 0; n < 2000; n++) {
      session.capture.add(["x"]);
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await peer.message("counts", ({ rows }) => rows === 2000);
    await peer.batch(({ total }) => total === 2000);
    // 30 frames a second at the most: as many as the time allows, and never one for each row.
    expect(peer.messages.length).toBeLessThan(200);
    expect(peer.batches.length).toBeLessThan(200);
    expect(peer.batches.every(({ rows }) => rows.length <= 50)).toBe(true);
  });

  it("pushes no rows while the client does not follow, and all of the tail again when it does", async () => {
    session.capture.add(texts(20));
    peer.say({ type: "openView", view: 1, session: "s1" });
    await peer.message("counts");
    session.capture.add(texts(20));
    await peer.message("counts", ({ rows }) => rows === 40);
    expect(peer.batches).toEqual([]);
    peer.say({ type: "setTail", view: 1, tail: 5 });
    expect((await peer.batch(() => true)).rows.map(({ index }) => index)).toEqual([35, 36, 37, 38, 39]);
  });

  it("answers ranges with their request, shorter at the end", async () => {
    session.capture.add(texts(10));
    peer.say({ type: "openView", view: 1, session: "s1", preview: 3 });
    peer.say({ type: "askRange", view: 1, request: 11, from: 2, count: 2 });
    peer.say({ type: "askRange", view: 1, request: 12, from: 8, count: 100 });
    peer.say({ type: "askRange", view: 1, request: 13, from: 50, count: 5 });
    const [a, b, c] = await Promise.all(
      [11, 12, 13].map((request) => peer.batch((batch) => batch.request === request)),
    );
    expect(a?.rows.map(({ index, length, bytes }) => [index, length, text(bytes)])).toEqual([
      [2, 5, "row"],
      [3, 5, "row"],
    ]);
    expect([b?.first, b?.rows.length, b?.total]).toEqual([8, 2, 10]);
    expect([c?.first, c?.rows.length]).toEqual([50, 0]);
  });

  it("filters: counts, tail, ranges and ranks are those of the matches", async () => {
    session.capture.add(texts(30).map((row, n) => (n % 3 === 0 ? `${row} hit` : row)));
    peer.say({ type: "openView", view: 1, session: "s1", filter: "hit", tail: 2 });
    expect(await peer.message("counts")).toMatchObject({ rows: 30, matches: 10, scanned: 30 });
    expect((await peer.batch(() => true)).rows.map(({ index }) => index)).toEqual([24, 27]);
    session.capture.add(["a new hit", "a miss"]);
    const pushed = await peer.batch(({ total }) => total === 11);
    expect([pushed.first, pushed.rows.map(({ index }) => index)]).toEqual([10, [30]]);
    peer.say({ type: "askRank", view: 1, request: 5, row: 10 });
    expect(await peer.message("rank")).toMatchObject({ view: 1, request: 5, rank: 4 });
    peer.say({ type: "closeView", view: 1 });
    peer.say({ type: "openView", view: 2, session: "s1" });
    await peer.message("counts", ({ view }) => view === 2);
    expect(session.capture.filters.size).toBe(0);
  });

  it("answers a bad filter with the place of the fault, and opens no view", async () => {
    peer.say({ type: "openView", view: 3, session: "s1", filter: "ok !" });
    const { view, problem } = await peer.message("problem");
    expect([view, problem.code, problem.position]).toEqual([3, "ERR_BAD_FILTER", 3]);
    peer.say({ type: "openView", view: 3, session: "s1", filter: "ok" });
    await peer.message("counts", (message) => message.view === 3);
  });

  it("joins filter and peer, and finds a fault in the filter where it was typed", async () => {
    peer.say({ type: "openView", view: 1, session: "s1", filter: "a or b", peer: 3 });
    await peer.message("counts");
    expect([...session.capture.filters]).toEqual(["peer:#3 (a or b)"]);
    peer.say({ type: "openView", view: 2, session: "s1", filter: "a )", peer: 3 });
    expect((await peer.message("problem")).problem).toMatchObject({ code: "ERR_BAD_FILTER", position: 2 });
  });

  it("says that rows look different now, and pushes the tail again", async () => {
    session.capture.add(texts(4));
    peer.say({ type: "openView", view: 1, session: "s1", tail: 2 });
    await peer.batch(() => true);
    session.setView({ framing: { type: "line" } });
    await peer.message("changed", ({ view }) => view === 1);
    await peer.until(() => peer.batches.length === 2);
    expect(peer.batches[1]).toEqual(peer.batches[0]);
  });

  it("pushes rows again that were sent before they were framed", async () => {
    session.capture.framedRows = 2;
    session.capture.add(texts(4));
    peer.say({ type: "openView", view: 1, session: "s1", tail: 2 });
    await peer.batch(() => true);
    session.capture.framedRows = 3;
    session.capture.changes.call();
    session.capture.add(["more"]);
    await peer.batch(({ total }) => total === 5);
    expect(peer.messages.some(({ type }) => type === "changed")).toBe(false);
    session.capture.framedRows = 5;
    session.capture.changes.call();
    await peer.message("changed");
    await peer.until(() => peer.batches.length === 3);
    expect(peer.batches[2]?.rows.map(({ index }) => index)).toEqual([3, 4]);
  });

  it("pushes a row again whose message may have ended by the next one, with idle-gap framing", async () => {
    session.setView({ framing: { type: "idle", gapMs: 10 } });
    const framing = { continues: false, ended: 0, open: true, from: null, ends: [], error: null };
    session.capture.add(["one"]);
    session.capture.change(0, { framing });
    peer.say({ type: "openView", view: 1, session: "s1", tail: 10 });
    await peer.batch(() => true);
    session.capture.change(0, { framing: { ...framing, open: false, ended: 1 } });
    session.capture.add(["two"]);
    const { first, rows } = await peer.batch(({ total }) => total === 2);
    expect([first, rows.map((row) => row.framing?.ended ?? null)]).toEqual([0, [1, null]]);
  });

  it("ends a view with its session", async () => {
    peer.say({ type: "openView", view: 4, session: "s1" });
    await peer.message("counts");
    await engine.remove("s1");
    expect(await peer.message("viewGone")).toEqual({ type: "viewGone", view: 4 });
    // The engine still listens; the view does not.
    expect(session.changes.size).toBe(1);
  });

  it.each([
    ["no JSON", "{", "ERR_BAD_OPTION"],
    ["an unknown type", '{"type":"x"}', "ERR_BAD_OPTION"],
    ["an unknown property", '{"type":"watchSessions","on":true,"x":1}', "ERR_BAD_OPTION"],
    ["a range that is too large", '{"type":"askRange","view":1,"request":1,"from":0,"count":2001}', "ERR_BAD_OPTION"],
    ["an unknown session", '{"type":"watchPeers","session":"s9","on":true}', "ERR_NO_SUCH_SESSION"],
    ["an unknown view", '{"type":"setTail","view":1,"tail":1}', "ERR_BAD_OPTION"],
  ])("answers %s with a problem and goes on", async (_, message, code) => {
    peer.socket.send(message);
    expect((await peer.message("problem")).problem.code).toBe(code);
    peer.say({ type: "watchSessions", on: true });
    await peer.message("sessions");
  });

  it("limits what one client can have", async () => {
    for (let view = 1; view <= MAX_VIEWS + 1; view++) peer.say({ type: "openView", view, session: "s1" });
    const { view, problem } = await peer.message("problem");
    expect([view, problem.code]).toEqual([MAX_VIEWS + 1, "ERR_LIMIT"]);
  });

  it("ends a client that sends too much at once, and serves it anew", async () => {
    const ended = new Promise<number>((resolve) => peer.socket.once("close", resolve));
    peer.socket.send(`"${"x".repeat(70_000)}"`);
    expect(await ended).toBe(1009);
    peer = new LivePeer(workbench);
    await peer.message("hello");
    peer.say({ type: "watchSessions", on: true });
    expect(await peer.message("sessions")).toMatchObject({ full: true });
  });

  it("forgets a client that goes away", async () => {
    peer.say({ type: "watchSessions", on: true });
    peer.say({ type: "watchPeers", session: "s1", on: true });
    peer.say({ type: "openView", view: 1, session: "s1", filter: "x", tail: 1 });
    await peer.message("counts");
    await peer.closed();
    await expect
      .poll(() => [engine.changes.size, session.changes.size, session.capture.filters.size])
      .toEqual([0, 1, 0]);
  });
});

describe("a client that does not read", () => {
  it("is told only the newest when it reads again, and nothing is queued without bound", async () => {
    session.capture.add(Array.from({ length: 500 }, () => "x".repeat(4096)));
    peer.say({ type: "openView", view: 1, session: "s1", preview: 4096, tail: 500 });
    await peer.batch(() => true);
    peer.socket.pause();
    // 2 MB a frame: the sockets' buffers and the high water are soon full.
    const before = session.capture.reads.length;
    let still = 0;
    for (let reads = before; still < 20; still++) {
      session.capture.add(Array.from({ length: 500 }, () => "y".repeat(4096)));
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (session.capture.reads.length !== reads) still = 0;
      reads = session.capture.reads.length;
      expect(reads - before).toBeLessThan(40);
    }
    session.capture.add(["the newest"]);
    const { rows } = session.capture;
    peer.socket.resume();
    const last = await peer.batch(({ total }) => total === rows);
    expect(text(last.rows.at(-1)?.bytes ?? new Uint8Array())).toBe("the newest");
    const counts = peer.messages.filter(({ type }) => type === "counts");
    expect(counts.length).toBeLessThan(40);
  });
});
