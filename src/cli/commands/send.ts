import type { SessionSpec } from "../../api/index.ts";
import { isUnixAddress, type NetworkAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, required, rest } from "../command.ts";
import { type ViewPlan, viewOf } from "../conversation/plan.ts";
import { INPUT_ARGS, port, VIEW_ARGS } from "../options/conversation-args.ts";
import { address, duration, expectation, integer, path } from "../options/value-types.ts";

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
  expect: option(expectation),
  every: option(duration),
  count: option(integer("N", 1, 1_000_000_000)),
  retries: option(integer("N", 0, 1000)),
  connectTimeout: option(duration),
  localPort: option(port),
  noShutdown: flag(),
  broadcast: flag(),
} as const;

type SendArgs = ArgsOf<typeof ARGS>;

/** `jack send ADDRESS TEXT…`. */
export const send: AnyCommand = defineCommand({
  meta: { name: "send" },
  args: ARGS,
  async run(context, args) {
    check(args);
    const { messagesOf } = await import("../send/send-messages.ts");
    const { ExpectationWatch } = await import("../conversation/expectation-watch.ts");
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
      expectation: args.expect === undefined ? null : new ExpectationWatch(args.expect, view.charset.in),
      waitMs: args.noWait ? null : (args.wait ?? DEFAULT_WAIT_MS),
      quietMs: args.quietMs ?? (view.framing.type === "idle" ? view.framing.gapMs : DEFAULT_QUIET_MS),
      retries: args.retries ?? 0,
      everyMs: args.every ?? null,
      count: args.count ?? null,
      noShutdown: args.noShutdown,
      quiet: args.quiet,
      verbose: args.verbose,
    };
    const { runSend } = await import("../send/run-send.ts");
    const { withLimits } = await import("../pipe/limits.ts");
    const { Activity } = await import("../pipe/activity.ts");
    return withLimits(context, { timeout: args.timeout, expect: args.expect }, new Activity(), (signal) =>
      runSend(context, plan, signal),
    );
  },
});

function check(args: SendArgs): void {
  const { network } = args.address;
  if (network === "tls") throw new UsageError((m) => m.usage.tlsLater);
  const pairs = [
    ["--hex", args.hex, "--in", args.in !== undefined],
    ["--json", args.json, "--out", args.out !== undefined && args.out !== "json"],
    ["--wait", args.wait !== undefined, "--no-wait", args.noWait],
    ["--expect", args.expect !== undefined, "--no-wait", args.noWait],
    ["--hex", args.hex, "--file", args.file !== undefined],
  ] as const;
  for (const [a, hasA, b, hasB] of pairs) if (hasA && hasB) throw new UsageError((m) => m.usage.together(a, b));
  if (args.count !== undefined && args.every === undefined)
    throw new UsageError((m) => m.usage.needs("--count", "--every"));
  if ((args.retries ?? 0) > 0 && network !== "udp") throw new UsageError((m) => m.usage.needs("--retries", "udp://"));
}

/** Who writes text or hexadecimal reads it too; who sends a file or standard input gets the bytes that come back. */
function viewOfSend(context: Parameters<typeof viewOf>[0], args: SendArgs): ViewPlan {
  const written = args.hex || args.in === "hex" ? "hex" : args.text.length > 0 ? "text" : undefined;
  const view = viewOf(context, args);
  return args.out === undefined && !args.json && written !== undefined ? { ...view, out: written } : view;
}

function specOf(args: SendArgs, view: ViewPlan): SessionSpec {
  const { network, address: to }: NetworkAddress = args.address;
  const { capture, localPort } = args;
  const common = {
    charset: view.charset,
    framing: view.framing,
    ...(capture === undefined ? { record: false } : { captureFile: capture }),
  };
  const connectTimeoutMs = args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
  if (isUnixAddress(to)) return { ...common, type: "unix-client", path: to.path, halfOpen: true, connectTimeoutMs };
  if (network === "udp") {
    return {
      ...common,
      type: "udp",
      remote: to,
      ...(localPort === undefined ? {} : { port: localPort }),
      ...(args.broadcast ? { broadcast: true } : {}),
    };
  }
  const local = localPort === undefined ? {} : { localPort };
  return { ...common, ...to, type: "tcp-client", halfOpen: true, connectTimeoutMs, ...local };
}
