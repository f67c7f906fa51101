import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { itWith } from "../support/programs.ts";
import { ScreenProgram } from "../support/screen-program.ts";

const LONG_MS = 300_000;
const sockets: Socket[] = [];
const children: ChildProcess[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jack-tui-"));
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

/** Collects what a socket gets until it is this. */
async function gets(socket: Socket, hex: string): Promise<void> {
  let got = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    got += (chunk as Buffer).toString("hex");
    if (got.length >= hex.length) break;
  }
  expect(got).toBe(hex);
}

async function listening(screen: ScreenProgram): Promise<number> {
  return Number((await screen.shows(/listening tcp 127\.0\.0\.1:(\d+)/))[1]);
}

describe("the terminal view", () => {
  itWith(["tmux", "python3", "ncat"])(
    "shows clients of other programs, and answers all or one of them",
    async () => {
      await using screen = new ScreenProgram(["listen", ":0", "--tui", "--charset", "gbk"]);
      const port = await listening(screen);
      expect(screen.ask("#{alternate_on}")).toBe("1");
      const python = spawn("python3", [
        "-c",
        "import socket,sys;s=socket.create_connection(('127.0.0.1',int(sys.argv[1])));" +
          "s.sendall('温度=21.5\\n'.encode('gbk'));print(s.recv(100).hex(),flush=True);s.recv(1)",
        String(port),
      ]);
      children.push(python);
      await screen.shows(/● ?#1 :\d+ +←10 →0[^\n]*/);
      await screen.shows(/← #1 +10 温度=21\.5↵/);
      const ncat = spawn("ncat", ["127.0.0.1", String(port)]);
      children.push(ncat);
      ncat.stdin.write("from ncat\n");
      await screen.shows(/← #2 +10 from ncat↵/);
      await screen.shows(/to all 2 +what Enter/);
      screen.type("你好");
      await screen.shows(/to all 2 +5 B text gbk lf +c4 e3 ba c3 0a/);
      const answered = Promise.all([once(python.stdout, "data"), once(ncat.stdout, "data")]);
      screen.press("Enter");
      const [[one], [two]] = (await answered) as [[Buffer], [Buffer]];
      expect(one.toString().trim()).toBe("c4e3bac30a");
      expect(two.toString("hex")).toBe("c4e3bac30a");
      await screen.shows(/→ #2 +5 你好↵/);
      screen.press("M-2");
      await screen.shows(/to #2 127\.0\.0\.1:\d+ /);
      screen.type("/name 2 pump");
      screen.press("Enter");
      await screen.shows(/● ?#2 pump/);
      const named = once(ncat.stdout, "data");
      screen.type("@pump on");
      screen.press("Enter");
      expect(String((await named)[0])).toBe("on\n");
      const onlyTwo = once(ncat.stdout, "data");
      screen.type("only you");
      screen.press("Enter");
      expect(String((await onlyTwo)[0])).toBe("only you\n");
      ncat.kill("SIGKILL");
      await screen.shows(/peer #2 is gone; sending to all again/);
      screen.press("C-c");
      await screen.shows(/rc=130/);
      expect(screen.ask("#{alternate_on}")).toBe("0");
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "keeps hostile bytes, wide characters and its own lines in their places, through every change of size",
    async () => {
      await using screen = new ScreenProgram(["listen", ":0", "--tui"]);
      const peer = await client(await listening(screen));
      peer.write("\u001b[2J\u001b]0;owned\u0007\u001b[31mred\n");
      await screen.shows(/\\e\[2J\\e\]0;owned\\a\\e\[31mred↵/);
      peer.write("👨‍👩‍👧 ❤️ 🇨🇳 e\u0301 한글 │end\n");
      await screen.shows(/한글 │end↵/);
      expect(screen.ask("#{pane_title}")).not.toContain("owned");
      for (const [columns, rows] of [
        [80, 24],
        [45, 12],
        [30, 5],
        [150, 40],
      ] as const) {
        screen.resize(columns, rows);
        await screen.shows(columns < 40 ? /too small/ : columns < 60 ? /^ jack listen/ : /한글 │end↵/);
        await screen.shows(rows < 10 ? /too small/ : /\n> *\n/);
      }
      // The line between peers and rows is where it should be in every row.
      await screen.shows(/F1 +help/);
      const edges = screen.screen
        .split("\n")
        .slice(1, 36)
        .map((line) => line.indexOf("│"));
      expect(new Set(edges).size).toBe(1);
      screen.press("C-c");
      await screen.shows(/rc=130/);
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "takes a paste of several lines as one message, and hex, and refuses what cannot be encoded",
    async () => {
      await using screen = new ScreenProgram(["listen", ":0", "--tui", "--charset", "gb2312"]);
      const peer = await client(await listening(screen));
      await screen.shows(/to #1 /);
      screen.paste("一\n/quit\tx\n");
      await screen.shows(/> 一↵ *\n +\/quit\\tx↵/);
      const pasted = gets(peer, "d2bb0a2f7175697409780a0a");
      screen.press("Enter");
      await pasted;
      screen.type("ab😀");
      await screen.shows(/"😀" \(U\+1F600\) at column 3 is not in gb2312/);
      screen.press("C-c", "F5");
      screen.type("00 ff 1B");
      await screen.shows(/3 B hex +00 ff 1b/);
      const hex = gets(peer, "00ff1b");
      screen.press("Enter");
      await hex;
      await screen.shows(/→ #1 +3 \\0\\xFF\\e/);
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "filters, finds, looks at bytes, scrolls back while rows come, and saves",
    async () => {
      await using screen = new ScreenProgram(["udp", "--bind", ":0", "--tui"]);
      const port = Number((await screen.shows(/listening udp 127\.0\.0\.1:(\d+)/))[1]);
      const peer = createSocket("udp4");
      peer.connect(port, "127.0.0.1");
      await once(peer, "connect");
      for (let n = 0; n < 300; n++) peer.send(n === 42 ? "needle 你好\n" : `row ${n}\n`);
      await screen.shows(/row 299↵/);
      screen.press("F3");
      screen.type("NEEDLE");
      await screen.shows(/find: NEEDLE/);
      screen.press("Enter");
      await screen.shows(/needle 你好↵/);
      peer.send("newer\n");
      await screen.shows(/new below, End follows/);
      screen.press("Enter");
      await screen.shows(/6e 65 65 64 6c 65 20 e4 {2}bd a0 e5 a5 bd 0a +\|needle 你好\.\|/);
      screen.press("Escape");
      await screen.shows(/Enter +bytes/);
      screen.press("f");
      screen.type("text~need");
      await screen.shows(/filter: text~need +1 match/);
      screen.type(" len>x");
      await screen.shows(/expected a number/);
      screen.press("C-u", "Enter", "End", "Tab", "Tab");
      await screen.shows(/newer↵/);
      const saved = join(folder, "talk.pcapng");
      screen.type(`/save ${saved}`);
      screen.press("Enter");
      await screen.shows(/saved as/);
      const dump = execFileSync("python3", ["-c", "import sys;print(open(sys.argv[1],'rb').read(4).hex())", saved]);
      expect(String(dump).trim()).toBe("0a0d0d0a");
      peer.close();
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "gives the terminal back when it is suspended, and goes on where it was",
    async () => {
      await using screen = new ScreenProgram(["listen", ":0", "--tui"]);
      const peer = await client(await listening(screen));
      screen.type("half typed");
      await screen.shows(/> half typed/);
      screen.press("C-z");
      await screen.shows(/Stopped/);
      expect(screen.ask("#{alternate_on}")).toBe("0");
      peer.write("meanwhile\n");
      screen.type("stty -a | tr ' ' '\\n' | grep -c '^icanon$'; fg");
      screen.press("Enter");
      await screen.shows(/meanwhile↵/);
      await screen.shows(/> half typed/);
      expect(screen.ask("#{alternate_on}")).toBe("1");
      screen.press("C-c", "C-c");
      await screen.shows(/rc=/);
      await screen.shows(/received 10 B/);
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "gives the terminal back when a signal or a failure ends it",
    async () => {
      for (const [signal, code] of [
        ["SIGTERM", 143],
        ["SIGQUIT", 131],
      ] as const) {
        await using screen = new ScreenProgram(["listen", ":0", "--tui"]);
        await listening(screen);
        const shell = Number(screen.ask("#{pane_pid}"));
        const pid = Number(execFileSync("ps", ["-o", "pid=", "--ppid", String(shell)], { encoding: "utf8" }).trim());
        process.kill(pid, signal);
        await screen.shows(new RegExp(`rc=${code}`));
        expect(screen.ask("#{alternate_on} #{mouse_any_flag} #{cursor_flag}")).toBe("0 0 1");
      }
      await using refused = new ScreenProgram(["connect", "127.0.0.1:1", "--tui"]);
      await refused.shows(/connection refused[\s\S]*rc=2/);
      expect(refused.ask("#{alternate_on}")).toBe("0");
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "lets a client's ended conversation be looked at, and ends with its exit code",
    async () => {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        socket.end("bye\n");
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      await using screen = new ScreenProgram(["connect", `127.0.0.1:${port}`, "--tui"]);
      await screen.shows(/ended\. Look around/);
      await screen.shows(/← +4 bye↵/);
      screen.type("q");
      await screen.shows(/rc=0/);
      server.close();
    },
    LONG_MS,
  );

  itWith(["tmux"])(
    "is the usual thing for a server on a large terminal only",
    async () => {
      await using large = new ScreenProgram(["listen", ":0"], { columns: 100, rows: 30 });
      await large.shows(/F1 +help/);
      await using off = new ScreenProgram(["listen", ":0", "--no-tui"], { columns: 100, rows: 30 });
      await off.shows(/all>/);
      await using small = new ScreenProgram(["listen", ":0"], { columns: 99, rows: 30 });
      await small.shows(/all>/);
      await using dumb = new ScreenProgram(["listen", ":0", "--tui"], { env: { TERM: "dumb" } });
      await dumb.shows(/all>/);
    },
    LONG_MS,
  );

  itWith(["tmux", "python3"])(
    "stays awake under a flood, counts what it did not show, and records all of it",
    async () => {
      await using screen = new ScreenProgram(["udp", "--bind", ":0", "--tui"]);
      const [, port = ""] = await screen.shows(/listening udp 127\.0\.0\.1:(\d+)/);
      const sent = execFileSync(
        "python3",
        [
          "-c",
          "import socket,sys\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\ns.connect(('127.0.0.1',int(sys.argv[1])))\n" +
            "for n in range(100000):\n s.send(b'datagram %06d' % n)\nprint(n+1)",
          port,
        ],
        { encoding: "utf8" },
      );
      expect(sent.trim()).toBe("100000");
      screen.type("awake");
      await screen.shows(/> awake/);
      // What came and what the kernel dropped is all that was sent: one row is the socket's own, one the peer's.
      for (;;) {
        const [, rows = "", dropped = ""] = await screen.shows(/rows ([\d,]+) │ dropped ([\d,]+)/);
        const count = (text: string): number => Number(text.replaceAll(",", ""));
        if (count(rows) + count(dropped) >= 100_002) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await screen.shows(/went by too fast to show/);
    },
    LONG_MS,
  );
});
