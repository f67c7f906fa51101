import type { SessionSpec } from "../../api/index.ts";
import { isUnixAddress, type NetworkAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { type ConversationPlan, planOf } from "../conversation/plan.ts";
import { CONVERSATION_ARGS, port } from "../options/conversation-args.ts";
import { address, duration } from "../options/value-types.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** `jack connect ADDRESS`. */
export const connect: AnyCommand = defineCommand({
  meta: { name: "connect" },
  args: {
    address: required(address("ADDRESS")),
    ...CONVERSATION_ARGS,
    connectTimeout: option(duration),
    localPort: option(port),
    noShutdown: flag(),
    reconnect: flag(),
  },
  async run(context, args) {
    const { network } = args.address;
    if (network === "udp") throw new UsageError((m) => m.usage.wrongNetwork("connect", "udp", "jack udp"));
    if (network === "tls") throw new UsageError((m) => m.usage.tlsLater);
    const plan = planOf(context, args, "stream");
    const connectTimeoutMs = args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
    if (plan.plainPipe && !args.reconnect) {
      const { connectPipe } = await import("../pipe/connect-pipe.ts");
      return connectPipe(context, args.address.address, { ...args, connectTimeoutMs });
    }
    const spec = clientSpec(args.address, plan, { ...args, connectTimeoutMs });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    return runConversation(context, { role: "client", spec, plan, args, once: !args.reconnect, hasPeer: true });
  },
});

interface ClientOptions {
  readonly connectTimeoutMs: number;
  readonly capture: string | undefined;
  readonly localPort: number | undefined;
  readonly reconnect: boolean;
}

function clientSpec({ address: to }: NetworkAddress, plan: ConversationPlan, options: ClientOptions): SessionSpec {
  const { connectTimeoutMs, capture, localPort, reconnect } = options;
  const common = {
    charset: plan.charset,
    framing: plan.framing,
    // A person's connection ends with the other end; a pipe's input may still have something to say.
    halfOpen: !plan.interactive && !reconnect,
    connectTimeoutMs,
    ...(reconnect ? { reconnect: {} } : {}),
    ...(capture === undefined ? { record: false } : { captureFile: capture }),
  };
  if (isUnixAddress(to)) return { ...common, type: "unix-client", path: to.path };
  return { ...common, ...to, type: "tcp-client", ...(localPort === undefined ? {} : { localPort }) };
}
