import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { JACK } from "./jack.ts";

const POLL_MS = 30;
const PATIENCE_MS = 120_000;

/** A command line in bash, in which `jack` is the built binary; its whole process group ends when it goes out of scope. */
export class ToolLine implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly line: string;
  readonly #ended: Promise<number | null>;
  #output = "";
  #hasEnded = false;

  constructor(line: string, folder: string) {
    this.line = line;
    const env = { ...process.env, NODE: process.execPath, JACK, LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en" };
    Reflect.deleteProperty(env, "NODE_EXTRA_CA_CERTS");
    const script = `jack() { "$NODE" "$JACK" "$@"; }\n${line}`;
    this.child = spawn("bash", ["-c", script], { cwd: folder, env, detached: true });
    const take = (bytes: Buffer): void => {
      this.#output += bytes.toString();
    };
    this.child.stdout.on("data", take);
    this.child.stderr.on("data", take);
    this.child.stdin.on("error", () => undefined);
    this.#ended = once(this.child, "close").then(([code]) => {
      this.#hasEnded = true;
      return code as number | null;
    });
  }

  /** What it wrote so far, to both of its outputs. */
  get output(): string {
    return this.#output;
  }

  /** The exit code. */
  get code(): Promise<number | null> {
    return this.#ended;
  }

  /** Resolves when its output matches. */
  async says(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!pattern.test(this.#output)) {
      if (Date.now() > deadline || (this.#hasEnded && !pattern.test(this.#output))) {
        throw new Error(`"${this.line}" never said ${pattern}: ${this.#output}`);
      }
      await pause();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // All of it has ended.
    }
    if (!this.#hasEnded) await this.#ended;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/**
 * Two neighbouring ports, free a moment ago for TCP and UDP; none that the system gives to clients, or one of those that
 * run beside this could take it before it is used.
 */
export async function freePorts(): Promise<readonly [number, number]> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 11_000) * 2;
    const both = [port, port + 1];
    const all = [
      ...both.map((at) => createServer().listen(at, "127.0.0.1")),
      ...both.map((at) => createSocket("udp4").bind(at, "127.0.0.1")),
    ];
    const free = await Promise.all(
      all.map((each) =>
        once(each, "listening").then(
          () => true,
          () => false,
        ),
      ),
    );
    for (const [at, each] of all.entries()) if (free[at] === true) await once(each.close(), "close");
    if (free.every(Boolean)) return [port, port + 1];
  }
}

/** Resolves when somebody listens on a port of this machine (TCP or UDP), or a Unix socket is there. */
export async function listened(where: number | string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(typeof where === "number" ? isListened(where) : existsSync(where))) {
    if (Date.now() > deadline) throw new Error(`nobody listens on ${where}`);
    await pause();
  }
}

function isListened(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return ["tcp", "tcp6", "udp", "udp6"].some((table) => {
    if (!existsSync(`/proc/net/${table}`)) return false;
    // The state of a TCP socket that listens is 0A, of any UDP socket 07.
    const state = table.startsWith("tcp") ? "0A" : "07";
    const row = new RegExp(`: [0-9A-F]+:${hex} [0-9A-F]+:0000 ${state} `);
    return row.test(readFileSync(`/proc/net/${table}`, "utf8"));
  });
}
