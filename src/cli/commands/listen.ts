import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { UsageError } from "../cli-error.ts";
import { planOf } from "../conversation/plan.ts";
import { EXIT } from "../exit-table.ts";
import { CONVERSATION_ARGS } from "../options/conversation-args.ts";
import { listenAddress } from "../options/listen-address.ts";
import { address, integer } from "../options/value-types.ts";

/** `jack listen ADDRESS`. */
export const listen: AnyCommand = defineCommand({
  meta: { name: "listen" },
  args: {
    address: required(address("ADDRESS")),
    ...CONVERSATION_ARGS,
    keepOpen: flag({ short: "k" }),
    lan: flag(),
    maxPeers: option(integer("N", 1, 1_000_000)),
    noShutdown: flag(),
  },
  async run(context, args) {
    const { network } = args.address;
    if (network === "udp") throw new UsageError((m) => m.usage.wrongNetwork("listen", "udp", "jack udp --bind"));
    if (network === "tls") throw new UsageError((m) => m.usage.tlsLater);
    const plan = planOf(context, args, "stream");
    const where = listenAddress(args.address.address, args.lan);
    if (plan.plainPipe && !args.keepOpen) {
      const { listenPipe } = await import("../pipe/listen-pipe.ts");
      return listenPipe(context, where, args);
    }
    return EXIT.ok;
  },
});
