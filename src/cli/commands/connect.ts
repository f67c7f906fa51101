import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { UsageError } from "../cli-error.ts";
import { planOf } from "../conversation/plan.ts";
import { EXIT } from "../exit-table.ts";
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
    return EXIT.ok;
  },
});
