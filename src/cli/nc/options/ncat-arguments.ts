import type { HostSource } from "../address/access-list.ts";
import { getopt, type GivenOption, OptionError } from "./getopt.ts";
import { NcExit, quitting } from "../report/nc-exit.ts";
import type { NcOptions, ProgramSpec, ProxyWishes, TlsWishes } from "./nc-options.ts";
import { type NcatOption, ncatOptionTable } from "./ncat-option-table.ts";
import { ncatTarget } from "./ncat-target.ts";
import { parseTimeSpan } from "./time-span.ts";

/** What a command line of ncat asks for. */
export type NcatRequest =
  | { readonly do: "help" }
  | { readonly do: "version" }
  | { readonly do: "run"; readonly options: NcOptions };

/** The variables of the environment that have a say. */
export type NcatEnvironment = Readonly<Record<string, string | undefined>>;

const CONNECT_MS = 10_000;
const MAX_HOPS = 8;

/** An option's values, in the order in which they were given. */
class Given {
  readonly #options: readonly GivenOption<NcatOption>[];

  constructor(options: readonly GivenOption<NcatOption>[]) {
    this.#options = options;
  }

  count(key: NcatOption): number {
    return this.all(key).length;
  }

  has(...keys: readonly NcatOption[]): boolean {
    return keys.some((key) => this.count(key) > 0);
  }

  all(key: NcatOption): readonly string[] {
    return this.#options.filter((option) => option.key === key).map((option) => option.value ?? "");
  }

  last(key: NcatOption): string | null {
    return this.all(key).at(-1) ?? null;
  }

  /** @throws NcExit 2 when it was given more than once */
  once(key: NcatOption, complaint: string): string | null {
    if (this.count(key) > 1) throw quitting(complaint);
    return this.last(key);
  }

  /** Those of several options, in their order together. */
  of(...keys: readonly NcatOption[]): readonly GivenOption<NcatOption>[] {
    return this.#options.filter((option) => keys.includes(option.key));
  }
}

/**
 * Reads a command line of ncat.
 * @throws NcExit 2 for whatever is wrong with it
 */
export function parseNcatArguments(argv: readonly string[], env: NcatEnvironment): NcatRequest {
  const parsed = takeApart(argv, env);
  const given = new Given(parsed.options);
  refuse(given);
  // The first of the two that stands on the line is done, and nothing else.
  const [first] = given.of("help", "version");
  if (first !== undefined) return { do: first.key === "help" ? "help" : "version" };
  return { do: "run", options: optionsOf(given, parsed.operands, env) };
}

function takeApart(argv: readonly string[], env: NcatEnvironment): ReturnType<typeof getopt<NcatOption>> {
  try {
    return getopt(argv, ncatOptionTable(), { stopAtOperand: env["POSIXLY_CORRECT"] !== undefined });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const help = "Try `--help' or man(1) ncat for more information, usage options and help.";
    throw new NcExit(2, `${error.message}\n${help} QUITTING.`, { cause: error });
  }
}

/** What ncat has and this program has not. */
function refuse(given: Given): void {
  if (given.has("sctp")) throw quitting("--sctp: SCTP is not supported.");
  if (given.has("vsock")) throw quitting("--vsock: vsock sockets are not supported.");
  if (given.has("luaExec")) throw quitting("--lua-exec: there is no Lua here; --js-exec FILE runs a JavaScript file.");
  const engine = given.last("nsockEngine");
  if (engine !== null && !["iocp", "epoll", "kqueue", "poll", "select"].includes(engine)) {
    throw quitting(`Unknown or non-available engine: ${engine}.`);
  }
}

function optionsOf(given: Given, operands: readonly string[], env: NcatEnvironment): NcOptions {
  const listen = given.has("listen", "broker");
  const network = networkOf(given);
  const sourcePort = sourcePortOf(given);
  const proxy = proxyOf(given, env);
  const target = ncatTarget({
    operands,
    listen,
    unix: network.startsWith("unix"),
    sourcePort,
    proxyServer: proxy?.address === null,
  });
  return {
    network,
    ...switchesOf(given),
    listen,
    broker: given.has("broker", "chat"),
    ...timesOf(given),
    maxConnections: given.has("maxConns") ? Math.trunc(Number.parseFloat(given.last("maxConns") ?? "")) || 0 : null,
    program: programOf(given),
    dumpFile: given.last("output"),
    hexDumpFile: given.last("hexDump"),
    appendDumps: given.has("appendOutput"),
    source: given.last("source"),
    sourcePort,
    ...hopsOf(given),
    allow: hostsOf(given, "allow", "allowFile"),
    deny: hostsOf(given, "deny", "denyFile"),
    tls: tlsOf(given),
    proxy,
    ...target,
  };
}

type Switches = Pick<
  NcOptions,
  | "family"
  | "keepOpen"
  | "chat"
  | "probe"
  | "raw"
  | "sendOnly"
  | "recvOnly"
  | "noShutdown"
  | "crlf"
  | "telnet"
  | "numeric"
  | "test"
  | "verbose"
>;

function switchesOf(given: Given): Switches {
  const family = given.of("4", "6").at(-1)?.key;
  return {
    family: family === "4" ? 4 : family === "6" ? 6 : undefined,
    keepOpen: given.has("keepOpen"),
    chat: given.has("chat"),
    probe: given.has("probe"),
    raw: given.has("raw"),
    sendOnly: given.has("sendOnly"),
    recvOnly: given.has("recvOnly"),
    noShutdown: given.has("noShutdown"),
    crlf: given.has("crlf"),
    telnet: given.has("telnet"),
    numeric: given.has("nodns"),
    test: given.has("test"),
    verbose: given.count("verbose"),
  };
}

function networkOf(given: Given): NcOptions["network"] {
  const udp = given.has("udp");
  // The last of -4, -6 and -U counts, as each sets the family.
  const unix = given.of("4", "6", "unix").at(-1)?.key === "unix";
  return unix ? (udp ? "unixgram" : "unix") : udp ? "udp" : "tcp";
}

function sourcePortOf(given: Given): number | null {
  const text = given.last("sourcePort");
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw quitting(`Invalid source port number "${text}".`);
  if (Number(text) > 65_535) throw quitting(`Invalid source port ${text}.`);
  return Number(text);
}

function timesOf(given: Given): Pick<NcOptions, "delayMs" | "idleMs" | "connectMs" | "quitMs"> {
  const span = (key: NcatOption, name: string): number | null => {
    const text = given.last(key);
    return text === null ? null : parseTimeSpan(text, name);
  };
  return {
    delayMs: span("delay", "-d delay") ?? 0,
    idleMs: span("idle", "-i timeout") ?? 0,
    connectMs: span("wait", "-w timeout") ?? CONNECT_MS,
    quitMs: quitOf(given.last("quit")),
  };
}

/** `-q 0` is the commonest form of the other netcats, and a negative time is for ever. */
function quitOf(text: string | null): number | null {
  if (text === null) return null;
  if (!text.startsWith("-")) return parseTimeSpan(text, "-q timeout", true);
  parseTimeSpan(text.slice(1), "-q timeout");
  return Number.POSITIVE_INFINITY;
}

function programOf(given: Given): ProgramSpec | null {
  const [first, ...others] = given.of("exec", "shExec", "jsExec");
  if (first === undefined) return null;
  if (others.length > 0) throw quitting("Only one of --exec, --sh-exec, and --js-exec is allowed.");
  const kind = first.key === "exec" ? "exec" : first.key === "shExec" ? "shell" : "script";
  return { kind, command: first.value ?? "" };
}

function hopsOf(given: Given): Pick<NcOptions, "hops" | "hopPointer"> {
  const hops = given.all("g").flatMap((list) => list.split(",").filter((hop) => hop !== ""));
  if (hops.length > MAX_HOPS) throw quitting("Sorry, you gave too many source route hops.");
  const text = given.last("G");
  const hopPointer = text === null ? 4 : Number.parseInt(text, 10) || 0;
  if (hopPointer < 4 || hopPointer % 4 !== 0 || hopPointer > 28) {
    throw quitting(`Invalid source-route hop pointer ${hopPointer}.`);
  }
  return { hops, hopPointer };
}

function hostsOf(given: Given, list: NcatOption, file: NcatOption): readonly HostSource[] {
  return given.of(list, file).map(({ key, value }) => ({ kind: key === list ? "list" : "file", text: value ?? "" }));
}

function tlsOf(given: Given): TlsWishes | null {
  const all = [
    "ssl",
    "sslCert",
    "sslKey",
    "sslVerify",
    "sslTrustFile",
    "sslCiphers",
    "sslServerName",
    "sslAlpn",
  ] as const;
  if (!given.has(...all)) return null;
  return {
    certFile: given.last("sslCert"),
    keyFile: given.last("sslKey"),
    verify: given.has("sslVerify", "sslTrustFile"),
    trustFile: given.once("sslTrustFile", "The --ssl-trustfile option may be given only once."),
    ciphers: given.last("sslCiphers"),
    serverName: given.last("sslServerName"),
    alpn: (given.last("sslAlpn") ?? "").split(",").filter((protocol) => protocol !== ""),
  };
}

function proxyOf(given: Given, env: NcatEnvironment): ProxyWishes | null {
  const address = given.once("proxy", "You can't specify more than one --proxy.");
  const type = given.once("proxyType", "You can't specify more than one --proxy-type.");
  const auth = given.once("proxyAuth", "You can't specify more than one --proxy-auth.");
  const dns = given.last("proxyDns") ?? "remote";
  if (dns !== "remote" && dns !== "local" && dns !== "both" && dns !== "none")
    throw quitting("Invalid proxy DNS type.");
  if (address === null && type === null) return null;
  return { address, type: proxyTypeOf(type ?? "http"), auth: auth ?? env["NCAT_PROXY_AUTH"] ?? null, dns };
}

function proxyTypeOf(text: string): ProxyWishes["type"] {
  if (text === "http") return "http";
  if (text === "socks4" || text === "4") return "socks4";
  if (text === "socks5" || text === "5") return "socks5";
  throw quitting(`Invalid proxy type "${text}".`);
}
