import type { SessionSpec } from "../../api/index.ts";
import { type Address, isUnixAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { type ConversationPlan, planOf } from "../conversation/plan.ts";
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
    const plan = planOf(context, args, "stream", args.maxPeers === 1 ? "lines" : "view");
    const where = listenAddress(args.address.address, args.lan);
    const once = !plan.interactive && !args.keepOpen;
    if (plan.plainPipe && once) {
      const { listenPipe } = await import("../pipe/listen-pipe.ts");
      return listenPipe(context, where, args);
    }
    const spec = serverSpec(where, plan, { ...args, once, maxPeers: once ? 1 : args.maxPeers });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    return runConversation(context, { role: "server", spec, plan, args, once, hasPeer: false });
  },
});

interface ServerOptions {
  readonly capture: string | undefined;
  readonly maxPeers: number | undefined;
  readonly once: boolean;
}

function serverSpec(where: Address, plan: ConversationPlan, { capture, maxPeers, once }: ServerOptions): SessionSpec {
  const common = {
    charset: plan.charset,
    framing: plan.framing,
    // A pipe's one connection ends with the input too; where others may follow, each ends with its own FIN.
    halfOpen: once,
    ...(maxPeers === undefined ? {} : { limits: { maxPeers } }),
    ...(capture === undefined ? { record: false } : { captureFile: capture }),
  };
  if (isUnixAddress(where)) return { ...common, type: "unix-server", path: where.path };
  return { ...common, ...where, type: "tcp-server" };
}
