import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, required } from "../command.ts";
import type { CliContext } from "../context.ts";
import { viewOf } from "../conversation/plan.ts";
import { VIEW_ARGS } from "../options/conversation-args.ts";
import { choice, duration, integer, path, text } from "../options/value-types.ts";
import { endpointWord } from "../relay/endpoint-type.ts";
import { MESSAGE_RULES } from "../relay/message-rule.ts";
import type { RelayPlan } from "../relay/run-relay.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_CONNECTIONS = 1000;
const DEFAULT_UDP_IDLE_MS = 60_000;
const DEFAULT_RETRY_WAIT_MS = 1000;

const { json, time, charset, framing, raw, color, capture, quiet, verbose } = VIEW_ARGS;

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
  linger: option(duration, { help: "relayLinger" }),
  noShutdown: flag({ help: "relayNoShutdown" }),
  idle: option(duration),
  timeout: option(duration),
  udpIdle: option(duration, { help: "relayUdpIdle" }),
  messages: option(choice("RULE", MESSAGE_RULES), { help: "relayMessages" }),
  connectTimeout: option(duration),
  retry: option(integer("N", 0, 1_000_000), { help: "relayRetry" }),
  retryWait: option(duration, { help: "relayRetryWait" }),
  lan: flag(),
  tlsCa: option(path("FILE"), { help: "relayTlsCa" }),
  tlsCert: option(path("FILE"), { help: "relayTlsCert" }),
  tlsKey: option(path("FILE"), { help: "relayTlsKey" }),
  tlsName: option(text("NAME"), { help: "relayTlsName" }),
  tlsInsecure: flag({ help: "relayTlsInsecure" }),
  tlsRequireClientCert: flag({ help: "relayTlsRequireClientCert" }),
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
    view: { ...view, shows, quiet: args.quiet, verbose: args.verbose, labels: keepOpen, capture: args.capture },
    open: {
      connectTimeoutMs: args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS,
      lan: args.lan,
      keepOpen,
      udpIdleMs: args.udpIdle ?? (keepOpen ? DEFAULT_UDP_IDLE_MS : null),
      // A program on a pseudo terminal draws on ours.
      escape: args.raw || [a, b].some((end) => end.type === "exec" && end.pty) ? null : (args.charset ?? "utf-8"),
      tls: {
        ca: args.tlsCa,
        cert: args.tlsCert,
        key: args.tlsKey,
        name: args.tlsName,
        insecure: args.tlsInsecure,
        requireClientCert: args.tlsRequireClientCert,
      },
      onCertificate: (fingerprint) => say(context, context.messages.relay.temporaryCertificate(fingerprint)),
      onHandshakeFailure: (remote, error) => say(context, `${remote} ${error.message}`),
    },
    retry: {
      retries: args.retry === 0 ? Number.POSITIVE_INFINITY : (args.retry ?? 0),
      waitMs: args.retryWait ?? DEFAULT_RETRY_WAIT_MS,
    },
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
