import { afterEach, describe, expect, it, vi } from "vitest";
import { SLOW_PEER_TIMEOUT_MS } from "../../../src/engine/handler-runner.ts";
import { createEngine, type HandlerMachine, type Session } from "../../../src/engine/index.ts";
import { connect } from "../../../src/net/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../../../src/handlers/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork, type MemoryStream } from "../../support/memory-network.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const string = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();

class Recorded implements Handler {
  readonly events: string[] = [];
  readonly peers: HandlerPeer[] = [];
  readonly #answer: (event: HandlerEvent) => Iterable<HandlerCommand>;

  constructor(answer: (event: HandlerEvent) => Iterable<HandlerCommand> = () => []) {
    this.#answer = answer;
  }

  handle(event: HandlerEvent): Iterable<HandlerCommand> {
    const peer = "peer" in event ? ` ${event.peer.session}/${event.peer.id}` : "";
    const data = event.type === "data" ? ` ${string(event.bytes)}` : "";
    const reply = event.type === "reply" ? ` ${event.id} ${event.reply.type}` : "";
    this.events.push(`${event.type}${peer}${data}${reply}`);
    if (event.type === "open") this.peers.push(event.peer);
    return this.#answer(event);
  }
}

async function bench(
  handler: Handler,
  machine?: HandlerMachine,
): Promise<{ network: MemoryNetwork; log: EventLog; session: Session; connect: () => Promise<MemoryStream> }> {
  const network = new MemoryNetwork();
  const log = new EventLog();
  const engine = createEngine({ network });
  const session = await engine.open(
    { type: "tcp-server", port: 80, record: false, limits: { maxQueuedBytes: 100 } },
    { listener: log.listener, handler, ...(machine === undefined ? {} : { machine }) },
  );
  return { network, log, session, connect: () => network.connect({ host: "127.0.0.1", port: 80 }) };
}

describe("a handler on a session", () => {
  afterEach(() => void vi.useRealTimers());

  it("hears everything in order, and each peer is one object", async () => {
    const handler = new Recorded((event) => {
      if (event.type === "data") return [{ type: "send", peer: event.peer, bytes: event.bytes }];
      if (event.type === "eof") return [{ type: "close", peer: event.peer, how: "fin" }];
      return [];
    });
    const seen = new Set<HandlerPeer>();
    const { session, connect } = await bench({
      handle: (event) => {
        if ("peer" in event) seen.add(event.peer);
        return handler.handle(event);
      },
    });
    const [one, two] = [await connect(), await connect()];
    await one.write(text("a"));
    expect(string(await one.read())).toBe("a");
    await two.write(text("b"));
    expect(string(await two.read())).toBe("b");
    await one.shutdown();
    expect(await one.read()).toBeNull();
    await one.close();
    await expect.poll(() => session.state().peersOpen).toBe(1);
    const closing = session.close();
    expect(await two.read()).toBeNull();
    await two.close();
    await closing;
    expect(handler.events).toEqual([
      "start",
      "open s1/1",
      "open s1/2",
      "data s1/1 a",
      "data s1/2 b",
      "eof s1/1",
      "close s1/1",
      "stop",
    ]);
    expect(seen.size).toBe(2);
    expect(handler.peers[0]).toEqual({ session: "s1", id: 1, remote: "127.0.0.1:40000", network: "tcp" });
  });

  it("is told behind those who watch, so that they hear the question before the answer, recorded or not", async () => {
    for (const record of [false, true]) {
      const engine = createEngine();
      const session = await engine.open(
        { type: "tcp-server", port: 0, record },
        {
          handler: {
            handle: (event) =>
              event.type === "data"
                ? [{ type: "send", peer: event.peer, bytes: text(`<${string(event.bytes)}>`) }]
                : [],
          },
        },
      );
      const heard: string[] = [];
      session.listen(({ kind, direction, bytes }) => {
        if (kind === "data") heard.push(`${String(direction)} ${string(bytes)}`);
      });
      const port = Number(session.state().local?.split(":").at(-1));
      const client = await connect({ host: "127.0.0.1", port });
      await client.write(text("a"));
      expect(string(await client.read())).toBe("<a>");
      await client.write(text("b"));
      expect(string(await client.read())).toBe("<b>");
      expect(heard).toEqual(["in a", "out <a>", "in b", "out <b>"]);
      expect(session.state().counters).toEqual({ bytesIn: 2, bytesOut: 6, readsIn: 2, writesOut: 2 });
      client.reset();
      await engine.close();
    }
  });

  it("keeps its side open after the peer's FIN until the handler closes it", async () => {
    let late: HandlerPeer | null = null;
    const { session, connect } = await bench({
      *handle(event) {
        if (event.type === "eof") {
          late = event.peer;
          yield { type: "wake", token: "later", atMs: event.nowMs + 5 };
        }
        if (event.type === "wake" && late !== null) {
          yield { type: "send", peer: late, bytes: text("late answer") };
          yield { type: "close", peer: late, how: "fin" };
        }
      },
    });
    const client = await connect();
    await client.shutdown();
    expect(string(await client.read())).toBe("late answer");
    expect(await client.read()).toBeNull();
    await expect.poll(() => session.state().peersOpen).toBe(0);
  });

  it("last words of `stop` reach the peers", async () => {
    const handler = new Recorded(function* (event) {
      if (event.type === "stop") for (const peer of handler.peers) yield { type: "send", peer, bytes: text("bye") };
    });
    const { session, connect, log } = await bench(handler);
    const client = await connect();
    await log.first((event) => event.kind === "accept");
    const closing = session.close();
    expect(string(await client.read())).toBe("bye");
    await client.close();
    await closing;
  });

  it("serves several sessions together: one start, one stop, peers of both", async () => {
    const network = new MemoryNetwork();
    await using engine = createEngine({ network });
    const handler = new Recorded(function* (event) {
      if (event.type !== "data") return;
      for (const peer of handler.peers) if (peer !== event.peer) yield { type: "send", peer, bytes: event.bytes };
    });
    const tcp = await engine.open({ type: "tcp-server", port: 80, record: false }, { handler });
    const udp = await engine.open({ type: "udp", port: 90, record: false }, { handler });
    const client = await network.connect({ host: "127.0.0.1", port: 80 });
    const other = await network.bindDatagrams({ host: "127.0.0.1", port: 91 });
    await client.write(text("x"));
    await expect.poll(() => handler.events.at(-1)).toBe("data s1/1 x");
    await other.send(text("hello tcp"), { host: "127.0.0.1", port: 90 });
    expect(string(await client.read())).toBe("hello tcp");
    await client.write(text("hello udp"));
    expect(string((await other.receive())[0]?.bytes ?? null)).toBe("hello udp");
    await udp.close();
    expect(handler.events.at(-1)).toBe("close s2/1");
    expect(handler.events).not.toContain("stop");
    await client.close();
    await tcp.close();
    expect(handler.events.filter((line) => line === "start" || line === "stop")).toEqual(["start", "stop"]);
    const again = await engine.open({ type: "tcp-server", port: 80, record: false }, { handler });
    expect(handler.events.at(-1)).toBe("start");
    await again.close();
  });

  it("writes its notes as rows, and a fault of its own as an error row", async () => {
    const { log, connect } = await bench({
      handle(event) {
        if (event.type === "open") return [{ type: "note", kind: "rule", peer: event.peer, detail: { rule: "greet" } }];
        if (event.type === "data") throw new Error("planted");
        return [{ type: "note", kind: "note", peer: null, detail: { text: event.type } }];
      },
    });
    const client = await connect();
    await client.write(text("x"));
    const fault = await log.first((event) => event.kind === "error");
    expect(fault).toMatchObject({ peer: 1, detail: { code: "ERR_INTERNAL", handler: true } });
    expect(String(fault.detail?.["message"])).toContain("planted");
    expect(log.of("rule")).toMatchObject([{ peer: 1, detail: { rule: "greet" } }]);
    expect(log.of("note")[0]?.detail).toEqual({ text: "start" });
    await client.shutdown();
    await log.first((event) => event.kind === "note" && event.detail?.["text"] === "eof");
  });

  it("answers drain when what was sent has been taken", async () => {
    const handler = new Recorded((event) => {
      if (event.type !== "data") return [];
      return [
        { type: "send", peer: event.peer, bytes: text("1234") },
        { type: "send", peer: event.peer, bytes: text("56") },
        { type: "drain", id: "d1", peer: event.peer },
      ];
    });
    const { network, connect } = await bench(handler);
    network.capacity = 4;
    const client = await connect();
    await client.write(text("go"));
    await expect.poll(() => handler.events.at(-1)).toBe("data s1/1 go");
    await new Promise((resolve) => setImmediate(resolve));
    expect(handler.events.at(-1)).toBe("data s1/1 go");
    expect(string(await client.read())).toBe("1234");
    await expect.poll(() => handler.events.at(-1)).toBe("reply d1 drained");
  });

  it("holds back the reading of a peer while what its bytes caused is not taken", async () => {
    const handler = new Recorded((event) =>
      event.type === "data" ? [{ type: "send", peer: event.peer, bytes: new Uint8Array(60) }] : [],
    );
    const { network, connect } = await bench(handler);
    network.capacity = 1;
    const client = await connect();
    for (let n = 0; n < 10; n++) void client.write(text(String(n)));
    const data = (): number => handler.events.filter((line) => line.startsWith("data")).length;
    await expect.poll(data).toBeGreaterThanOrEqual(2);
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(data()).toBeLessThanOrEqual(3);
    let got = 0;
    while (got < 600) got += (await client.read())?.length ?? 0;
    expect(data()).toBe(10);
  });

  it("a peer that takes nothing holds back another for a while only, then it is reset", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const handler = new Recorded(function* (event) {
      if (event.type !== "data") return;
      for (const peer of handler.peers)
        if (peer !== event.peer) yield { type: "send", peer, bytes: new Uint8Array(80) };
    });
    const { network, connect, log, session } = await bench(handler);
    network.capacity = 1;
    const [speaker, stalled] = [await connect(), await connect()];
    await log.until(() => log.of("accept").length === 2);
    for (let n = 0; n < 10; n++) void speaker.write(text(String(n))).catch(() => undefined);
    const data = (): number => handler.events.filter((line) => line.startsWith("data")).length;
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    const held = data();
    expect(held).toBeLessThan(5);
    vi.advanceTimersByTime(SLOW_PEER_TIMEOUT_MS - 1);
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(data()).toBe(held);
    vi.advanceTimersByTime(1);
    for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(data()).toBe(10);
    expect(log.of("limit", 2).at(-1)?.detail).toMatchObject({ limit: "slowPeerMs", value: SLOW_PEER_TIMEOUT_MS });
    expect(session.peers().map((peer) => peer.phase)).toEqual(["open", "gone"]);
    await expect(stalled.write(text("x"))).rejects.toMatchObject({ code: "ERR_RESET" });
  });

  it("a reset inside an event gives the close event after it", async () => {
    const handler = new Recorded(function* (event) {
      if (event.type !== "data") return;
      yield { type: "close", peer: event.peer, how: "reset" };
      handler.events.push("after the command");
    });
    const { connect, log } = await bench(handler);
    const client = await connect();
    await client.write(text("x"));
    await log.first((event) => event.kind === "close");
    await expect
      .poll(() => handler.events)
      .toEqual(["start", "open s1/1", "data s1/1 x", "after the command", "close s1/1"]);
  });

  it("passes file and process commands to its machine, and closes it at the end", async () => {
    const commands: string[] = [];
    let closed = 0;
    const machine: HandlerMachine = {
      execute(command, reply) {
        commands.push(`${command.type} ${command.id}`);
        void reply({ type: "file", ok: true, size: 5, modifiedMs: 1 });
      },
      close: async () => void (closed += 1),
    };
    const handler = new Recorded((event) =>
      event.type === "start" ? [{ type: "openFile", id: "f1", name: "x" }] : [],
    );
    const { session } = await bench(handler, machine);
    expect(commands).toEqual(["openFile f1"]);
    expect(handler.events).toEqual(["start", "reply f1 file"]);
    await session.close();
    expect(closed).toBe(1);
  });

  it("holds back the machine whose reply made a peer's queue full", async () => {
    let reply: (chunk: Uint8Array) => void | Promise<void> = () => undefined;
    const machine: HandlerMachine = {
      execute(_command, give) {
        reply = (bytes) => give({ type: "output", stream: "stdout", bytes });
      },
      close: () => Promise.resolve(),
    };
    const handler = new Recorded((event) => {
      if (event.type === "open") return [{ type: "run", id: "p1", command: "x", args: [] }];
      const [peer] = handler.peers;
      if (event.type !== "reply" || event.reply.type !== "output" || peer === undefined) return [];
      return [{ type: "send", peer, bytes: event.reply.bytes }];
    });
    const { network, connect } = await bench(handler, machine);
    network.capacity = 1;
    const client = await connect();
    await expect.poll(() => handler.peers.length).toBe(1);
    expect(reply(new Uint8Array(60))).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    let ready = false;
    const held = Promise.resolve(reply(new Uint8Array(200))).then(() => (ready = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready).toBe(false);
    let got = 0;
    while (got < 260) got += (await client.read())?.length ?? 0;
    await held;
  });

  it("fails such commands without a machine", async () => {
    const handler = new Recorded((event) =>
      event.type === "start" ? [{ type: "run", id: "p1", command: "x", args: [] }] : [],
    );
    await bench(handler);
    expect(handler.events).toEqual(["start", "reply p1 failed"]);
  });

  it("ignores commands for peers that are gone", async () => {
    const handler = new Recorded(function* (event) {
      if (event.type !== "close") return;
      yield { type: "send", peer: event.peer, bytes: text("x") };
      yield { type: "close", peer: event.peer, how: "fin" };
      yield { type: "drain", id: "d", peer: event.peer };
    });
    const { connect } = await bench(handler);
    const client = await connect();
    client.reset();
    await expect.poll(() => handler.events.at(-1)).toBe("reply d drained");
  });
});
