import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { openPipe } from "../../../net/index.ts";

/** A program whose standard input and output are pipes of ours, and its standard error our own. */
export class Child {
  /** What is written here is its input. */
  readonly stdin: Writable;
  /** What it says. */
  readonly stdout: Readable;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, stdin: Writable, stdout: Readable) {
    this.#process = process;
    this.stdin = stdin;
    this.stdout = stdout;
    this.ended = new Promise((resolve) => process.once("exit", () => resolve()));
    // A program that does not read what it is sent is its own affair.
    stdin.on("error", () => undefined);
    stdout.on("error", () => undefined);
  }

  /** Starts it. @throws the system's error when it cannot be run */
  static spawn(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<Child> {
    // Node's own pipes are sockets, which a program cannot open as /dev/stdin.
    const input = openPipe("reading");
    const output = input === null ? null : openPipe("writing");
    const process = spawn(file, [...args], {
      stdio: [input?.reading ?? "pipe", output?.writing ?? "pipe", "inherit"],
      env: { ...env },
    });
    if (input !== null) closeSync(input.reading);
    if (output !== null) closeSync(output.writing);
    const stdin = input === null ? process.stdin : new Socket({ fd: input.writing, readable: false, writable: true });
    const stdout =
      output === null ? process.stdout : new Socket({ fd: output.reading, readable: true, writable: false });
    return new Promise((resolve, reject) => {
      process.once("error", (error) => {
        stdin?.destroy();
        stdout?.destroy();
        reject(error);
      });
      process.once("spawn", () => {
        if (stdin === null || stdout === null) reject(new Error("the program has no pipes"));
        else resolve(new Child(process, stdin, stdout));
      });
    });
  }

  /** Asks it to end (SIGTERM), and nobody else. */
  readonly kill = (): void => {
    this.#process.kill("SIGTERM");
  };
}
