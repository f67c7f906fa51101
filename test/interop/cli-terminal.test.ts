import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect } from "vitest";
import { JACK } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const terminals: Terminal[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const terminal of terminals.splice(0)) terminal.kill();
});

/** The built binary on a real terminal: tmux. */
class Terminal {
  readonly #server: string;

  constructor(args: readonly string[], columns = 90, instead?: string) {
    this.#server = `jack-test-${process.pid}-${terminals.length}-${Date.now()}`;
    const command = instead ?? [process.execPath, JACK, ...args].map((word) => `'${word}'`).join(" ");
    const env = "env -u NODE_EXTRA_CA_CERTS LC_ALL=C.UTF-8 JACKFIELD_LANG=en TERM=screen-256color";
    this.#tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      String(columns),
      "-y",
      "40",
      `${env} ${command}; echo "rc=$?"; sleep 300`,
    );
    terminals.push(this);
  }

  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  key(name: string): void {
    this.#tmux("send-keys", name);
  }

  get screen(): string {
    return this.#tmux("capture-pane", "-p").trimEnd();
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; ; tries++) {
      const { screen } = this;
      const found = pattern.exec(screen);
      if (found !== null) return found;
      if (tries > 400) throw new Error(`${pattern} did not appear:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  kill(): void {
    try {
      this.#tmux("kill-server");
    } catch {
      // It has ended by itself.
    }
  }

  #tmux(...args: string[]): string {
    return execFileSync("tmux", ["-L", this.#server, "-u", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

async function received(socket: Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes;
}

describe("jack on a terminal", () => {
  itWith(["tmux"])("never tears the line that is being typed, and sends it whole, in GBK", async () => {
    const terminal = new Terminal(["listen", ":0", "--charset", "gbk"]);
    const [, port] = await terminal.until(/listening tcp 127\.0\.0\.1:(\d+)/);
    const peer = await client(Number(port));
    await terminal.until(/#1 .* connected/);
    const typed = "正在输入的一行，abc";
    let sent = 0;
    for (const char of typed) {
      terminal.type(char);
      peer.write(Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x30 + (sent % 10), 0x0a]));
      sent += 1;
      await terminal.until(new RegExp(`你好${(sent - 1) % 10}↵`));
    }
    await terminal.until(new RegExp(`all> ${typed}$`));
    expect(terminal.screen.match(/你好\d↵$/gm)).toHaveLength(sent);
    const answer = received(peer);
    terminal.key("Enter");
    expect((await answer).toString("hex")).toBe("d5fdd4dacae4c8ebb5c4d2bbd0d0a3ac6162630a");
    await terminal.until(/→ #1 127\.0\.0\.1:\d+ 正在输入的一行，abc↵\n/);
    await terminal.until(/\nall>$/);
  });

  itWith(["tmux"])("keeps a line that is longer than the terminal is wide", async () => {
    const terminal = new Terminal(["listen", ":0", "--time", "none"], 40);
    const [, port] = await terminal.until(/:(\d{4,5})$/m);
    const peer = await client(Number(port));
    await terminal.until(/connected/);
    const long = "0123456789".repeat(9);
    terminal.type(long);
    await terminal.until(/0123456789$/);
    peer.write("one\n");
    await terminal.until(/one↵/);
    peer.write("two\n");
    await terminal.until(/two↵/);
    const tail = terminal.screen.slice(terminal.screen.indexOf("all>"));
    expect(tail.replaceAll("\n", "")).toBe(`all> ${long}`);
    const answer = received(peer);
    terminal.key("Enter");
    expect((await answer).toString()).toBe(`${long}\n`);
  });

  itWith(["tmux"])("shows several clients and sends to the one that is chosen", async () => {
    const terminal = new Terminal(["listen", ":0"]);
    const [, port] = await terminal.until(/listening tcp 127\.0\.0\.1:(\d+)/);
    const one = await client(Number(port));
    await terminal.until(/#1 /);
    const two = await client(Number(port));
    await terminal.until(/#2 /);
    two.write("\u001b[2J\u001b]0;owned\u0007");
    await terminal.until(/← #2 127\.0\.0\.1:\d+ \\e\[2J\\e\]0;owned\\a/);
    terminal.type("/to 2");
    terminal.key("Enter");
    await terminal.until(/#2>$/);
    const second = received(two);
    terminal.type("only you");
    terminal.key("Enter");
    expect((await second).toString()).toBe("only you\n");
    terminal.type("/hex 00 ff");
    terminal.key("Enter");
    expect((await received(two)).toString("hex")).toBe("00ff");
    terminal.type("/hex 0g");
    terminal.key("Enter");
    await terminal.until(/\n {2}0g\n {3}\^\n {2}Use pairs of 0-9 a-f/);
    terminal.type("/pers");
    terminal.key("Enter");
    await terminal.until(/did you mean \/peers\?/);
    terminal.type("/peers");
    terminal.key("Enter");
    await terminal.until(/#1 127\.0\.0\.1:\d+ +← 0 B +→ 0 B +open/);
    two.resetAndDestroy();
    await terminal.until(/#2 .*reset by the peer/);
    await terminal.until(/all>$/);
    const first = received(one);
    terminal.type("for who is left");
    terminal.key("Enter");
    expect((await first).toString()).toBe("for who is left\n");
    const end = once(one, "end");
    one.resume();
    terminal.type("/quit");
    terminal.key("Enter");
    await terminal.until(/rc=0/);
    await end;
  });

  itWith(["tmux"])("clears the line, then leaves, with Ctrl-C", async () => {
    const terminal = new Terminal(["udp", "--bind", ":0"]);
    await terminal.until(/last>$/);
    terminal.type("not sent");
    await terminal.until(/not sent$/);
    terminal.key("C-c");
    await terminal.until(/last>$/);
    terminal.key("C-c");
    await terminal.until(/rc=130/);
    expect(terminal.screen).not.toContain("not sent");
  });

  itWith(["tmux"])("half-closes with Ctrl-D and shows what still comes", async () => {
    const listener = new Terminal(["listen", ":0"]);
    const [, port] = await listener.until(/listening tcp 127\.0\.0\.1:(\d+)/);
    const terminal = new Terminal(["connect", `127.0.0.1:${port}`]);
    await listener.until(/#1 .* connected/);
    terminal.key("C-d");
    await listener.until(/#1 .* finished sending/);
    await terminal.until(/rc=0/);
  });
});

describe("a terminal with several peers, and in a shell", () => {
  itWith(["tmux"])("sends a line to a peer by name or port, and again and again until /stop", async () => {
    const terminal = new Terminal(["listen", "127.0.0.1:0", "--no-tui"]);
    const [, port] = await terminal.until(/listening tcp 127\.0\.0\.1:(\d+)/);
    const [first, second] = [await client(Number(port)), await client(Number(port))];
    await terminal.until(/#2 \S+ connected/);
    const got = { first: collected(first), second: collected(second) };
    terminal.type("/name 2 pump\r");
    await terminal.until(/peer #2 is called pump/);
    terminal.type("@pump hello\r");
    await terminal.until(/→ #2 pump hello/);
    terminal.type(`@:${(first.address() as { readonly port: number }).port} you\r`);
    await terminal.until(/→ #1 \S+ you/);
    terminal.type("@nobody x\r");
    await terminal.until(/"nobody" is no open peer/);
    terminal.type("/to pump\r");
    await terminal.until(/#2 pump>/);
    terminal.type("/every 20ms tick\r");
    await terminal.until(/tick[^]*tick[^]*tick/);
    terminal.type("/stop\r");
    await terminal.until(/sent \d+ times/);
    await expect.poll(got.first).toBe("you\n");
    await expect.poll(got.second).toMatch(/^hello\n(?:tick\n){3,}$/);
  });

  itWith(["tmux"])("--save ends by itself on a terminal, too", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "jack-save-")), "saved");
    const terminal = new Terminal(["listen", "127.0.0.1:0", "--save", file]);
    const [, port] = await terminal.until(/listening tcp 127\.0\.0\.1:(\d+)/);
    const socket = await client(Number(port));
    socket.end("whole");
    await terminal.until(/rc=0/);
    expect(readFileSync(file, "utf8")).toBe("whole");
    rmSync(dirname(file), { recursive: true });
  });

  itWith(["tmux", "bash"])("goes on where it was after Ctrl-Z and fg, with the line that was being typed", async () => {
    const port = await freePort();
    const terminal = new Terminal([], 100, "bash --norc -i");
    terminal.type(`'${process.execPath}' '${JACK}' listen 127.0.0.1:${port} --no-tui\r`);
    await terminal.until(/listening tcp/);
    const socket = await client(port);
    const got = collected(socket);
    await terminal.until(/#1 \S+ connected/);
    terminal.type("half a li");
    await terminal.until(/all> half a li$/m);
    terminal.key("C-z");
    await terminal.until(/Stopped/);
    terminal.type("echo the shell is $((40 + 2))\r");
    await terminal.until(/the shell is 42/);
    terminal.type("fg\r");
    await terminal.until(/42[^]*fg[^]*all> half a li$/m);
    terminal.type("ne\r");
    await terminal.until(/→ #1 \S+ half a line/);
    await expect.poll(got).toBe("half a line\n");
  });
});

/** What a socket has received so far. */
function collected(socket: Socket): () => string {
  let text = "";
  socket.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  return () => text;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}
