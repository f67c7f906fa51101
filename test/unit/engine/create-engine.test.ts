import { describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { createEngine } from "../../../src/engine/index.ts";

describe("createEngine", () => {
  it("lets a server and a client exchange bytes", async () => {
    await using engine = createEngine();
    const server = await engine.open({ type: "tcp-server", port: 0 });
    server.listen((event) => {
      if (event.kind === "data" && event.direction === "in") void server.send(event.bytes, event.peer);
    });
    const port = Number(server.state().local?.split(":").at(-1));
    const events: CaptureEvent[] = [];
    const client = await engine.open(
      { type: "tcp-client", host: "127.0.0.1", port },
      { listener: (event) => void events.push({ ...event, bytes: event.bytes.slice() }) },
    );
    await client.send(new TextEncoder().encode("你好"), "all");
    await expect.poll(() => events.filter((event) => event.direction === "in").length).toBe(1);
    await client.close();
    expect(events.map((event) => `${event.kind} ${event.direction} ${event.peer}`)).toEqual([
      "open null 1",
      "data out 1",
      "data in 1",
      "eof out 1",
      "eof in 1",
      "close null 1",
      "close null 0",
    ]);
    await expect.poll(() => server.state().peersOpen).toBe(0);
    expect(server.peers()[0]).toMatchObject({ id: 1, phase: "gone", counters: { bytesIn: 6, bytesOut: 6 } });
  });
});
