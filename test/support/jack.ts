import { fileURLToPath } from "node:url";
import { type ProgramEnd, WatchedProgram } from "./watched-program.ts";

/** The built binary. */
export const JACK: string = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));

/** What a run of the binary ended with. */
export type JackResult = Omit<ProgramEnd, "signal">;

/** The built binary, running; killed when it goes out of scope. */
export class Jack extends WatchedProgram {
  readonly result: Promise<JackResult>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd: string = process.cwd()) {
    super(process.execPath, [JACK, ...args], { env, cwd });
    this.result = this.ended.then(({ signal: _signal, ...end }) => end);
    this.result.catch(() => undefined);
  }

  /** Runs to the end with this input. */
  static async run(
    args: readonly string[],
    input: string | Uint8Array = "",
    env: Readonly<Record<string, string>> = {},
  ): Promise<JackResult> {
    await using jack = new Jack(args, env);
    jack.child.stdin.end(input);
    return await jack.result;
  }

  /** The port in the line that says where it listens. */
  async port(): Promise<number> {
    const [, port] = await this.stderr(/listening \S+ \S+:(\d+)/);
    return Number(port);
  }
}
