import type { HostSource } from "../address/access-list.ts";

/** What is run for each connection. */
export interface ProgramSpec {
  /** `exec`: a program and its words; `shell`: a line for `/bin/sh`; `script`: a JavaScript file. */
  readonly kind: "exec" | "shell" | "script";
  readonly command: string;
}

/** What the `--ssl…` options ask for. */
export interface TlsWishes {
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly verify: boolean;
  readonly trustFile: string | null;
  readonly ciphers: string | null;
  readonly serverName: string | null;
  readonly alpn: readonly string[];
}

/** What the `--proxy…` options ask for. */
export interface ProxyWishes {
  /** Null: be the proxy (`-l --proxy-type http`). */
  readonly address: string | null;
  readonly type: "http" | "socks4" | "socks5";
  /** `user:password`, or the user alone. */
  readonly auth: string | null;
  readonly dns: "remote" | "local" | "both" | "none";
}

/** A command line of ncat, understood. Times are milliseconds. */
export interface NcOptions {
  readonly network: "tcp" | "udp" | "unix" | "unixgram";
  /** Only this family. */
  readonly family: 4 | 6 | undefined;
  readonly listen: boolean;
  readonly keepOpen: boolean;
  readonly broker: boolean;
  readonly chat: boolean;
  /** `-z`. */
  readonly probe: boolean;
  readonly sendOnly: boolean;
  readonly recvOnly: boolean;
  readonly noShutdown: boolean;
  readonly crlf: boolean;
  readonly telnet: boolean;
  readonly numeric: boolean;
  /** `--raw`: control characters reach a terminal, too. */
  readonly raw: boolean;
  /** `--test`: a line when it listens. */
  readonly test: boolean;
  readonly verbose: number;
  readonly maxConnections: number | null;
  /** Between two lines that are sent; 0: none. */
  readonly delayMs: number;
  /** 0: none. */
  readonly idleMs: number;
  readonly connectMs: number;
  /** After the end of the input; null: not given, infinite: never quit. */
  readonly quitMs: number | null;
  readonly program: ProgramSpec | null;
  readonly dumpFile: string | null;
  readonly hexDumpFile: string | null;
  readonly appendDumps: boolean;
  readonly source: string | null;
  readonly sourcePort: number | null;
  /** Hops of a loose source route (`-g`), and its pointer (`-G`). */
  readonly hops: readonly string[];
  readonly hopPointer: number;
  readonly allow: readonly HostSource[];
  readonly deny: readonly HostSource[];
  readonly tls: TlsWishes | null;
  readonly proxy: ProxyWishes | null;
  /** A name, an address or, for Unix sockets, a path; null: every address of this machine. */
  readonly host: string | null;
  readonly port: number;
}
