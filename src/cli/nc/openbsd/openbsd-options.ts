/** A command line of OpenBSD's nc, understood. Times are milliseconds; null: not given. */
export interface OpenbsdOptions {
  readonly family: 4 | 6 | undefined;
  readonly listen: boolean;
  readonly keepOpen: boolean;
  readonly udp: boolean;
  readonly unix: boolean;
  readonly probe: boolean;
  /** `-d`: do not read standard input. */
  readonly detached: boolean;
  /** `-N`, or a `-q` that is not negative: FIN at the end of the input. */
  readonly shutsDown: boolean;
  readonly crlf: boolean;
  readonly telnet: boolean;
  readonly numeric: boolean;
  readonly debug: boolean;
  readonly broadcast: boolean;
  readonly random: boolean;
  readonly verbose: number;
  /** Between two lines, and between two ports. */
  readonly intervalMs: number | null;
  /** For connecting, and of silence; 0: none. */
  readonly timeoutMs: number;
  readonly quitMs: number | null;
  readonly recvLimit: number | null;
  readonly ttl: number | null;
  readonly minTtl: number | null;
  readonly receiveBuffer: number | null;
  readonly sendBuffer: number | null;
  readonly tos: number | null;
  readonly source: string | null;
  readonly sourcePort: string | null;
  readonly proxy: string | null;
  readonly proxyType: "http" | "socks4" | "socks5";
  readonly proxyUser: string | null;
  /** A host, or with `-U` a path; null: any address. */
  readonly host: string | null;
  /** Ports, ranges and names of services, as they were written. */
  readonly ports: readonly string[];
}
