// Records the terminal session of the README in a real terminal (tmux), in both languages, with times and ports made
// alike. node scripts/record-session.mjs prints it, --write puts it into the READMEs, --check fails when they differ. Needs
// tmux.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { ensureBuilt, ROOT } from "./ready.mjs";

const PATIENCE_MS = 120_000;
const COLUMNS = 100;
const ROWS = 18;
/** What stands around a recording in a README. */
const BEGIN = (name) => `<!-- recorded: ${name} -->\n\`\`\`text\n`;
const END = "```\n";

const READMES = { en: "README.md", zh: "README.zh-CN.md" };

/** A terminal with a shell in which `jack` is the built binary. */
class Terminal {
  #server = `jack-record-${randomBytes(6).toString("hex")}`;

  constructor(language) {
    const jack = join(ROOT, "dist", "bin", "jack.cjs");
    const env = [
      `JACKFIELD_LANG=${language}`,
      "LC_ALL=C.UTF-8",
      "TERM=screen-256color",
      "NODE_EXTRA_CA_CERTS=",
      "PS1=$ ",
    ];
    const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
    this.#tmux("-u", "-f", "/dev/null", "new-session", "-d", ...size, "env", ...env, "bash", "--norc", "--noprofile");
    this.#tmux("set-option", "-g", "status", "off");
    this.enter(`jack() { '${process.execPath}' '${jack}' "$@"; }; clear`);
  }

  type(text) {
    this.#tmux("send-keys", "-l", "--", text);
  }

  press(key) {
    this.#tmux("send-keys", key);
  }

  enter(line) {
    this.type(line);
    this.press("Enter");
  }

  get screen() {
    return this.#tmux("capture-pane", "-p").replace(/\s+$/, "");
  }

  async shows(pattern) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { screen } = this;
      if (pattern.test(screen)) return;
      if (Date.now() > deadline) throw new Error(`the terminal never showed ${pattern}:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs a line and waits for the prompt behind it. */
  async runs(line) {
    const before = (this.screen.match(/^\$/gm) ?? []).length;
    this.enter(line);
    await this.shows({ test: (screen) => /\n\$$/.test(screen) && screen.match(/^\$/gm).length > before });
  }

  close() {
    this.#tmux("kill-server");
  }

  #tmux(...args) {
    return execFileSync("tmux", ["-L", this.#server, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** A port of four digits, like the one that is printed, so that everything stays in its column. */
async function fourDigitPort() {
  for (let port = 8080; port < 9999; port++) {
    const server = createServer().listen(port, "127.0.0.1");
    const free = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (free) await once(server.close(), "close");
    if (free) return port;
  }
  throw new Error("no port of four digits is free");
}

/** Times, spans, rates and ports differ each time; their columns do not. */
function normalised(text, port) {
  const ports = new Map();
  return `${text
    .replaceAll(`:${port}`, ":8080")
    .replaceAll(/\b\d\d:\d\d:\d\d\.\d{3}/g, "10:02:11.503")
    .replaceAll(/(?<=10:02:11\.503 ) *[\d.:]+ (?:µs|ms|s|m|h)(?= [·←→])/g, "1.25 ms")
    .replaceAll(/(?<=10:02:11\.503 ) *0(?= [·←→])/g, "      0")
    .replaceAll(/(?<=:)[3-6]\d{4}\b/g, (found) => {
      if (!ports.has(found)) ports.set(found, String(50_001 + ports.size));
      return ports.get(found);
    })
    .replaceAll(/\b[\d.]+[KMG]?\/s/g, "12/s")
    .replaceAll(/(?<=● \S+ )[\d.]+ \wi?B/g, "1.9 KiB")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}

/** Lines that are typed at a shell, and what comes of them. */
async function recordShell(language) {
  const port = await fourDigitPort();
  const echo = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  }).listen(port, "127.0.0.1");
  await once(echo, "listening");
  const terminal = new Terminal(language);
  try {
    await terminal.shows(/^\$$/m);
    await terminal.runs(`jack send 127.0.0.1:${port} --charset gbk --out both 你好`);
    await terminal.runs(`jack send 127.0.0.1:${port} --hex '01 03 00 00 00 0a' --checksum modbus --out hex`);
    await terminal.runs(`jack send 127.0.0.1:${port} ping --expect pong --wait 3s; echo "exit $?"`);
    echo.close();
    await terminal.runs(`jack send 127.0.0.1:${port} --charset gb2312 '温度 😀'; echo "exit $?"`);
    return normalised(terminal.screen.replace(/\n\$$/, ""), port);
  } finally {
    echo.close();
    terminal.close();
  }
}

/** The full-screen view with two clients of a server. */
async function recordView(language) {
  const port = await fourDigitPort();
  const terminal = new Terminal(language);
  const clients = [];
  const client = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    clients.push(socket);
    await once(socket, "connect");
    await terminal.shows(new RegExp(`#${clients.length} `));
    return socket;
  };
  try {
    await terminal.shows(/^\$$/m);
    terminal.enter(`jack listen :${port} --tui --framing line`);
    await terminal.shows(/:\d{4}\s*│|tcp 127\.0\.0\.1:\d{4}/);
    const one = await client();
    one.write("温度=21.5\n");
    await terminal.shows(/21\.5↵/);
    const two = await client();
    two.write("temp=21.6\ntemp=2");
    await terminal.shows(/\[temp=2$/m);
    two.write("1.7\n");
    await terminal.shows(/1\.7↵/);
    two.write("\u001b[31mnot red\n");
    await terminal.shows(/\\e\[31mnot red↵/);
    terminal.press("M-2");
    await terminal.shows(/#2 127\.0\.0\.1:\d{5} /);
    terminal.type("收到");
    await terminal.shows(/e6 94 b6 e5 88 b0 0a/);
    terminal.press("Enter");
    await terminal.shows(/→ #2 +7 收到↵/);
    one.resetAndDestroy();
    await terminal.shows(/RST/);
    terminal.type("还在吗？");
    await terminal.shows(/e8 bf 98/);
    // The list of peers is drawn less often than the rows.
    await terminal.shows(/○#1 [^\n]*\n[^\n]*←33 →7/);
    return normalised(terminal.screen, port);
  } finally {
    for (const socket of clients) socket.destroy();
    terminal.close();
  }
}

/** Every recording of a language by its name. */
async function recordSession(language) {
  return { shell: await recordShell(language), view: await recordView(language) };
}

/** A recording as it stands in a README. */
function recorded(readme, name) {
  const from = readme.indexOf(BEGIN(name));
  if (from < 0) throw new Error(`no recording "${name}"`);
  const start = from + BEGIN(name).length;
  return readme.slice(start, readme.indexOf(END, start));
}

const [, , mode] = process.argv;
let differs = false;
ensureBuilt();
for (const [language, file] of Object.entries(READMES)) {
  const path = join(ROOT, file);
  let readme = readFileSync(path, "utf8");
  for (const [name, text] of Object.entries(await recordSession(language))) {
    const before = recorded(readme, name);
    if (mode === "--write") readme = readme.replace(BEGIN(name) + before, () => BEGIN(name) + text);
    else if (mode !== "--check") console.log(text);
    else if (before !== text) {
      differs = true;
      console.error(`${file}, "${name}" is now:\n${text}`);
    }
  }
  if (mode === "--write") writeFileSync(path, readme);
}
if (differs) process.exit(1);
