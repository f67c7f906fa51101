import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork } from "../../support/memory-network.ts";

it("repeats are shown while they run, leave a row when they end, and end with the session", async () => {
  const network = new MemoryNetwork();
  await using engine = createEngine({ network });
  const log = new EventLog();
  const session = await engine.open(
    { type: "udp", port: 90, remote: { host: "127.0.0.1", port: 7 }, record: false },
    { listener: log.listener },
  );
  const first = session.repeat((n) => Uint8Array.of(n), "all", { periodMs: 2, count: 3 });
  const second = session.repeat(new Uint8Array(1), "all", { periodMs: 1000 });
  const third = session.repeat(new Uint8Array(1), "all", { periodMs: 1000 });
  expect([first.id, second.id, third.id]).toEqual(["r1", "r2", "r3"]);
  expect(session.state().repeats.map((repeat) => repeat.id)).toEqual(["r1", "r2", "r3"]);
  await log.first((event) => event.kind === "note");
  session.stopRepeat("r2");
  session.stopRepeat("r2");
  session.stopRepeat("nobody");
  expect(session.state().repeats.map((repeat) => repeat.id)).toEqual(["r3"]);
  await session.close();
  expect(log.of("note").map(({ detail }) => [detail?.["repeat"], detail?.["reason"], detail?.["sent"]])).toEqual([
    ["r1", "count", 3],
    ["r2", "stopped", 1],
    ["r3", "stopped", 1],
  ]);
  expect(() => session.repeat(new Uint8Array(1), "all", { periodMs: 0 })).toThrow(RangeError);
});
