import { connect as dial, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { Netcat } from "../support/netcat.ts";

/** A member of a broker: what it has heard. */
class Member implements Disposable {
  readonly socket: Socket;
  heard = "";
  bytes = 0;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("data", (data: Buffer) => {
      this.bytes += data.length;
      if (this.bytes < 1_000_000) this.heard += data.toString();
      for (const watcher of this.#watchers) watcher();
    });
  }

  static join(port: number): Promise<Member> {
    return new Promise((resolve, reject) => {
      const socket = dial(port, "127.0.0.1", () => resolve(member));
      const member = new Member(socket);
      socket.once("error", reject);
    });
  }

  async hears(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.heard)) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  async gets(bytes: number): Promise<void> {
    while (this.bytes < bytes) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  get place(): string {
    return `127.0.0.1:${this.socket.localPort}`;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Resolves when these have joined: what was said before is not for them. */
async function joined(broker: Netcat, ...members: readonly Member[]): Promise<void> {
  await Promise.all(members.map(({ place }) => broker.stderr(new RegExp(`Connection from ${place}\\.`))));
}

describe("--broker", () => {
  it("passes what one sends to all others, and the host's input to all", async () => {
    await using broker = await Netcat.listening("jack", ["--broker", "127.0.0.1", 0]);
    const port = await broker.port();
    using a = await Member.join(port);
    using b = await Member.join(port);
    using c = await Member.join(port);
    await joined(broker, a, b, c);
    broker.write("welcome\n");
    await Promise.all([a.hears(/welcome\n/), b.hears(/welcome\n/), c.hears(/welcome\n/)]);
    a.socket.write("from a\n");
    await Promise.all([b.hears(/from a\n$/), c.hears(/from a\n$/)]);
    b.socket.write("from b\n");
    await Promise.all([a.hears(/from b\n$/), c.hears(/from b\n$/)]);
    expect(a.heard).toBe("welcome\nfrom b\n");
    // Not to the host's own output, as in ncat.
    expect(broker.bytes.toString()).toBe("");
  });

  it("is not slowed by a member that does not read, and cuts it off in the end with a line", async () => {
    await using broker = await Netcat.listening("jack", ["--broker", "127.0.0.1", 0]);
    const port = await broker.port();
    using speaker = await Member.join(port);
    using stuck = await Member.join(port);
    stuck.socket.pause();
    using reader = await Member.join(port);
    await joined(broker, speaker, stuck, reader);
    const piece = Buffer.alloc(1_000_000, "x");
    for (let count = 0; count < 40; count += 1) speaker.socket.write(piece);
    await reader.gets(40_000_000);
    await broker.stderr(new RegExp(`<user\\d> ${stuck.place} does not read: \\d+ bytes wait for it\\. Closing its`));
    using late = await Member.join(port);
    await joined(broker, late);
    speaker.socket.write("still quick");
    await late.hears(/still quick/);
  });

  it("loses nothing when a member reads slowly", async () => {
    await using broker = await Netcat.listening("jack", ["--broker", "127.0.0.1", 0]);
    const port = await broker.port();
    using speaker = await Member.join(port);
    using slow = await Member.join(port);
    using quick = await Member.join(port);
    await joined(broker, speaker, slow, quick);
    slow.socket.on("data", () => {
      slow.socket.pause();
      setTimeout(() => slow.socket.resume(), 1);
    });
    for (let count = 0; count < 12; count += 1) speaker.socket.write(Buffer.alloc(1_000_000, "x"));
    await Promise.all([quick.gets(12_000_000), slow.gets(12_000_000)]);
  });
});

describe("--chat", () => {
  it("has ncat's lines, and readable text", async () => {
    await using chat = await Netcat.listening("jack", ["-l", "--chat", "127.0.0.1", 0]);
    const port = await chat.port();
    using a = await Member.join(port);
    await a.hears(/already connected: nobody\.\n/);
    expect(a.heard).toBe(`<announce> ${a.place} is connected as <user4>.\n<announce> already connected: nobody.\n`);
    using b = await Member.join(port);
    const welcome = `<announce> ${b.place} is connected as <user5>.\n<announce> already connected: ${a.place} as <user4>.\n`;
    await b.hears(/already connected/);
    expect(b.heard).toBe(welcome);
    await a.hears(new RegExp(`${b.place} is connected as <user5>`));
    b.socket.write("hi all\n");
    await a.hears(/<user5> hi all\n/);
    b.socket.write("你好 é 👍\n");
    await a.hears(/<user5> 你好 é 👍\n/);
    b.socket.write("\u001b[2J\u0007\tx\r\n");
    await a.hears(/<user5> \\033\[2J\\007\tx\r\n/);
    chat.write("from the host\n");
    await Promise.all([a.hears(/<user0> from the host\n/), b.hears(/<user0> from the host\n/)]);
    b.socket.end();
    await a.hears(/<announce> <user5> is disconnected\.\n/);
    using c = await Member.join(port);
    await c.hears(new RegExp(`<announce> ${c.place} is connected as <user5>\\.`));
  });

  it("begins with user 5 when it listens on both families", async () => {
    await using chat = await Netcat.listening("jack", ["-l", "--chat", 0]);
    const [, port] = await chat.stderr(/Listening on 0\.0\.0\.0:(\d+)\n/);
    using a = await Member.join(Number(port));
    await a.hears(/is connected as <user5>\./);
  });

  it("puts together a character that comes in two pieces", async () => {
    await using chat = await Netcat.listening("jack", ["-l", "--chat", "127.0.0.1", 0]);
    const port = await chat.port();
    using a = await Member.join(port);
    using b = await Member.join(port);
    await a.hears(/user5/);
    b.socket.setNoDelay(true);
    b.socket.write(Buffer.from([0x41, 0xe4, 0xbd]));
    await a.hears(/<user5> A$/);
    b.socket.write(Buffer.from([0xa0, 0x0a]));
    await a.hears(/<user5> 你\n$/);
  });
});
