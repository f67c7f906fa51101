import { setTimeout as sleep } from "node:timers/promises";
import { connect, type InetAddress, listen } from "../../src/net/index.ts";
import { ForeignProgram } from "./foreign-program.ts";

const TRIES = 400;
const TRY_MS = 50;

/** A foreign program that listens on a port of 127.0.0.1 which was free; killed when it goes out of scope. */
export class ListeningProgram implements AsyncDisposable {
  readonly port: number;
  readonly #program: ForeignProgram;

  private constructor(program: ForeignProgram, port: number) {
    this.#program = program;
    this.port = port;
  }

  /** Resolves when it listens. */
  static async start(command: string, args: (port: number) => readonly string[]): Promise<ListeningProgram> {
    const port = await freePort();
    const program = new ForeignProgram(command, args(port));
    for (let left = TRIES; ; left--) {
      try {
        await (await connect({ host: "127.0.0.1", port })).close();
        return new ListeningProgram(program, port);
      } catch (error) {
        if (left === 0) throw new Error(program.errors, { cause: error });
        await sleep(TRY_MS);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}

async function freePort(): Promise<number> {
  await using holder = await listen({ host: "127.0.0.1", port: 0 });
  return (holder.local as InetAddress).port;
}
