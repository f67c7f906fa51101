import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server of this process for one behaviour of a peer. */
async function serve(onPeer: (peer: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    peer.on("error", () => undefined);
    onPeer(peer);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const PYTHON_ECHO = `
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
while True:
    d = c.recv(65536)
    if not d: break
    c.sendall(d)
c.close()
`;

describe("jack as a pipe", () => {
  itWith(["python3"])("carries 50 MB in both directions at once, unchanged", async () => {
    await using echo = ForeignProgram.python(PYTHON_ECHO);
    const port = await echo.line();
    const data = randomBytes(50_000_000);
    const { code, stdout, stderr } = await Jack.run(["connect", `127.0.0.1:${port}`], data);
    expect(stderr).toBe("");
    expect(sha256(stdout)).toBe(sha256(data));
    expect(code).toBe(0);
  });

  itWith(["socat"])("receives 50 MB from socat as a listener, and socat receives 50 MB from it", async () => {
    const data = randomBytes(50_000_000);
    await using listener = new Jack(["listen", ":0"]);
    const port = await listener.port();
    await using socat = new ForeignProgram("socat", ["-t", "10", "-", `TCP:127.0.0.1:${port}`]);
    socat.write(data);
    socat.end();
    listener.child.stdin.end(data);
    const { code, stdout } = await listener.result;
    expect(sha256(stdout)).toBe(sha256(data));
    expect(code).toBe(0);
    await socat.exited;
    expect(sha256(socat.output)).toBe(sha256(data));
  });

  itWith(["ncat"])("talks with ncat over a Unix socket", async () => {
    const path = `/tmp/jack-test-${process.pid}-${Date.now()}.sock`;
    await using listener = new Jack(["listen", `unix://${path}`]);
    await listener.stderr(/listening unix/);
    await using ncat = new ForeignProgram("ncat", ["-U", path]);
    ncat.write("from ncat\n");
    await listener.stdout(/from ncat\n/);
    listener.child.stdin.end("from jack\n");
    await expect(ncat.line()).resolves.toBe("from jack");
    ncat.end();
    const { code } = await listener.result;
    expect(code).toBe(0);
  });

  it("sends FIN at the end of the input and still prints the answer that comes after", async () => {
    const port = await serve((peer) => {
      let got = "";
      peer.on("data", (bytes) => (got += bytes.toString()));
      peer.on("end", () => setTimeout(() => peer.end(`got ${got.length}`), 300));
    });
    const { code, stdout } = await Jack.run(["connect", `127.0.0.1:${port}`], "12345");
    expect(stdout.toString()).toBe("got 5");
    expect(code).toBe(0);
  });

  it("ends with the peer's FIN although its own input stays open", async () => {
    const port = await serve((peer) => peer.end("bye"));
    await using jack = new Jack(["connect", `127.0.0.1:${port}`]);
    const { code, stdout } = await jack.result;
    expect(stdout.toString()).toBe("bye");
    expect(code).toBe(0);
  });

  it("sends all of its input although the peer finished sending first", async () => {
    const data = randomBytes(5_000_000);
    const parts: Buffer[] = [];
    const received = new Promise<Buffer>((resolve) => {
      void serve((peer) => {
        peer.end("early");
        peer.on("data", (bytes) => parts.push(bytes));
        peer.on("end", () => resolve(Buffer.concat(parts)));
      }).then((port) => Jack.run(["connect", `127.0.0.1:${port}`], data));
    });
    expect(sha256(await received)).toBe(sha256(data));
  });

  it("says that the peer reset the connection, prints what came before, and exits 3", async () => {
    const port = await serve((peer) => {
      peer.write("last words", () => setTimeout(() => peer.resetAndDestroy(), 200));
    });
    await using jack = new Jack(["connect", `127.0.0.1:${port}`]);
    const { code, stdout, stderr } = await jack.result;
    expect(stdout.toString()).toBe("last words");
    expect(stderr).toContain(`recv tcp 127.0.0.1:${port}: connection reset by peer`);
    expect(code).toBe(3);
  });

  it("exits 2 with a sentence and a remedy when the connection is refused", async () => {
    const { code, stderr } = await Jack.run(["connect", "127.0.0.1:1"]);
    expect(stderr).toContain("jack: connect tcp 127.0.0.1:1: connection refused\n  Start the program");
    expect(code).toBe(2);
  });

  it("says in Chinese what failed when the locale is Chinese", async () => {
    const { code, stderr } = await Jack.run(["connect", "127.0.0.1:1"], "", { JACKFIELD_LANG: "zh_CN.UTF-8" });
    expect(stderr).toContain("jack：连接 tcp 127.0.0.1:1：连接被拒绝");
    expect(code).toBe(2);
  });

  it("exits 2 and names who holds the port when it is in use", async () => {
    const port = await serve(() => undefined);
    const { code, stderr } = await Jack.run(["listen", `:${port}`]);
    expect(stderr).toContain(`listen tcp 127.0.0.1:${port}: address already in use`);
    expect(stderr).toMatch(process.platform === "linux" ? /held by .*\(pid \d+\); port \d+ is free/ : /./);
    expect(code).toBe(2);
  });

  it("exits 124 when the time is up, and when nothing moves", async () => {
    const port = await serve(() => undefined);
    await using total = new Jack(["connect", `127.0.0.1:${port}`, "--timeout", "300ms"]);
    await using idle = new Jack(["connect", `127.0.0.1:${port}`, "--idle", "300ms"]);
    const results = await Promise.all([total.result, idle.result]);
    expect(results.map(({ code }) => code)).toEqual([124, 124]);
    expect(results[0].stderr).toContain("timed out after 300 ms");
    expect(results[1].stderr).toContain("nothing was sent or received for 300 ms");
  });

  it("exits 130 after SIGINT and 143 after SIGTERM, with a FIN for the peer", async () => {
    const ends: Promise<unknown>[] = [];
    const port = await serve((peer) => {
      ends.push(once(peer, "end"));
      peer.on("end", () => peer.end());
      peer.resume().write("hello");
    });
    for (const [signal, expected] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      await using jack = new Jack(["connect", `127.0.0.1:${port}`]);
      await jack.stdout(/hello/);
      jack.child.kill(signal);
      const { code, stderr } = await jack.result;
      expect([code, stderr]).toEqual([expected, ""]);
    }
    await Promise.all(ends);
    expect(ends).toHaveLength(2);
  });

  it("interrupts a listener that waits", async () => {
    await using jack = new Jack(["listen", ":0"]);
    await jack.port();
    jack.child.kill("SIGINT");
    const { code } = await jack.result;
    expect(code).toBe(130);
  });

  it("ends without a word when nobody reads its output", async () => {
    const port = await serve((peer) => {
      const timer = setInterval(() => peer.write("y".repeat(1000)), 5);
      peer.on("close", () => clearInterval(timer));
    });
    await using jack = new Jack(["connect", `127.0.0.1:${port}`]);
    await jack.stdout(/y/);
    jack.child.stdout.destroy();
    const { code, stderr } = await jack.result;
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("refuses a second client, because a pipe has one", async () => {
    await using listener = new Jack(["listen", ":0"]);
    const port = await listener.port();
    await using first = new Jack(["connect", `127.0.0.1:${port}`]);
    first.child.stdin.write("first");
    await listener.stdout(/first/);
    const second = await Jack.run(["connect", `127.0.0.1:${port}`], "second");
    expect(second.code).toBe(2);
    first.child.stdin.end();
    const { code, stdout } = await listener.result;
    expect([code, stdout.toString()]).toEqual([0, "first"]);
  });

  it("serves client after client with --keep-open, and several at once", async () => {
    await using listener = new Jack(["listen", ":0", "-k"]);
    const port = await listener.port();
    await using one = new Jack(["connect", `127.0.0.1:${port}`]);
    await using two = new Jack(["connect", `127.0.0.1:${port}`]);
    one.child.stdin.write("1");
    await listener.stdout(/1/);
    two.child.stdin.write("2");
    await listener.stdout(/2/);
    listener.child.stdin.write("to all");
    await Promise.all([one.stdout(/to all/), two.stdout(/to all/)]);
    one.child.stdin.end();
    await one.result;
    two.child.stdin.write("3");
    await listener.stdout(/3/);
    listener.child.kill("SIGINT");
    const { code } = await listener.result;
    expect(code).toBe(130);
  });

  it("holds back a peer when nobody takes the output, in bounded memory", async () => {
    let sent = 0;
    const port = await serve((peer) => {
      const block = Buffer.alloc(1_000_000);
      const more = (): void => {
        while (sent < 200_000_000) {
          sent += block.length;
          if (!peer.write(block)) return void peer.once("drain", more);
        }
        peer.end();
      };
      more();
    });
    await using jack = new Jack(["connect", `127.0.0.1:${port}`]);
    jack.child.stdout.pause();
    // The peer is held back when what it could send stops growing.
    for (let before = -1; before !== sent; ) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(sent).toBeLessThan(60_000_000);
    jack.child.stdout.resume();
    const { code, stdout } = await jack.result;
    expect([code, stdout.length]).toEqual([0, 200_000_000]);
  });

  it("only sends with --send-only, and only receives with --recv-only", async () => {
    const got: string[] = [];
    const port = await serve((peer) => {
      peer.write("noise");
      peer.on("data", (bytes) => got.push(bytes.toString()));
      peer.on("end", () => peer.end());
    });
    const sendOnly = await Jack.run(["connect", `127.0.0.1:${port}`, "--send-only"], "data");
    expect([sendOnly.code, sendOnly.stdout.toString()]).toEqual([0, ""]);
    await using recvOnly = new Jack(["connect", `127.0.0.1:${port}`, "--recv-only", "--timeout", "500ms"]);
    recvOnly.child.stdin.end("must not be sent");
    const { stdout } = await recvOnly.result;
    expect(stdout.toString()).toBe("noise");
    expect(got.join("")).toBe("data");
  });
});
