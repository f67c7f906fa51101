import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const python = itWith(["python3"]);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-exec-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(...args: readonly string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["serve", "exec:0", "--json", ...args]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, port: Number(port) };
}

/** A command that writes its process id into a file and would run for an hour. */
const endless = (file: string): string[] => [
  "--allow",
  `endless=/bin/sh -c 'echo $$ > ${file}; sleep 3600'`,
  "--timeout",
  "1h",
];

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = existsSync(file) ? await readFile(file, "utf8") : "";
    if (text.endsWith("\n")) return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves when there is no such process: the test's own time-out is the limit. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const CLIENT = `
import socket, struct, sys, time
s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); s.settimeout(60)
def say(*values): print(*values, flush=True)
`;

describe("a command ends with its client", () => {
  python("that resets the connection", async () => {
    const file = join(folder, "reset");
    const { jack, port } = await serve(...endless(file));
    await using _jack = jack;
    const source = `s.sendall(b"endless"); sys.stdin.readline(); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()`;
    await using peer = ForeignProgram.python(CLIENT + source, port);
    const pid = await pidIn(file);
    peer.write("\n");
    await gone(pid);
    await jack.stdout(/"rule":"exec","request":"endless","allowed":true,"exitCode":null,"signal":"SIGTERM"/);
  });

  python("that is ours and goes without a word, its FIN first", async () => {
    const file = join(folder, "fin");
    const { jack, port } = await serve(...endless(file));
    await using _jack = jack;
    const source = `s.sendall(b"JACKFIELD-EXEC/1\\nendless\\n"); sys.stdin.readline(); s.recv(1000); s.close(); time.sleep(600)`;
    await using peer = ForeignProgram.python(CLIENT + source, port);
    const pid = await pidIn(file);
    peer.write("\n");
    await gone(pid);
  });

  python("but one that has only ended its sending gets its answer", async () => {
    const { jack, port } = await serve("--allow", "slow=/bin/sh -c 'sleep 0.3; echo late'");
    await using _jack = jack;
    const plain = `s.sendall(b"slow"); s.shutdown(socket.SHUT_WR); say(s.recv(1024), s.recv(1024))`;
    await using original = ForeignProgram.python(CLIENT + plain, port);
    expect(await original.line()).toBe("b'late\\n' b''");
    const ours = `
s.sendall(b"JACKFIELD-EXEC/1\\nslow\\n"); s.shutdown(socket.SHUT_WR)
say(s.makefile().read().replace("\\n", " "))`;
    await using json = ForeignProgram.python(CLIENT + ours, port);
    expect(await json.line()).toMatch(
      /^\{"ready".* (\{"alive":true\} )*\{"stream":"stdout","data":"bGF0ZQo="\} .*"exitCode":0.*\} $/,
    );
  });

  python("that is an original and sends FIN: the time cap is its bound", async () => {
    const { jack, port } = await serve("--allow", "endless=/bin/sleep 3600", "--timeout", "300ms");
    await using _jack = jack;
    const source = `s.sendall(b"endless"); s.shutdown(socket.SHUT_WR); say(s.recv(1024), s.recv(1024))`;
    await using peer = ForeignProgram.python(CLIENT + source, port);
    expect(await peer.line()).toBe("b'\\n[timed out]' b''");
  });
});

describe("a shell for a lesson", () => {
  python("runs what the original's client asks for, a new shell each time", async () => {
    const { jack, port } = await serve("--shell");
    await using _jack = jack;
    await jack.stdout(/"event":"listening".*"shell":true/);
    const source = `
for command in (b"echo $((6 * 7)) | tr 4 5; cd /", b"pwd >&2; exit 3", "echo 你好".encode(), b"true"):
    s.sendall(command); say(s.recv(1024))`;
    await using peer = ForeignProgram.python(CLIENT + source, port);
    expect(await peer.line()).toBe("b'52\\n'");
    expect(await peer.line()).toBe(`b'${process.cwd()}\\n'`);
    expect(await peer.line()).toBe("b'\\xc4\\xe3\\xba\\xc3\\n'");
    expect(await peer.line()).toBe("b'[no output]'");
  });

  it("tells a person what it is where it listens, and refuses every address but this machine's", async () => {
    await using jack = new Jack(["serve", "exec:0", "--shell"]);
    await jack.stdout(/listening tcp 127\.0\.0\.1:\d+ {2}\(a shell for a lesson: every program on this machine/);
    for (const words of [["--lan"], ["--host", "0.0.0.0"], ["--host", "::"], ["--host", "192.0.2.1"]]) {
      const refused = await Jack.run(["serve", "exec:0", "--shell", ...words]);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("on this machine only") as string]);
    }
  });

  python("takes nothing that a browser sends for a command, also when the body comes apart", async () => {
    const { jack, port } = await serve("--shell");
    await using _jack = jack;
    const mark = join(folder, "owned");
    const source = `
s.sendall(b"POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99\\r\\n\\r\\n"); time.sleep(0.2)
try:
    s.sendall(b"touch ${mark}"); time.sleep(0.2)
    say(s.makefile().readline().strip())
except OSError: say("HTTP/1.1 400 Bad Request")`;
    await using peer = ForeignProgram.python(CLIENT + source, port);
    expect(await peer.line()).toBe("HTTP/1.1 400 Bad Request");
    await jack.stdout(/"allowed":false,"reason":"HTTP is no command"/);
    expect(existsSync(mark)).toBe(false);
  });
});
