import { isUnixAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { planOf } from "../conversation/plan.ts";
import { clientSpec } from "../conversation/session-specs.ts";
import { checkFiles } from "../options/check-files.ts";
import { CONVERSATION_ARGS, port } from "../options/conversation-args.ts";
import { excludePairs } from "../options/exclude.ts";
import { retryPlan } from "../options/retry-args.ts";
import { checkSave, SAVE_ARGS } from "../options/save-args.ts";
import { checkSocket, TCP_SOCKET_ARGS } from "../options/socket-args.ts";
import { PROXY_ARGS, TLS_CLIENT_ARGS, tlsClientSpec } from "../options/tls-args.ts";
import { address, duration, text } from "../options/value-types.ts";
import { withoutTyping } from "../options/without-typing.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** `jack connect ADDRESS`. */
export const connect: AnyCommand = defineCommand({
  meta: { name: "connect" },
  args: {
    address: required(address("ADDRESS")),
    ...CONVERSATION_ARGS,
    ...SAVE_ARGS,
    connectTimeout: option(duration),
    source: option(text("[HOST][:PORT]")),
    localPort: option(port),
    noShutdown: flag(),
    reconnect: flag(),
    ...TCP_SOCKET_ARGS,
    ...TLS_CLIENT_ARGS,
    ...PROXY_ARGS,
  },
  async run(given, args) {
    const saves = args.save !== undefined || args.saveDir !== undefined;
    // Files end a command, not a person.
    const context = saves ? withoutTyping(given) : given;
    const { network, address: to } = args.address;
    if (network === "udp") throw new UsageError((m) => m.usage.wrongNetwork("connect", "udp", "jack udp"));
    const tls = tlsClientSpec(network, args);
    checkSave(args);
    checkSocket(args, isUnixAddress(to) ? "unix" : "tcp");
    excludePairs([["--proxy", args.proxy !== undefined, "unix:", isUnixAddress(to)]]);
    const plan = planOf(context, args, "stream");
    const retry = retryPlan(args, args.reconnect);
    const connectTimeoutMs = args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
    await checkFiles(args);
    if (plan.plainPipe && !args.reconnect && !saves) {
      const { connectPipe } = await import("../pipe/connect-pipe.ts");
      return connectPipe(context, to, { ...args, connectTimeoutMs, retry, tls });
    }
    const answers = args.reply.length > 0;
    const spec = clientSpec(to, plan, {
      ...args,
      tls,
      connectTimeoutMs,
      // A person's connection ends with the other end; a pipe's input may still have something to say.
      halfOpen: (!plan.interactive && !args.reconnect) || answers,
      reconnect: args.reconnect ? retry : null,
    });
    const { replyHandler } = await import("../conversation/reply-handler.ts");
    const handler = await replyHandler(args.reply, { ...args, charset: plan.charset });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    return runConversation(context, {
      role: "client",
      spec,
      plan,
      args,
      once: !args.reconnect,
      hasPeer: true,
      retry: args.reconnect ? null : retry,
      handler,
    });
  },
});
