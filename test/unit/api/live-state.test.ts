import { describe, expect, it } from "vitest";
import {
  applyPeers,
  applySessions,
  type PeerState,
  samePeer,
  sessionPatch,
  type SessionState,
} from "../../../src/api/index.ts";

const session = (id: string, rows = 0): SessionState => ({
  id,
  spec: { type: "udp" },
  name: id,
  phase: "open",
  local: null,
  problem: null,
  openedUs: 0,
  counters: { bytesIn: rows, bytesOut: 0, readsIn: 0, writesOut: 0 },
  peersOpen: 0,
  peersTotal: 0,
  rows,
  captureBytes: 0,
  captureFile: null,
  drops: { kernel: null, unrecorded: 0 },
  repeats: [],
  transfers: [],
});
const peer = (id: number, bytesIn = 0): PeerState => ({
  id,
  network: "tcp",
  local: "l",
  remote: "r",
  phase: "open",
  openedUs: 0,
  closedUs: null,
  counters: { bytesIn, bytesOut: 0, readsIn: 0, writesOut: 0 },
  queuedBytes: 0,
});

describe("session patches", () => {
  it("have only what changed, and all of what is new", () => {
    expect(sessionPatch(undefined, session("a"))).toEqual(session("a"));
    expect(sessionPatch(session("a"), session("a"))).toBeNull();
    expect(sessionPatch(session("a", 1), session("a", 2))).toEqual({
      id: "a",
      rows: 2,
      counters: { bytesIn: 2, bytesOut: 0, readsIn: 0, writesOut: 0 },
    });
  });

  it("applied one after another give the states they were made of", () => {
    const steps = [
      [session("a")],
      [session("a", 1), session("b")],
      [session("a", 1), session("b", 5), session("c")],
      [session("c", 9), session("b", 5)],
      [],
    ];
    let told = new Map<string, SessionState>();
    let known: ReadonlyMap<string, SessionState> = new Map();
    for (const [at, step] of steps.entries()) {
      const now = new Map(step.map((state) => [state.id, state]));
      const changed = step.flatMap((state) => sessionPatch(told.get(state.id), state) ?? []);
      const gone = [...told.keys()].filter((id) => !now.has(id));
      known = applySessions(known, { type: "sessions", full: at === 0, changed, gone });
      told = now;
      expect(new Map(known)).toEqual(told);
    }
  });

  it("forget what was known when they are full, and keep the map when there is nothing", () => {
    const known = new Map([["old", session("old")]]);
    const full = applySessions(known, { type: "sessions", full: true, changed: [session("new")], gone: [] });
    expect([...full.keys()]).toEqual(["new"]);
    expect(applySessions(known, { type: "sessions", full: false, changed: [], gone: [] })).toBe(known);
  });
});

describe("peers", () => {
  it("are the same when all that changes is", () => {
    expect(samePeer(undefined, peer(1))).toBe(false);
    expect(samePeer(peer(1), peer(1))).toBe(true);
    const others: Partial<PeerState>[] = [
      { phase: "gone" },
      { closedUs: 1 },
      { queuedBytes: 1 },
      { remote: "x" },
      { counters: { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 1 } },
    ];
    for (const other of others) expect(samePeer(peer(1), { ...peer(1), ...other })).toBe(false);
  });

  it("are applied in order of appearance", () => {
    const known = applyPeers(new Map(), {
      type: "peers",
      session: "s",
      full: true,
      changed: [peer(1), peer(2)],
      gone: [],
    });
    const next = applyPeers(known, {
      type: "peers",
      session: "s",
      full: false,
      changed: [peer(1, 5), peer(3)],
      gone: [2],
    });
    expect([...next]).toEqual([
      [1, peer(1, 5)],
      [3, peer(3)],
    ]);
    expect(applyPeers(next, { type: "peers", session: "s", full: false, changed: [], gone: [] })).toBe(next);
  });
});
