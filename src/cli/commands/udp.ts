import type { MulticastSpec, UdpSpec } from "../../api/index.ts";
import type { InetAddress, NetworkAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, many, option, optional } from "../command.ts";
import { type ConversationPlan, planOf } from "../conversation/plan.ts";
import { commonSpec } from "../conversation/session-specs.ts";
import { checkFiles } from "../options/check-files.ts";
import { CONVERSATION_ARGS } from "../options/conversation-args.ts";
import { requirePairs } from "../options/exclude.ts";
import { listenAddress } from "../options/listen-address.ts";
import { MULTICAST_ARGS, multicastSpec } from "../options/multicast-args.ts";
import { retryPlan } from "../options/retry-args.ts";
import { sourceOf, UDP_SOCKET_ARGS, udpSpecOf } from "../options/socket-args.ts";
import { address, text } from "../options/value-types.ts";

const UDP = { defaultNetwork: "udp" } as const;

const ARGS = {
  peer: optional(address("PEER", UDP)),
  bind: option(address("ADDRESS", UDP)),
  source: option(text("[HOST][:PORT]")),
  lan: flag(),
  broadcast: flag(),
  reuseaddr: flag(),
  join: many(text("GROUP[@INTERFACE][,SOURCE]")),
  ...MULTICAST_ARGS,
  ...CONVERSATION_ARGS,
  ...UDP_SOCKET_ARGS,
} as const;

type UdpArgs = ArgsOf<typeof ARGS>;

/** `jack udp [--bind A] [PEER]`. */
export const udp: AnyCommand = defineCommand({
  meta: { name: "udp" },
  args: ARGS,
  async run(context, args) {
    if (args.peer === undefined && args.bind === undefined)
      throw new UsageError((m) => m.usage.needs("jack udp", "PEER | --bind ADDRESS"));
    requirePairs([["--lan", args.lan, "--bind", args.bind !== undefined]]);
    if (args.bind !== undefined && args.source !== undefined)
      throw new UsageError((m) => m.usage.together("--bind", "--source"));
    const plan = planOf(context, args, "udp");
    await checkFiles(args);
    const spec = udpSpec(plan, args);
    const { replyHandler } = await import("../conversation/reply-handler.ts");
    const handler = await replyHandler(args.reply, { ...args, charset: plan.charset });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    const hasPeer = args.peer !== undefined;
    const retry = retryPlan(args);
    return runConversation(context, { role: "udp", spec, plan, args, once: false, hasPeer, retry, handler });
  },
});

function udpSpec(plan: ConversationPlan, args: UdpArgs): UdpSpec {
  const peer = args.peer === undefined ? undefined : inetAddress(args.peer);
  const bind = args.bind === undefined ? undefined : listenAddress(inetAddress(args.bind), args.lan);
  const multicast = args.join.map(membership);
  return {
    ...commonSpec(plan, args),
    ...udpSpecOf(args),
    ...multicastSpec(args, multicast),
    type: "udp",
    ...(bind === undefined ? sourceSpec(args.source) : bindSpec(bind, multicast.length > 0)),
    ...(peer === undefined ? {} : { remote: peer }),
    ...(args.broadcast ? { broadcast: true } : {}),
    ...(args.reuseaddr ? { reuseAddress: true } : {}),
  };
}

function sourceSpec(source: string | undefined): { host?: string; port?: number } {
  if (source === undefined) return {};
  const { localHost, localPort } = sourceOf(source);
  return {
    ...(localHost === undefined ? {} : { host: localHost }),
    ...(localPort === undefined ? {} : { port: localPort }),
  };
}

/** A group's datagrams do not arrive at an address of one interface: the engine then binds the wildcard address. */
function bindSpec({ host, port }: InetAddress, joins: boolean): { host?: string; port: number } {
  return joins && (host === "127.0.0.1" || host === "::1") ? { port } : { host, port };
}

/** `239.1.1.1`, `239.1.1.1@eth0`, `232.1.1.1@eth0,10.0.0.5`: group, interface, source. */
function membership(join: string): MulticastSpec {
  const [, group = "", at, source] = /^([^@,]*)(?:@([^,]*))?(?:,(.*))?$/.exec(join) ?? [];
  return {
    group,
    ...(at === undefined || at === "" ? {} : { interface: at }),
    ...(source === undefined || source === "" ? {} : { source }),
  };
}

function inetAddress(given: NetworkAddress): InetAddress {
  if (given.network === "udp") return given.address;
  throw new UsageError((m) => m.usage.wrongNetwork("udp", given.network, "jack connect, jack listen"));
}
