import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, required } from "../command.ts";
import type { CliContext } from "../context.ts";
import { viewOf } from "../conversation/plan.ts";
import { checkFiles } from "../options/check-files.ts";
import { VIEW_ARGS } from "../options/conversation-args.ts";
import { retryPlan, RETRY_ARGS } from "../options/retry-args.ts";
import { PROXY_ARGS, TLS_CLIENT_ARGS, TLS_SERVER_ARGS, tlsClientSpec, tlsServerSpec } from "../options/tls-args.ts";
import { choice, duration, integer } from "../options/value-types.ts";
import type { Endpoint, SocketEndpoint } from "../relay/endpoint.ts";
import { endpointWord } from "../relay/endpoint-type.ts";
import { MESSAGE_RULES } from "../relay/message-rule.ts";
import type { OpenOptions } from "../relay/open-endpoint.ts";
import type { RelayPlan } from "../relay/run-relay.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_CONNECTIONS = 1000;
const DEFAULT_UDP_IDLE_MS = 60_000;

const { json, time, charset, framing, raw, color, capture, overwrite, quiet, verbose } = VIEW_ARGS;

const ARGS = {
  a: required(endpointWord("A"), "relayA"),
  b: required(endpointWord("B"), "relayB"),
  keepOpen: flag({ short: "k", help: "relayKeepOpen" }),
  maxConnections: option(integer("N", 1, 1_000_000), { help: "relayMaxConnections" }),
  oneWay: flag({ help: "relayOneWay" }),
  pty: flag({ help: "relayPty" }),
  show: option(choice("HOW", ["text", "hex", "both"]), { help: "relayShow" }),
  json,
  time,
  charset,
  framing,
  raw,
  color,
  capture,
  overwrite,
  linger: option(duration, { help: "relayLinger" }),
  noShutdown: flag({ help: "relayNoShutdown" }),
  idle: option(duration),
  timeout: option(duration),
  udpIdle: option(duration, { help: "relayUdpIdle" }),
  messages: option(choice("RULE", MESSAGE_RULES), { help: "relayMessages" }),
  connectTimeout: option(duration),
  ...RETRY_ARGS,
  lan: flag(),
  ...TLS_SERVER_ARGS,
  ...TLS_CLIENT_ARGS,
  ...PROXY_ARGS,
  quiet,
  verbose,
} as const;

type RelayArgs = ArgsOf<typeof ARGS>;

/** `jack relay A B`. */
export const relay: AnyCommand = defineCommand({
  meta: { name: "relay" },
  args: ARGS,
  async run(context, args) {
    const plan = await planOf(context, args);
    await checkFiles(args);
    const { runRelay } = await import("../relay/run-relay.ts");
    return runRelay(context, plan);
  },
});

async function planOf(context: CliContext, args: RelayArgs): Promise<RelayPlan> {
  const { usesStdout } = await import("../relay/run-relay.ts");
  const pairs = [
    ["--json", args.json, "--show", args.show !== undefined],
    ["--quiet", args.quiet, "--verbose", args.verbose],
  ] as const;
  for (const [one, hasOne, two, hasTwo] of pairs) {
    if (hasOne && hasTwo) throw new UsageError((m) => m.usage.together(one, two));
  }
  const a = args.pty ? withPty(args.a, args.b)[0] : args.a;
  const b = args.pty ? withPty(args.a, args.b)[1] : args.b;
  const keepOpen = args.keepOpen || args.maxConnections !== undefined;
  const shows = args.json || args.show !== undefined;
  const stdout = usesStdout({ a, b, oneWay: args.oneWay }) ? context.stderr : context.stdout;
  // Rows have a time, wherever they go.
  const viewArgs = { ...args, out: args.show, charsetIn: undefined, charsetOut: undefined, time: args.time ?? "ms" };
  const view = viewOf({ stdout, env: context.env }, { ...viewArgs, verbose: args.verbose || shows });
  return {
    a,
    b,
    view: {
      ...view,
      shows,
      quiet: args.quiet,
      verbose: args.verbose,
      labels: keepOpen,
      capture: args.capture,
      overwrite: args.overwrite,
    },
    open: {
      connectTimeoutMs: args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
      lan: args.lan,
      keepOpen,
      udpIdleMs: args.udpIdle ?? (keepOpen ? DEFAULT_UDP_IDLE_MS : null),
      // A program on a pseudo terminal draws on ours.
      escape: args.raw || [a, b].some((end) => end.type === "exec" && end.pty) ? null : (args.charset ?? "utf-8"),
      ...securityOf(args, [a, b]),
      tell: (sentence) => say(context, sentence),
    },
    retry: retryPlan(args),
    keepOpen,
    maxConnections: args.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    oneWay: args.oneWay,
    noShutdown: args.noShutdown,
    lingerMs: args.linger,
    idleMs: args.idle,
    timeoutMs: args.timeout,
    rule: args.messages ?? "read",
    totals: (args.verbose || (shows && !args.json)) && !args.quiet,
  };
}

/** TLS and proxies of both ends. @throws UsageError for options that no end has a use for */
function securityOf(
  args: RelayArgs,
  ends: readonly Endpoint[],
): Pick<OpenOptions, "tlsClient" | "tlsServer" | "proxy"> {
  const sockets = ends.flatMap(socketsOf);
  const secure = sockets.filter(({ type }) => type === "tls" || type === "wss");
  const client = secure.some(({ listen }) => !listen);
  const server = secure.some(({ listen }) => listen);
  if (!client && !server) {
    // Refuse what they would be for.
    tlsClientSpec("tcp", args);
    tlsServerSpec("tcp", args);
  }
  if (!server && args.tlsRequireClientCert)
    throw new UsageError((m) => m.usage.needs("--tls-require-client-cert", "listen:tls://"));
  // Of both, the client is meant: a server trusts anybody unless it demands certificates.
  const serverArgs = { ...args, tlsInsecure: args.tlsInsecure && args.tlsRequireClientCert };
  const { proxy } = args;
  const canUseProxy = sockets.some(({ type, listen }) => !listen && /^(?:tcp|tls|wss?)$/.test(type));
  if (proxy !== undefined && !canUseProxy) throw new UsageError((m) => m.usage.needs("--proxy", "tcp://"));
  return {
    tlsClient: (client ? tlsClientSpec("tls", args) : undefined) ?? {},
    tlsServer: (server ? tlsServerSpec("tls", serverArgs) : undefined) ?? {},
    proxy: proxy === undefined ? null : { ...proxy, address: { host: proxy.host, port: proxy.port } },
  };
}

function socketsOf(end: Endpoint): readonly SocketEndpoint[] {
  if (end.type === "dual") return [...socketsOf(end.read), ...socketsOf(end.write)];
  return "listen" in end ? [end] : [];
}

function say({ stderr }: CliContext, sentence: string): void {
  void stderr.print(`${sentence}\n`).catch(() => undefined);
}

/** `--pty` is for the program among the two. */
function withPty(a: RelayArgs["a"], b: RelayArgs["b"]): readonly [RelayArgs["a"], RelayArgs["b"]] {
  if (a.type !== "exec" && b.type !== "exec") throw new UsageError((m) => m.usage.needs("--pty", "exec:"));
  const pty = <T extends RelayArgs["a"]>(endpoint: T): T =>
    endpoint.type === "exec" ? { ...endpoint, pty: true } : endpoint;
  return [pty(a), pty(b)];
}
