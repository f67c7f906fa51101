import { afterEach, describe, expect, it, vi } from "vitest";
import { CLOSE_TIMEOUT_MS, LINGER_MS } from "../../../src/engine/stream-peer.ts";
import { createEngine, type Session } from "../../../src/engine/index.ts";
import { SocketError } from "../../../src/errors/index.ts";
import type { TcpServerSpec } from "../../../src/api/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork, type MemoryStream } from "../../support/memory-network.ts";

const ADDRESS = { host: "127.0.0.1", port: 80 };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function readText(stream: MemoryStream): Promise<string> {
  return Buffer.from((await stream.read()) ?? []).toString();
}

async function bench(spec: Partial<TcpServerSpec> = {}): Promise<{
  network: MemoryNetwork;
  log: EventLog;
  session: Session;
  connect: () => Promise<MemoryStream>;
}> {
  const network = new MemoryNetwork();
  const log = new EventLog();
  const engine = createEngine({ network });
  const session = await engine.open(
    { type: "tcp-server", port: 80, record: false, ...spec },
    { listener: log.listener },
  );
  return { network, log, session, connect: () => network.connect(ADDRESS) };
}

describe("a stream server session", () => {
  afterEach(() => void vi.useRealTimers());

  it("sees, addresses and closes every peer on its own", async () => {
    const { log, session, connect } = await bench();
    const [one, two] = [await connect(), await connect()];
    await one.write(text("one"));
    await log.until(() => log.bytes("in").length === 3);
    await two.write(text("two"));
    await log.until(() => log.bytes("in").length === 6);
    expect((await session.send(text("x"), 1)).sent).toEqual([1]);
    expect((await session.send(text("y"), "all")).sent).toEqual([1, 2]);
    expect((await session.send(text("z"), "last")).sent).toEqual([2]);
    expect((await readText(one)) + (await readText(one))).toBe("xy");
    expect((await readText(two)) + (await readText(two))).toBe("yz");
    const closing = session.disconnect(1);
    expect(await one.read()).toBeNull();
    await one.close();
    await closing;
    expect(session.state()).toMatchObject({ peersOpen: 1, peersTotal: 2, counters: { bytesIn: 6, bytesOut: 4 } });
    await expect(session.send(text("x"), 1)).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
    await expect(session.send(text("x"), 3)).rejects.toMatchObject({ code: "ERR_NO_SUCH_PEER" });
    expect(log.lines()).toEqual([
      "listen 0",
      "accept 1",
      "accept 2",
      "data in 1 (3)",
      "data in 2 (3)",
      "data out 1 (1)",
      "data out 1 (1)",
      "data out 2 (1)",
      "data out 2 (1)",
      "eof out 1",
      "eof in 1",
      "close 1 local",
    ]);
    const times = log.events.map((event) => event.timeUs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("holds back the next read of a peer while its listener is busy, and only of that peer", async () => {
    const { log, session, connect } = await bench();
    let release: () => void = () => undefined;
    session.listen((event) =>
      event.kind === "data" && event.peer === 1
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined,
    );
    const [one, two] = [await connect(), await connect()];
    await one.write(text("a"));
    await one.write(text("b"));
    await two.write(text("c"));
    await two.write(text("d"));
    await log.until(() => log.of("data", 2).length === 2);
    expect(log.of("data", 1)).toHaveLength(1);
    release();
    await log.until(() => log.of("data", 1).length === 2);
    release();
  });

  it("ends its own side after the peer's FIN, once what is queued is sent", async () => {
    const { network, log, session, connect } = await bench();
    network.capacity = 4;
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    const sends = [session.send(text("12345678"), 1), session.send(text("90"), 1)];
    await client.shutdown();
    await log.first((event) => event.kind === "eof");
    expect(session.peers()[0]?.phase).toBe("half-closed-in");
    await expect.poll(() => session.peers()[0]?.queuedBytes).toBe(2);
    expect((await session.send(text("late"), 1)).failed[0]?.error).toMatchObject({ code: "ERR_BROKEN_PIPE" });
    expect((await readText(client)) + (await readText(client))).toBe("1234567890");
    expect(await client.read()).toBeNull();
    expect((await Promise.all(sends)).map((result) => result.sent)).toEqual([[1], [1]]);
    await log.first((event) => event.kind === "close");
    expect(log.lines(1).slice(-3)).toEqual(["data out 1 (2)", "eof out 1", "close 1 fin"]);
  });

  it("keeps its own side open with halfOpen", async () => {
    const { log, session, connect } = await bench({ halfOpen: true });
    const client = await connect();
    await client.shutdown();
    await log.first((event) => event.kind === "eof");
    await session.send(text("answer"), 1);
    expect(await readText(client)).toBe("answer");
    await session.shutdown(1);
    expect(await client.read()).toBeNull();
    await log.first((event) => event.kind === "close");
    expect(session.peers()[0]?.phase).toBe("gone");
  });

  it("tells a limit when a peer's queue is full, and the sends wait their turn", async () => {
    const { network, log, session, connect } = await bench({ limits: { maxQueuedBytes: 10 } });
    network.capacity = 1;
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    await session.send(text("0"), 1);
    const sends = ["aaaaaa", "bbbb", "cc"].map((part) => session.send(text(part), 1));
    expect(session.peers()[0]?.queuedBytes).toBe(12);
    expect(log.of("limit").map((event) => event.detail)).toEqual([{ limit: "maxQueuedBytes", value: 10, count: 1 }]);
    let got = "";
    while (got.length < 13) got += await readText(client);
    expect(got).toBe("0aaaaaabbbbcc");
    await Promise.all(sends);
    expect(session.peers()[0]?.queuedBytes).toBe(0);
  });

  it("an aborted send rejects with the reason, and nothing of it goes out", async () => {
    const { network, log, session, connect } = await bench({ limits: { maxQueuedBytes: 1 } });
    network.capacity = 1;
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    await session.send(text("0"), 1);
    const first = session.send(text("1"), 1);
    const abort = new AbortController();
    const second = session.send(text("2"), 1, { signal: abort.signal });
    const third = session.send(text("3"), 1);
    abort.abort(new Error("changed my mind"));
    await expect(second).rejects.toThrow("changed my mind");
    let got = "";
    while (got.length < 3) got += await readText(client);
    await Promise.all([first, third]);
    expect(got).toBe("013");
  });

  it("an aborted send that had its turn rejects at once; the peer still gets what it takes", async () => {
    const { network, log, session, connect } = await bench();
    network.capacity = 1;
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    await session.send(text("0"), 1);
    const abort = new AbortController();
    const stalled = session.send(text("1"), 1, { signal: abort.signal });
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error("enough"));
    await expect(stalled).rejects.toThrow("enough");
    expect(session.peers()[0]?.queuedBytes).toBe(1);
    expect((await readText(client)) + (await readText(client))).toBe("01");
    await expect.poll(() => session.peers()[0]?.queuedBytes).toBe(0);
  });

  it("records a large send in pieces that no other send comes between", async () => {
    const { network, log, session, connect } = await bench();
    network.capacity = 10_000_000;
    await connect();
    await log.first((event) => event.kind === "accept");
    const large = new Uint8Array(2_500_000).fill(1);
    await Promise.all([session.send(large, 1), session.send(text("x"), 1)]);
    expect(log.lines(1).slice(1)).toEqual([
      "data out 1 (1048576)",
      "data out 1 (1048576)",
      "data out 1 (402848)",
      "data out 1 (1)",
    ]);
  });

  it("a peer's reset ends only that peer, and its waiting sends fail", async () => {
    const { network, log, session, connect } = await bench();
    network.capacity = 1;
    const [one, two] = [await connect(), await connect()];
    await log.until(() => log.of("accept").length === 2);
    await session.send(text("x"), 1);
    const waiting = session.send(text("never"), [1, 2]);
    one.reset();
    await expect(waiting).resolves.toMatchObject({ sent: [2], failed: [{ peer: 1, error: { code: "ERR_RESET" } }] });
    await log.first((event) => event.kind === "close");
    expect(log.lines(1).slice(-2)).toEqual(["reset in 1", "close 1 reset"]);
    expect(session.state().phase).toBe("open");
    expect(await readText(two)).toBe("never");
  });

  it("errors of accepting are told and counted, and it goes on", async () => {
    const { network, log, session, connect } = await bench();
    const full = new SocketError("ERR_TOO_MANY_FILES", { op: "accept", network: "tcp" });
    for (let n = 0; n < 4; n++) network.listeners.get("127.0.0.1:80")?.give(full);
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    expect(log.of("error")[0]?.detail).toMatchObject({ code: "ERR_TOO_MANY_FILES", op: "accept", count: 1 });
    await session.send(text("hello"), 1);
    expect(await readText(client)).toBe("hello");
    await session.close();
    const counted = log.of("error").reduce((sum, event) => sum + Number(event.detail?.["count"]), 0);
    expect(counted).toBe(4);
    expect(session.state().phase).toBe("closed");
  });

  it("sets the options of every connection", async () => {
    const { network, log, connect } = await bench({ keepAliveSeconds: 7, noDelay: false });
    await connect();
    await log.first((event) => event.kind === "accept");
    expect(network.accepted[0]?.options).toEqual(["noDelay false", "keepAlive 7"]);
  });

  it("closes in order: no new peers, what is queued is sent, then the session ends", async () => {
    const { network, log, session, connect } = await bench();
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    network.capacity = 4;
    const sent = session.send(text("goodbye"), 1);
    const closing = session.close();
    expect(session.close()).toBe(closing);
    await expect(connect()).rejects.toMatchObject({ code: "ERR_REFUSED" });
    expect(await readText(client)).toBe("goodbye");
    expect(await client.read()).toBeNull();
    await client.close();
    await sent;
    await closing;
    expect(log.lines().slice(-4)).toEqual(["eof out 1", "eof in 1", "close 1 local", "close 0 local"]);
    expect(session.state()).toMatchObject({ phase: "closed", peersOpen: 0 });
    await expect(session.send(text("x"), "all")).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
  });

  it("does not wait for ever for a peer that takes nothing, or never ends its side", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const turns = async (): Promise<void> => {
      for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    };
    const { network, log, session, connect } = await bench();
    network.capacity = 1;
    const [stalled, silent] = [await connect(), await connect()];
    await log.until(() => log.of("accept").length === 2);
    const lost = session.send(text("123"), 1).then(() => session.send(text("lost"), 1));
    await turns();
    const closing = session.close();
    await turns();
    vi.advanceTimersByTime(LINGER_MS);
    await turns();
    expect(log.lines(2).slice(-2)).toEqual(["eof out 2", "close 2 local"]);
    expect(await silent.read()).toBeNull();
    vi.advanceTimersByTime(CLOSE_TIMEOUT_MS - LINGER_MS);
    await closing;
    expect(await lost).toMatchObject({ sent: [], failed: [{ peer: 1 }] });
    expect(log.of("error", 1)[0]?.detail).toMatchObject({ code: "ERR_TIMEOUT", bytes: 4 });
    expect(log.lines(1).slice(-2)).toEqual(["reset out 1", "close 1 reset"]);
    await expect(stalled.write(text("x"))).rejects.toMatchObject({ code: "ERR_RESET" });
  });

  it("waits longer for a peer that takes little by little", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { network, log, session, connect } = await bench();
    network.capacity = 1;
    const slow = await connect();
    await log.first((event) => event.kind === "accept");
    const sends = ["a", "b", "c", "d", "e"].map((part) => session.send(text(part), 1));
    const closing = session.close();
    let got = "";
    while (got.length < 5) {
      for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
      got += await readText(slow);
      vi.advanceTimersByTime(CLOSE_TIMEOUT_MS - 1);
    }
    expect(await slow.read()).toBeNull();
    await slow.close();
    await closing;
    expect(got).toBe("abcde");
    expect((await Promise.all(sends)).every((result) => result.sent.length === 1)).toBe(true);
    expect(log.lines(1).at(-1)).toBe("close 1 local");
  });

  it("counters start again when they are reset", async () => {
    const { log, session, connect } = await bench();
    const client = await connect();
    await client.write(text("12345"));
    await log.first((event) => event.kind === "data");
    expect(session.state().counters).toMatchObject({ bytesIn: 5, readsIn: 1 });
    session.resetCounters();
    expect(session.state().counters).toMatchObject({ bytesIn: 0 });
    expect(session.peers()[0]?.counters).toMatchObject({ bytesIn: 0 });
  });

  it("many connections over time cost bounded memory", async () => {
    const { network, session, connect } = await bench({ limits: { maxGonePeers: 50 } });
    for (let n = 0; n < 5000; n++) {
      const client = await connect();
      await client.close();
      network.accepted.length = 0;
    }
    await expect.poll(() => session.state().peersOpen).toBe(0);
    expect(session.state().peersTotal).toBe(5000);
    expect(session.peers().map((peer) => peer.id)).toEqual(Array.from({ length: 50 }, (_, index) => 4951 + index));
  });
});
