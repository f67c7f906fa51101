import type { SessionSpec } from "../../api/index.ts";
import { isUnixAddress, type NetworkAddress } from "../../net/index.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, required, rest } from "../command.ts";
import { flowOf, type ViewPlan, viewOf } from "../conversation/plan.ts";
import { clientSpec, commonSpec, localEnd } from "../conversation/session-specs.ts";
import { checkFiles } from "../options/check-files.ts";
import { INPUT_ARGS, port, VIEW_ARGS } from "../options/conversation-args.ts";
import { excludePairs, requirePairs } from "../options/exclude.ts";
import { checkFlow, FLOW_ARGS } from "../options/flow-args.ts";
import { MULTICAST_ARGS, multicastSpec } from "../options/multicast-args.ts";
import { RETRY_ARGS, retryPlan } from "../options/retry-args.ts";
import { checkSocket, TCP_SOCKET_ARGS, udpSpecOf } from "../options/socket-args.ts";
import { PROXY_ARGS, TLS_CLIENT_ARGS, tlsClientSpec } from "../options/tls-args.ts";
import { address, byteSize, duration, expectation, integer, path, text } from "../options/value-types.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_WAIT_MS = 5000;
const DEFAULT_QUIET_MS = 300;

const ARGS = {
  address: required(address("ADDRESS")),
  text: rest("TEXT"),
  hex: flag(),
  file: option(path("FILE")),
  ...INPUT_ARGS,
  ...VIEW_ARGS,
  wait: option(duration),
  noWait: flag(),
  quietMs: option(integer("MS", 1, 3_600_000)),
  timeout: option(duration),
  idle: option(duration),
  expect: option(expectation),
  expectWindow: option(byteSize),
  ...FLOW_ARGS,
  retries: option(integer("N", 0, 1000)),
  ...RETRY_ARGS,
  connectTimeout: option(duration),
  source: option(text("[HOST][:PORT]")),
  localPort: option(port),
  noShutdown: flag(),
  broadcast: flag(),
  ...MULTICAST_ARGS,
  ...TCP_SOCKET_ARGS,
  ...TLS_CLIENT_ARGS,
  ...PROXY_ARGS,
} as const;

type SendArgs = ArgsOf<typeof ARGS>;

/** `jack send ADDRESS TEXT…`. */
export const send: AnyCommand = defineCommand({
  meta: { name: "send" },
  args: ARGS,
  async run(context, args) {
    check(args);
    await checkFiles(args);
    const { messagesOf } = await import("../send/send-messages.ts");
    const { ExpectationWatch } = await import("../conversation/expectation-watch.ts");
    const { replyHandler } = await import("../conversation/reply-handler.ts");
    const view = viewOfSend(context, args);
    const messages = messagesOf({
      text: args.text,
      file: args.file,
      hasInput: !context.stdin.isTerminal,
      format: {
        in: args.hex ? "hex" : (args.in ?? "text"),
        eol: args.eol ?? "none",
        checksum: args.checksum ?? null,
        charset: view.charset.out,
      },
    });
    const plan = {
      spec: specOf(args, view),
      view,
      messages,
      expectation:
        args.expect === undefined
          ? null
          : new ExpectationWatch(args.expect, view.charset.in, { window: args.expectWindow }),
      waitMs: args.noWait ? null : (args.wait ?? DEFAULT_WAIT_MS),
      quietMs: args.quietMs ?? (view.framing.type === "idle" ? view.framing.gapMs : DEFAULT_QUIET_MS),
      retries: args.retries ?? 0,
      retry: retryPlan(args),
      flow: flowOf(args),
      handler: await replyHandler(args.reply, { ...args, charset: view.charset }),
      noShutdown: args.noShutdown,
      quiet: args.quiet,
      verbose: args.verbose,
    };
    const { runSend } = await import("../send/run-send.ts");
    const { withLimits } = await import("../pipe/limits.ts");
    const { Activity } = await import("../pipe/activity.ts");
    const { tellEnd } = await import("../conversation/end-of-conversation.ts");
    const activity = new Activity();
    const begin = context.clock.nowMs();
    let failure: unknown = null;
    try {
      return await withLimits(context, args, activity, (signal) => runSend(context, plan, activity, signal));
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await tellEnd(context, { plan: view, args, activity, ms: context.clock.nowMs() - begin, failure });
    }
  },
});

function check(args: SendArgs): void {
  const { network, address: to } = args.address;
  tlsClientSpec(network, args);
  const isUdp = network === "udp";
  checkFlow(args);
  checkSocket(args, isUnixAddress(to) ? "unix" : isUdp ? "udp" : "tcp");
  excludePairs([
    ["--hex", args.hex, "--in", args.in !== undefined],
    ["--json", args.json, "--out", args.out !== undefined && args.out !== "json"],
    ["--wait", args.wait !== undefined, "--no-wait", args.noWait],
    ["--expect", args.expect !== undefined, "--no-wait", args.noWait],
    ["--check", args.check !== undefined, "--no-wait", args.noWait],
    ["--hex", args.hex, "--file", args.file !== undefined],
    ["--quiet", args.quiet, "--verbose", args.verbose],
    ["--proxy", args.proxy !== undefined, isUdp ? "udp://" : "unix:", isUdp || isUnixAddress(to)],
  ]);
  requirePairs([
    ["--expect-window", args.expectWindow !== undefined, "--expect", args.expect !== undefined],
    ["--retries", (args.retries ?? 0) > 0, "udp://", isUdp],
    ["--broadcast", args.broadcast, "udp://", isUdp],
    ["--multicast-ttl", args.multicastTtl !== undefined, "udp://", isUdp],
    ["--multicast-interface", args.multicastInterface !== undefined, "udp://", isUdp],
    ["--no-multicast-loop", args.noMulticastLoop, "udp://", isUdp],
  ]);
}

/** Who writes text or hexadecimal reads it too; who sends a file or standard input gets the bytes that come back. */
function viewOfSend(context: Parameters<typeof viewOf>[0], args: SendArgs): ViewPlan {
  const written = args.hex || args.in === "hex" ? "hex" : args.text.length > 0 ? "text" : undefined;
  // An answer is shown as it is, unless its time is asked for.
  const view = { ...viewOf(context, args), time: args.time ?? "none", check: args.check ?? null };
  return args.out === undefined && !args.json && written !== undefined ? { ...view, out: written } : view;
}

function specOf(args: SendArgs, view: ViewPlan): SessionSpec {
  const { network, address: to }: NetworkAddress = args.address;
  if (network !== "udp" || isUnixAddress(to)) {
    const connectTimeoutMs = args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
    return clientSpec(to, view, {
      ...args,
      connectTimeoutMs,
      halfOpen: true,
      reconnect: null,
      tls: tlsClientSpec(network, args),
    });
  }
  const { localHost, localPort } = localEnd(args);
  return {
    ...commonSpec(view, args),
    ...udpSpecOf(args),
    ...multicastSpec(args, []),
    type: "udp",
    remote: to,
    ...(localHost === undefined ? {} : { host: localHost }),
    ...(localPort === undefined ? {} : { port: localPort }),
    ...(args.broadcast ? { broadcast: true } : {}),
  };
}
