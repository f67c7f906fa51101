import { connect as dial, type Socket } from "node:net";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort, Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

function client(port: number, host = "127.0.0.1"): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = dial({ port, host, allowHalfOpen: true }, () => resolve(socket));
    socket.on("error", reject);
  });
}

async function text(socket: Socket, length: number): Promise<string> {
  let all = "";
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    all += String(bytes);
    if (all.length >= length) break;
  }
  return all;
}

describe("-l", () => {
  for (const name of ["jack", "ncat"] as const) {
    itWith(["ncat"])(`takes its port as -p or as the only word: ${name}`, async () => {
      for (const words of [["-l", "-p"], ["-l"]]) {
        const port = await freePort();
        await using listener = await Netcat.listening(name, ["-4", ...words, port]);
        (await client(port)).end("hello");
        expect(await listener.result).toMatchObject({ code: 0, stdout: "hello" });
      }
    });

    itWith(["ncat"])(`refuses a second client: ${name}`, async () => {
      const port = await freePort();
      await using listener = await Netcat.listening(name, ["-l", "127.0.0.1", port]);
      const first = await client(port);
      await listener.stderr(/Connection from/);
      // ncat says so before it closes its listening socket; what comes between is reset.
      const second = (): Promise<string> =>
        client(port).then(
          (socket) => {
            socket.on("error", () => undefined).destroy();
            return "taken";
          },
          (error: Error) => error.message,
        );
      await expect.poll(second).toContain("ECONNREFUSED");
      first.end();
      expect((await listener.result).code).toBe(0);
    });
  }

  it("listens on IPv4 and IPv6 with one port, and says so", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", 0]);
    const [, six] = await listener.stderr(/Ncat: Listening on \[::\]:(\d+)\n/);
    const [, four] = await listener.stderr(/Ncat: Listening on 0\.0\.0\.0:(\d+)\n/);
    expect(six).toBe(four);
    (await client(Number(six), "::1")).end("six ");
    await listener.stdout(/six/);
    (await client(Number(four))).end("four");
    await listener.stdout(/six four/);
    await listener.stderr(/Connection from \[::1\]:\d+\.\n/);
    await listener.stderr(/Connection from 127\.0\.0\.1:\d+\.\n/);
  });

  it("says with --test when it listens", async () => {
    await using listener = new Netcat("jack", ["-l", "--test", "127.0.0.1", 0]);
    await listener.stderr(/^NCAT TEST: LISTEN\n$/);
  });

  // ncat 7.991 ends at once here: one listening socket and no input.
  it("with --recv-only and one address waits for its client", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "--recv-only", "127.0.0.1", 0]);
    (await client(await listener.port())).end("data");
    expect(await listener.result).toMatchObject({ code: 0, stdout: "data" });
  });

  it("with --send-only ends when the input has been sent", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "--send-only", "127.0.0.1", 0]);
    listener.end("file");
    const socket = await client(await listener.port());
    socket.write("ignored");
    expect(await text(socket, 4)).toBe("file");
    expect(await listener.result).toMatchObject({ code: 0, stdout: "" });
  });

  it("on a Unix path joins a client; the file stays", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "jack-nc-")), "socket");
    await using listener = await Netcat.listening("jack", ["-lU", path]);
    listener.end("from the server\n");
    const result = await Netcat.run("jack", ["-U", path], "from the client\n");
    expect(result).toMatchObject({ code: 0, stdout: "from the server\n" });
    expect(await listener.result).toMatchObject({ code: 0, stdout: "from the client\n" });
    await listener.stderr(new RegExp(`Listening on ${path}\\n.*Connection from \\(unnamed socket\\)`));
  });
});

describe("-k", () => {
  it("sends the input to all, and prints what all send", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "127.0.0.1", 0]);
    const port = await listener.port();
    const [a, b] = [await client(port), await client(port)];
    a.write("from a\n");
    await listener.stdout(/from a/);
    b.write("from b\n");
    await listener.stdout(/from b/);
    listener.write("to all\n");
    expect([await text(a, 7), await text(b, 7)]).toEqual(["to all\n", "to all\n"]);
    a.end();
    b.end();
    const c = await client(port);
    c.end("from c\n");
    await listener.stdout(/from c/);
    expect(listener.running).toBe(true);
  });

  it("goes on when a client resets its connection", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "--send-only", "127.0.0.1", 0]);
    const port = await listener.port();
    (await client(port)).resetAndDestroy();
    const other = await client(port);
    listener.write("still here");
    expect(await text(other, 10)).toBe("still here");
    other.destroy();
  });

  it("lets in as many as -m says, and closes the others without a word", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "-m", 2, "127.0.0.1", 0]);
    const port = await listener.port();
    const [a, b] = [await client(port), await client(port)];
    a.write("a");
    b.write("b");
    await listener.stdout(/ab|ba/);
    const c = await client(port);
    expect(await text(c, 1)).toBe("");
    await listener.stderr(/New connection denied: connection limit reached \(2\)\n/);
    a.destroy();
    await expect
      .poll(async () => {
        const d = await client(port);
        d.write("d");
        const denied = await Promise.race([text(d, 1).then(() => true), listener.stdout(/d/).then(() => false)]);
        d.destroy();
        return denied;
      })
      .toBe(false);
    b.destroy();
  });

  it("-m without it only warns", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "-m", 3, "127.0.0.1", 0]);
    await listener.stderr(
      /Ncat: Warning: Maximum connections ignored, since it does not take effect without -k or --broker\.\n/,
    );
  });

  it("keeps a slow client's bytes whole", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "--send-only", "127.0.0.1", 0]);
    const port = await listener.port();
    const [slow, fast] = [await client(port), await client(port)];
    await listener.stderr(/(Connection from[^]*){2}/);
    const much = Buffer.alloc(6_000_000, "0123456789");
    listener.end(much);
    const lengths = await Promise.all(
      [slow, fast].map(async (socket, index) => {
        let length = 0;
        for await (const bytes of socket) {
          length += (bytes as Buffer).length;
          if (index === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        }
        return length;
      }),
    );
    expect(lengths).toEqual([much.length, much.length]);
    expect((await listener.result).code).toBe(0);
  });
});

describe("--allow and --deny", () => {
  it("refuse silently, and say why with -v; deny wins", async () => {
    await using listener = await Netcat.listening("jack", [
      "-lk",
      "--allow",
      "127.0.0.0/8,::1",
      "--deny",
      "127.0.0.2-5",
      "127.0.0.1",
      0,
    ]);
    const port = await listener.port();
    const denied = dial({ port, host: "127.0.0.1", localAddress: "127.0.0.3" });
    denied.on("error", () => undefined);
    expect(await text(denied, 1)).toBe("");
    await listener.stderr(/New connection denied: not allowed\n/);
    (await client(port)).end("allowed");
    await listener.stdout(/allowed/);
  });

  // As ncat since 7.94; 7.93 waits for another client although it listens no longer.
  it("a denied client ends a listener without -k", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "--deny", "127.0.0.1", "127.0.0.1", 0]);
    (await client(await listener.port())).destroy();
    expect(await listener.result).toMatchObject({ code: 0, stdout: "" });
  });
});
