import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceSpec, SessionSpec } from "../../../src/api/index.ts";
import { createEngine, type Engine, type Session } from "../../../src/engine/index.ts";
import type { RoomNews } from "../../../src/handlers/index.ts";
import { RoomSeat, sayAs, Services } from "../../../src/services/index.ts";

let services: Services;
let engine: Engine;
beforeEach(() => {
  services = new Services();
  engine = createEngine({ services: services.answering });
});
afterEach(() => engine.close());

const open = (spec: {
  readonly type: "udp" | "tcp-server";
  readonly host?: string;
  readonly service: ServiceSpec;
}): Promise<Session> => engine.open({ port: 0, record: false, ...spec });

/** Opens a client and answers the texts that it gets, as one that can be waited for. */
async function client(
  server: Session,
  type: "udp" | "tcp-client",
): Promise<{ say(text: string): void; next(): Promise<string> }> {
  const port = Number(server.state().local?.split(":").at(-1));
  const heard: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const remote = { host: "127.0.0.1", port };
  const spec: SessionSpec = type === "udp" ? { type, remote, record: false } : { type, ...remote, record: false };
  const session = await engine.open(spec, {
    listener: ({ kind, direction, bytes }) => {
      if (kind !== "data" || direction !== "in") return;
      for (const line of new TextDecoder().decode(bytes).split("\n")) {
        if (line !== "" || type === "udp") (waiting.shift() ?? ((text: string) => void heard.push(text)))(line);
      }
    },
  });
  const end = type === "udp" ? "" : "\n";
  return {
    say: (text) => void session.send(new TextEncoder().encode(text + end), "all"),
    next: () => {
      const known = heard.shift();
      return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
    },
  };
}

describe("the services of an engine", () => {
  it("answer on sessions whose spec names them", async () => {
    const upper = await client(await open({ type: "tcp-server", service: { type: "upper" } }), "tcp-client");
    upper.say("abc é");
    expect(await upper.next()).toBe("ABC é");
    const time = await client(await open({ type: "udp", service: { type: "time", zone: "UTC" } }), "udp");
    time.say("%%");
    expect(await time.next()).toBe("%");
  });

  it("are refused where they are wrong, and nothing stays open", async () => {
    await expect(open({ type: "udp", service: { type: "exec" } })).rejects.toMatchObject({ code: "ERR_BAD_SPEC" });
    const exec = { type: "tcp-server", host: "0.0.0.0", service: { type: "exec", allow: ["d=/bin/date"] } } as const;
    await expect(open(exec)).rejects.toMatchObject({ code: "ERR_BAD_OPTION" });
    const zone = { type: "udp", service: { type: "time", zone: "No/Where" } } as const;
    await expect(open(zone)).rejects.toMatchObject({ code: "ERR_BAD_OPTION" });
    const folder = { type: "tcp-server", service: { type: "files", folder: "/no/where" } } as const;
    await expect(open(folder)).rejects.toMatchObject({ code: "ERR_FILE" });
    expect(engine.sessions.size).toBe(0);
    await using bare = createEngine();
    await expect(bare.open({ type: "udp", service: { type: "echo" } })).rejects.toMatchObject({
      code: "ERR_UNSUPPORTED",
    });
  });

  it("share a room by its name, with people of this process", async () => {
    const udp = await open({ type: "udp", service: { type: "room", room: "main" } });
    const tcp = await open({ type: "tcp-server", service: { type: "room", room: "main" } });
    const other = await open({ type: "udp", service: { type: "room" } });
    const room = services.deskOf(udp.id)?.room;
    if (room === null || room === undefined) throw new Error("no room");
    expect(services.deskOf(tcp.id)?.room).toBe(room);
    expect(services.deskOf(other.id)?.room).not.toBe(room);

    const ann = await client(udp, "udp");
    ann.say("Ann");
    const news: RoomNews[] = [];
    let heard = (): void => undefined;
    while (room.members().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const seat = new RoomSeat(room, "小明", (item) => {
      news.push(item);
      heard();
    });
    expect(await ann.next()).toBe("小明: 加入了群聊");
    // Outside of any event of a session, so the handler has to ask for one.
    seat.say("大家好");
    expect(await ann.next()).toBe("小明:大家好");
    seat.say("x".repeat(2000));
    const [first, second] = [await ann.next(), await ann.next()];
    expect(new TextEncoder().encode(first)).toHaveLength(1024);
    expect(first.slice("小明:".length) + second.slice("小明:".length)).toBe("x".repeat(2000));
    const answered = new Promise<void>((resolve) => (heard = resolve));
    ann.say("Ann:hello");
    await answered;
    expect(news.at(-1)).toMatchObject({ type: "message", message: { text: "hello", forgedName: null } });
    expect(() => seat.say("psst", "Nobody")).toThrow(/Nobody here is called/);
    expect(() => sayAs(room, "s1/1", "forged")).toThrow(/No member/);
    seat.leave();
    expect(await ann.next()).toBe("小明：离开了聊天室");

    // The last session of a room takes its name with it.
    await engine.remove(udp.id);
    await engine.remove(tcp.id);
    expect(services.deskOf(tcp.id)).toBe(null);
    const again = await open({ type: "udp", service: { type: "room", room: "main" } });
    expect(services.deskOf(again.id)?.room).not.toBe(room);
  });

  it("let rules be changed while they answer", async () => {
    const rules = [{ match: { type: "exact", text: "a" } as const, answer: { text: "1:{{counter}}" } }];
    const session = await open({ type: "udp", service: { type: "reply", rules } });
    const reply = services.deskOf(session.id)?.reply;
    const peer = await client(session, "udp");
    peer.say("a");
    expect(await peer.next()).toBe("1:1");
    reply?.replace([{ match: { type: "exact", text: "b" }, answer: { text: "2" } }, ...rules]);
    for (const text of ["b", "a"]) peer.say(text);
    expect([await peer.next(), await peer.next()]).toEqual(["2", "1:2"]);
    expect(reply?.fired).toEqual([1, 2]);
    expect(() => reply?.replace([{ match: { type: "regex", pattern: "(" } }])).toThrow(/regular expression/);
    peer.say("b");
    expect(await peer.next()).toBe("2");
  });
});
