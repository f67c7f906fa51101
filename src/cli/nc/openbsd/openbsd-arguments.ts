import { getopt, OptionError, type OptionSpec } from "../options/getopt.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { OpenbsdOptions } from "./openbsd-options.ts";
import { OPENBSD_USAGE } from "./openbsd-usage.ts";
import { parseTos } from "./tos-keyword.ts";

const FLAGS = "46bCDdFhklNnrStUuvZz";
const VALUES = "IiMmOPpqsTVWwXx";
const MAX_INT = 2_147_483_647;

/** A command line that OpenBSD's nc does not have. */
export class ForeignOption extends Error {
  override readonly name = "ForeignOption";
}

/** The command line is wrong in a way that calls for the usage. */
export function usageExit(complaint: string | null): NcExit {
  return new NcExit(1, complaint === null ? OPENBSD_USAGE : `${complaint}\n${OPENBSD_USAGE}`);
}

/**
 * Reads a command line of OpenBSD's nc.
 * @throws NcExit 1; ForeignOption for an option that it does not have
 */
export function parseOpenbsdArguments(argv: readonly string[]): OpenbsdOptions | "help" {
  const letters = new Map<string, string[]>();
  const { options, operands } = takeApart(argv);
  for (const { key, value } of options) letters.set(key, [...(letters.get(key) ?? []), value ?? ""]);
  const has = (letter: string): boolean => letters.has(letter);
  const last = (letter: string): string | null => letters.get(letter)?.at(-1) ?? null;
  if (has("h")) return "help";
  for (const [letter, what] of REFUSED) {
    if (has(letter)) throw new NcExit(1, `-${letter}: ${what}`);
  }
  const parsed = {
    ...numbersOf(last),
    family: familyOf(options),
    listen: has("l"),
    keepOpen: has("k"),
    udp: has("u"),
    unix: has("U"),
    probe: has("z"),
    detached: has("d"),
    shutsDown: has("N") || (last("q") !== null && !last("q")?.startsWith("-")),
    crlf: has("C"),
    telnet: has("t"),
    numeric: has("n"),
    debug: has("D"),
    broadcast: has("b"),
    random: has("r"),
    verbose: letters.get("v")?.length ?? 0,
    tos: tosOf(last("T")),
    source: last("s"),
    sourcePort: last("p"),
    proxy: last("x"),
    proxyType: proxyTypeOf(last("X")),
    proxyUser: last("P"),
  };
  const options_ = { ...parsed, ...targetOf(parsed, operands) };
  check(options_);
  return options_;
}

const REFUSED: readonly (readonly [string, string])[] = [
  ["F", "passing the socket on is not supported"],
  ["S", "TCP MD5 signatures are not supported"],
  ["V", "routing tables are not supported on this system"],
  ["Z", "DCCP is not supported"],
];

function takeApart(argv: readonly string[]): ReturnType<typeof getopt<string>> {
  const specs: OptionSpec<string>[] = [
    ...[...FLAGS].map((short) => ({ key: short, short, takesValue: false })),
    ...[...VALUES].map((short) => ({ key: short, short, takesValue: true })),
  ];
  try {
    return getopt(argv, specs);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    if (/unrecognized|invalid option/.test(error.message)) throw new ForeignOption(error.message);
    throw usageExit(error.message);
  }
}

type Last = (letter: string) => string | null;

function numbersOf(
  last: Last,
): Pick<
  OpenbsdOptions,
  "intervalMs" | "timeoutMs" | "quitMs" | "recvLimit" | "ttl" | "minTtl" | "receiveBuffer" | "sendBuffer"
> {
  const quit = last("q");
  return {
    intervalMs: seconds(last("i"), "interval", 0),
    timeoutMs: seconds(last("w"), "timeout", 0) ?? 0,
    quitMs: quit === null || /^-\d+$/.test(quit) ? null : seconds(quit, "quit timer", 0),
    recvLimit: integer(last("W"), "receive limit", 1, MAX_INT),
    ttl: integer(last("M"), "ttl is", 0, 255, ""),
    minTtl: integer(last("m"), "minttl is", 0, 255, ""),
    receiveBuffer: integer(last("I"), "TCP receive window", 1, 1 << 30),
    sendBuffer: integer(last("O"), "TCP send window", 1, 1 << 30),
  };
}

function seconds(text: string | null, what: string, min: number): number | null {
  const value = integer(text, what, min, Math.floor(MAX_INT / 1000));
  return value === null ? null : value * 1000;
}

function integer(text: string | null, what: string, min: number, max: number, shown?: string): number | null {
  if (text === null) return null;
  const tail = shown ?? `: ${text}`;
  if (!/^[+-]?\d+$/.test(text)) throw new NcExit(1, `${what} invalid${tail}`);
  if (Number(text) < min) throw new NcExit(1, `${what} too small${tail}`);
  if (Number(text) > max) throw new NcExit(1, `${what} too large${tail}`);
  return Number(text);
}

function familyOf(options: readonly { readonly key: string }[]): 4 | 6 | undefined {
  const chosen = options.filter(({ key }) => key === "4" || key === "6").at(-1)?.key;
  return chosen === "4" ? 4 : chosen === "6" ? 6 : undefined;
}

function tosOf(text: string | null): number | null {
  if (text === null) return null;
  const value = parseTos(text);
  if (value === null) throw new NcExit(1, `illegal tos value ${text}`);
  return value;
}

function proxyTypeOf(text: string | null): OpenbsdOptions["proxyType"] {
  if (text === null || text === "5") return "socks5";
  if (text === "4" || text.toLowerCase() === "4a") return "socks4";
  if (text.toLowerCase() === "connect") return "http";
  throw new NcExit(1, "unsupported proxy protocol");
}

/** What stands behind the options: host and ports, or with `-l` what to listen on. */
function targetOf(
  { listen, unix, source, sourcePort }: Pick<OpenbsdOptions, "listen" | "unix" | "source" | "sourcePort">,
  operands: readonly string[],
): Pick<OpenbsdOptions, "host" | "ports"> {
  const [first, ...rest] = operands;
  if (unix) {
    if (rest.length > 0) throw new NcExit(1, "cannot use port with -U");
    const path = first ?? (listen ? source : null);
    if (path === null) throw usageExit(null);
    return { host: path, ports: [] };
  }
  if (listen) {
    if (first === undefined) {
      if (sourcePort === null) throw new NcExit(1, "missing port number");
      return { host: source, ports: [sourcePort] };
    }
    if (rest.length === 0) {
      if (sourcePort !== null) throw usageExit(null);
      return { host: source, ports: [first] };
    }
    return { host: first, ports: rest };
  }
  if (first === undefined) throw usageExit(null);
  if (rest.length === 0) throw new NcExit(1, "missing port number");
  return { host: first, ports: rest };
}

function check(options: OpenbsdOptions): void {
  const { listen, probe, keepOpen, proxy, udp, unix, source } = options;
  const rules: readonly (readonly [boolean, string])[] = [
    [listen && probe, "cannot use -z and -l"],
    [!listen && keepOpen, "must use -l with -k"],
    [proxy !== null && udp, "no proxy support for UDP mode"],
    [proxy !== null && listen, "no proxy support for listen"],
    [proxy !== null && unix, "no proxy support for unix sockets"],
    [proxy !== null && source !== null, "no proxy support for local source address"],
  ];
  for (const [broken, sentence] of rules) {
    if (broken) throw new NcExit(1, sentence);
  }
}
