import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { InetAddress } from "../../src/net/index.ts";
import { BACKENDS } from "../support/net/backends.ts";
import { pattern, readToEnd, sha256, text, utf8 } from "../support/net/bytes.ts";
import { Foreign } from "../support/net/foreign.ts";
import { checkNoLeaks } from "../support/net/leaks.ts";
import { itWith } from "../support/programs.ts";

checkNoLeaks();
const loopback: InetAddress = { host: "127.0.0.1", port: 0 };
const folder = mkdtempSync(join(tmpdir(), "jackfield-interop-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = itWith(["python3"]);
const LINGER_ZERO = `s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))`;

describe.each(BACKENDS)("$name", ({ name, connect, listen }) => {
  describe("a stream and Python's sockets", () => {
    python("half-close, Python first", async () => {
      await using listener = await listen(loopback);
      await using peer = Foreign.python(
        `s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"question"); s.shutdown(socket.SHUT_WR)
say(b"".join(iter(lambda: s.recv(100), b"")).decode())`,
        (listener.local as InetAddress).port,
      );
      await using stream = await listener.accept();
      expect(text((await readToEnd(stream)).bytes)).toBe("question");
      await stream.write(utf8("answer"));
      await stream.shutdown();
      expect(await peer.line()).toBe("answer");
    });

    python("half-close, we first, with 20 MB on the way back", async () => {
      await using peer = Foreign.python(
        `l = socket.create_server(("127.0.0.1", 0)); say(l.getsockname()[1])
s, _ = l.accept()
got = b"".join(iter(lambda: s.recv(100), b""))
s.sendall(got * 2_000_000); s.close()`,
      );
      await using stream = await connect({ host: "127.0.0.1", port: Number(await peer.line()) });
      await stream.write(utf8("0123456789"));
      await stream.shutdown();
      const { bytes, error } = await readToEnd(stream);
      expect(error).toBeNull();
      expect(sha256(bytes)).toBe(sha256(Buffer.from("0123456789".repeat(2_000_000))));
    });

    python("Python's reset comes after Python's data", async () => {
      await using listener = await listen(loopback);
      await using peer = Foreign.python(
        `s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"x" * 10000); ${LINGER_ZERO}; s.close(); say("gone")`,
        (listener.local as InetAddress).port,
      );
      await using stream = await listener.accept();
      expect(await peer.line()).toBe("gone");
      const { bytes, error } = await readToEnd(stream);
      expect(bytes).toHaveLength(10_000);
      expect(error).toMatchObject({ code: "ERR_RESET", errnoName: "ECONNRESET" });
    });

    python("our reset reaches Python as ECONNRESET", async () => {
      await using listener = await listen(loopback);
      await using peer = Foreign.python(
        `s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
try: say(s.recv(10))
except ConnectionResetError as error: say(error.errno)`,
        (listener.local as InetAddress).port,
      );
      const stream = await listener.accept();
      stream.reset();
      expect(await peer.line()).toBe("104");
      await stream.close();
    });

    python("Python sees our FIN, and no reset, when we close with its bytes unread", async () => {
      await using listener = await listen(loopback);
      await using peer = Foreign.python(
        `s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"x" * 1000); say("sent")
say(len(b"".join(iter(lambda: s.recv(65536), b""))))`,
        (listener.local as InetAddress).port,
      );
      const stream = await listener.accept();
      expect(await peer.line()).toBe("sent");
      await stream.write(pattern(2_000_000));
      await stream.close();
      expect(await peer.line()).toBe("2000000");
    });

    python("a port that Python holds is said to be held by Python", async () => {
      await using peer = Foreign.python(
        `import os; l = socket.create_server(("127.0.0.1", 0)); say(l.getsockname()[1], os.getpid()); sys.stdin.read()`,
      );
      const [port, pid] = (await peer.line()).split(" ");
      const failing = listen({ host: "127.0.0.1", port: Number(port) });
      await expect(failing).rejects.toThrow(new RegExp(`held by python3\\S* \\(pid ${pid}\\); port \\d+ is free`));
    });

    describe("a server that does not answer", () => {
      // A backlog of 0 holds one connection; Linux drops further SYNs without an answer.
      const SILENT = `l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen(0); a = l.getsockname()
held = [socket.socket() for _ in range(4)]
for s in held: s.setblocking(False); s.connect_ex(a)
time.sleep(0.2); say(a[1]); sys.stdin.read()`;

      python("costs no more than the time limit", async () => {
        await using peer = Foreign.python(SILENT);
        const port = Number(await peer.line());
        await expect(connect({ host: "127.0.0.1", port }, { timeoutMs: 200 })).rejects.toMatchObject({
          code: "ERR_TIMEOUT",
          op: "connect",
          hint: "no answer within 200 ms",
        });
      });

      python("is given up when the signal says so", async () => {
        await using peer = Foreign.python(SILENT);
        const port = Number(await peer.line());
        const controller = new AbortController();
        const connecting = connect({ host: "127.0.0.1", port }, { signal: controller.signal });
        setTimeout(() => controller.abort(new Error("enough")), 50);
        await expect(connecting).rejects.toThrow("enough");
      });
    });
  });

  describe("a stream and ncat", () => {
    itWith(["ncat"])("as our client", async () => {
      await using listener = await listen(loopback);
      await using ncat = new Foreign("ncat", ["127.0.0.1", String((listener.local as InetAddress).port)]);
      ncat.write("from ncat\n");
      ncat.endInput();
      await using stream = await listener.accept();
      expect(text((await readToEnd(stream)).bytes)).toBe("from ncat\n");
      await stream.write(utf8("from us\n"));
      expect(await ncat.line()).toBe("from us");
      await stream.close();
      expect(await ncat.ended()).toBe(0);
    });
  });

  describe("a stream and Python over abstract names", () => {
    // Node 20 pads abstract names with zero bytes, so that no other program finds them.
    const able = name === "native" ? python : it.skip;
    able("both ways", async () => {
      const path = `@jackfield-${process.pid}`;
      await using listener = await listen({ path });
      await using peer = Foreign.python(
        `s = socket.socket(socket.AF_UNIX); s.connect("\\0" + sys.argv[1]); s.sendall(b"found"); say(s.recv(9).decode())
l = socket.socket(socket.AF_UNIX); l.bind("\\0" + sys.argv[1] + "-py"); l.listen(); say("ready")
c, _ = l.accept(); say(c.recv(9).decode())`,
        path.slice(1),
      );
      await using stream = await listener.accept();
      expect(text(await stream.read())).toBe("found");
      await stream.write(utf8("yes"));
      expect(await peer.line()).toBe("yes");
      expect(await peer.line()).toBe("ready");
      await using back = await connect({ path: `${path}-py` });
      await back.write(utf8("here"));
      expect(await peer.line()).toBe("here");
      await expect(connect({ path: "@nobody" })).rejects.toMatchObject({ code: "ERR_REFUSED", remote: "@nobody" });
      await expect(listen({ path })).rejects.toMatchObject({ code: "ERR_ADDRESS_IN_USE" });
    });
  });

  describe("a stream and socat over Unix sockets", () => {
    itWith(["socat"])("as our client", async () => {
      const path = join(folder, `ours-${name}.sock`);
      await using listener = await listen({ path });
      await using socat = new Foreign("socat", ["-", `UNIX-CONNECT:${path}`]);
      socat.write("hello\n");
      await using stream = await listener.accept();
      expect(text(await stream.read())).toBe("hello\n");
      await stream.write(utf8("and you\n"));
      expect(await socat.line()).toBe("and you");
      socat.endInput();
      expect(await stream.read()).toBeNull();
    });

    itWith(["socat"])("as our server", async () => {
      const path = join(folder, `theirs-${name}.sock`);
      await using socat = new Foreign("sh", ["-c", `exec socat -d -d UNIX-LISTEN:${path} EXEC:cat 2>&1`]);
      expect(await socat.line()).toContain("listening");
      await using stream = await connect({ path });
      await stream.write(utf8("echo"));
      await stream.shutdown();
      expect(text((await readToEnd(stream)).bytes)).toBe("echo");
    });
  });
});
