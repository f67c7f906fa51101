import { isUnixAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { planOf } from "../conversation/plan.ts";
import { serverSpec } from "../conversation/session-specs.ts";
import { checkFiles } from "../options/check-files.ts";
import { CONVERSATION_ARGS } from "../options/conversation-args.ts";
import { listenAddress } from "../options/listen-address.ts";
import { retryPlan } from "../options/retry-args.ts";
import { checkSave, SAVE_ARGS } from "../options/save-args.ts";
import { checkSocket, TCP_SOCKET_ARGS } from "../options/socket-args.ts";
import { TLS_SERVER_ARGS, tlsServerSpec } from "../options/tls-args.ts";
import { address, integer } from "../options/value-types.ts";
import { withoutTyping } from "../options/without-typing.ts";

/** `jack listen ADDRESS`. */
export const listen: AnyCommand = defineCommand({
  meta: { name: "listen" },
  args: {
    address: required(address("ADDRESS")),
    ...CONVERSATION_ARGS,
    ...SAVE_ARGS,
    keepOpen: flag({ short: "k" }),
    lan: flag(),
    maxPeers: option(integer("N", 1, 1_000_000)),
    noShutdown: flag(),
    ...TCP_SOCKET_ARGS,
    ...TLS_SERVER_ARGS,
  },
  async run(given, args) {
    const saves = args.save !== undefined || args.saveDir !== undefined;
    // Files end a command, not a person.
    const context = saves ? withoutTyping(given) : given;
    const { network } = args.address;
    if (network === "udp") throw new UsageError((m) => m.usage.wrongNetwork("listen", "udp", "jack udp --bind"));
    const tls = tlsServerSpec(network, args);
    checkSave(args);
    const where = listenAddress(args.address.address, args.lan);
    checkSocket(args, isUnixAddress(where) ? "unix" : "tcp");
    const plan = planOf(context, args, "stream", args.maxPeers === 1 ? "lines" : "view");
    const retry = retryPlan(args);
    const once = !plan.interactive && !args.keepOpen && args.saveDir === undefined;
    await checkFiles(args);
    if (plan.plainPipe && once && !saves) {
      const { listenPipe } = await import("../pipe/listen-pipe.ts");
      return listenPipe(context, where, { ...args, retry, tls });
    }
    const answers = args.reply.length > 0;
    // A pipe's one connection ends with the input too; where others may follow, each ends with its own FIN.
    const spec = serverSpec(where, plan, {
      ...args,
      tls,
      maxPeers: once ? 1 : args.maxPeers,
      halfOpen: once || answers,
    });
    const { replyHandler } = await import("../conversation/reply-handler.ts");
    const handler = await replyHandler(args.reply, { ...args, charset: plan.charset });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    return runConversation(context, { role: "server", spec, plan, args, once, hasPeer: false, retry, handler });
  },
});
