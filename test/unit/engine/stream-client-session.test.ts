import { describe, expect, it } from "vitest";
import type { SessionPhase } from "../../../src/api/index.ts";
import { createEngine } from "../../../src/engine/index.ts";
import { SocketError } from "../../../src/errors/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork } from "../../support/memory-network.ts";

const SPEC = { type: "tcp-client", host: "127.0.0.1", port: 80, record: false } as const;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a stream client session", () => {
  it("ends when its connection ends", async () => {
    const network = new MemoryNetwork();
    await network.listen({ host: "127.0.0.1", port: 80 });
    await using engine = createEngine({ network });
    const log = new EventLog();
    const client = await engine.open(SPEC, { listener: log.listener });
    expect(client.state()).toMatchObject({ phase: "open", local: "127.0.0.1:40000", peersOpen: 1 });
    await network.accepted[0]?.write(text("first bytes"));
    await network.accepted[0]?.close();
    await client.closed;
    expect(client.state().phase).toBe("closed");
    expect(log.lines()).toEqual(["open 1", "data in 1 (11)", "eof in 1", "eof out 1", "close 1 fin", "close 0 local"]);
  });

  it("whoever opened it hears the first bytes, even when they were there before", async () => {
    const network = new MemoryNetwork();
    const listener = await network.listen({ host: "127.0.0.1", port: 80 });
    await using engine = createEngine({ network });
    const opening = engine.open(SPEC);
    const server = await listener.accept();
    await server.write(text("banner"));
    const client = await opening;
    const log = new EventLog();
    client.listen(log.listener);
    await log.until(() => log.bytes("in").toString() === "banner");
  });

  it("connects again with doubling waits, up to the longest", async () => {
    const network = new MemoryNetwork();
    const refused = new SocketError("ERR_REFUSED", { op: "connect", network: "tcp" });
    network.connectErrors.push(refused, refused, refused, refused);
    await network.listen({ host: "127.0.0.1", port: 80 });
    await using engine = createEngine({ network });
    const log = new EventLog();
    const client = await engine.open(
      { ...SPEC, reconnect: { delayMs: 20, maxDelayMs: 40 } },
      { listener: log.listener },
    );
    const phases = new Set<SessionPhase>();
    client.onChange(() => phases.add(client.state().phase));
    await log.first((event) => event.kind === "open");
    const errors = log.of("error").map((event) => event.timeUs / 1000);
    const opened = log.of("open")[0]?.timeUs ?? 0;
    const waits = [...errors.slice(1), opened / 1000].map((at, index) => at - (errors[index] ?? 0));
    [20, 40, 40, 40].forEach((least, index) => expect(waits[index]).toBeGreaterThanOrEqual(least - 2));
    expect(waits).toHaveLength(4);
    expect(client.state()).toMatchObject({ phase: "open", problem: null });
    expect(phases).toContain("waiting");
    network.accepted[0]?.reset();
    await log.first((event) => event.kind === "open" && event.peer === 2);
    expect(client.peers().map((peer) => peer.phase)).toEqual(["gone", "open"]);
  });

  it("closes while it waits to connect again", async () => {
    const network = new MemoryNetwork();
    await using engine = createEngine({ network });
    const log = new EventLog();
    const client = await engine.open(
      { ...SPEC, reconnect: { delayMs: 3_600_000, maxDelayMs: 3_600_000 } },
      { listener: log.listener },
    );
    await log.first((event) => event.kind === "error");
    await expect(client.send(text("x"), "all")).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
    await client.close();
    expect(client.state().phase).toBe("closed");
    expect(log.lines()).toEqual(["error 0", "close 0 local"]);
  });

  it("leaves nothing open when the engine closes while it connects", async () => {
    const network = new MemoryNetwork();
    await network.listen({ host: "127.0.0.1", port: 80 });
    const connect = network.connect.bind(network);
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = Object.assign(network, {
      connect: async (address: Parameters<typeof connect>[0]) => {
        await gate;
        return connect(address);
      },
    });
    const engine = createEngine({ network: slow });
    const opening = engine.open(SPEC);
    const failed = expect(opening).rejects.toMatchObject({ code: "ERR_CLOSED" });
    await expect.poll(() => engine.sessions.size).toBe(1);
    const closing = engine.close();
    go();
    await failed;
    await closing;
    expect(await network.accepted[0]?.read().catch((error: SocketError) => error.code)).toBe("ERR_RESET");
  });
});
