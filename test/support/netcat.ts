import { createServer } from "node:net";
import { JACK } from "./jack.ts";
import { type ProgramEnd, WatchedProgram } from "./watched-program.ts";

/** The netcats that tests run beside one another. */
export const NETCATS = {
  /** Ours, with ncat's command line. */
  jack: [process.execPath, JACK, "nc"],
  /** Ours, with OpenBSD nc's. */
  jackNc: [process.execPath, JACK, "nc", "--as", "nc"],
  /** Debian's ncat. */
  ncat: ["ncat"],
  /** Debian's OpenBSD nc. */
  nc: ["nc"],
} as const;

/** One of {@link NETCATS}. */
export type NetcatName = keyof typeof NETCATS;

/** What a run ended with. */
export interface NetcatResult extends Omit<ProgramEnd, "stdout"> {
  readonly stdout: string;
  readonly bytes: Buffer;
}

/** A netcat that runs; killed when it goes out of scope. */
export class Netcat extends WatchedProgram {
  readonly result: Promise<NetcatResult>;

  /** @param before words that stand before the netcat's own, such as `unshare` */
  constructor(
    name: NetcatName,
    args: readonly (string | number)[],
    env: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ) {
    const [command = "", ...words] = [...before, ...NETCATS[name], ...args.map(String)];
    super(command, words, { env });
    this.result = this.ended.then(({ stdout, ...end }) => ({ ...end, bytes: stdout, stdout: stdout.toString() }));
    this.result.catch(() => undefined);
  }

  /** Runs to the end with this input; null leaves the input open. */
  static async run(
    name: NetcatName,
    args: readonly (string | number)[],
    input: string | Uint8Array | null = "",
    env: Readonly<Record<string, string>> = {},
  ): Promise<NetcatResult> {
    await using netcat = new Netcat(name, args, env);
    if (input !== null) netcat.child.stdin.end(input);
    return await netcat.result;
  }

  /** A server that listens: `-v` is added, and the wait is for its line. */
  static async listening(
    name: NetcatName,
    args: readonly (string | number)[],
    env: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ): Promise<Netcat> {
    const netcat = new Netcat(name, ["-v", ...args], env, before);
    await netcat.stderr(/(Listening|Bound) on/);
    return netcat;
  }

  write(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  end(text: string | Uint8Array = ""): void {
    this.child.stdin.end(text);
  }

  /** The port in the line of `-v`. */
  async port(): Promise<number> {
    const [, port] = await this.stderr(/(?:Listening|Bound) on \S*[: ](\d+)\n/);
    return Number(port);
  }
}

/** A port of this machine that was free a moment ago, for programs that cannot announce one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
