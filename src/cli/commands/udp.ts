import type { MulticastSpec, SessionSpec } from "../../api/index.ts";
import type { InetAddress, NetworkAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, optional } from "../command.ts";
import { type ConversationPlan, planOf } from "../conversation/plan.ts";
import { CONVERSATION_ARGS } from "../options/conversation-args.ts";
import { listenAddress } from "../options/listen-address.ts";
import { address, integer, text } from "../options/value-types.ts";

const UDP = { defaultNetwork: "udp" } as const;

/** `jack udp [--bind A] [PEER]`. */
export const udp: AnyCommand = defineCommand({
  meta: { name: "udp" },
  args: {
    peer: optional(address("PEER", UDP)),
    bind: option(address("ADDRESS", UDP)),
    lan: flag(),
    join: option(text("GROUP[@INTERFACE]")),
    broadcast: flag(),
    ttl: option(integer("N", 1, 255)),
    ...CONVERSATION_ARGS,
  },
  async run(context, args) {
    if (args.peer === undefined && args.bind === undefined)
      throw new UsageError((m) => m.usage.needs("jack udp", "PEER | --bind ADDRESS"));
    if (args.lan && args.bind === undefined) throw new UsageError((m) => m.usage.needs("--lan", "--bind"));
    const plan = planOf(context, args, "udp");
    const spec = udpSpec(plan, {
      ...args,
      peer: inetAddress(args.peer),
      bind: args.bind === undefined ? undefined : listenAddress(inetAddress(args.bind), args.lan),
    });
    const { runConversation } = await import("../conversation/run-conversation.ts");
    const hasPeer = args.peer !== undefined;
    return runConversation(context, { role: "udp", spec, plan, args, once: false, hasPeer });
  },
});

interface UdpOptions {
  readonly peer: InetAddress | undefined;
  readonly bind: InetAddress | undefined;
  readonly join: string | undefined;
  readonly broadcast: boolean;
  readonly ttl: number | undefined;
  readonly capture: string | undefined;
}

function udpSpec(plan: ConversationPlan, options: UdpOptions): SessionSpec {
  const { peer, bind, join, broadcast, ttl, capture } = options;
  return {
    type: "udp",
    charset: plan.charset,
    framing: plan.framing,
    ...(bind === undefined ? {} : bindSpec(bind, join !== undefined)),
    ...(peer === undefined ? {} : { remote: peer }),
    ...(join === undefined ? {} : { multicast: [membership(join)] }),
    ...(broadcast ? { broadcast } : {}),
    ...(ttl === undefined ? {} : { ttl, multicastTtl: ttl }),
    ...(capture === undefined ? { record: false } : { captureFile: capture }),
  };
}

/** A group's datagrams do not arrive at an address of one interface: the engine then binds the wildcard address. */
function bindSpec({ host, port }: InetAddress, joins: boolean): { host?: string; port: number } {
  return joins && (host === "127.0.0.1" || host === "::1") ? { port } : { host, port };
}

function membership(join: string): MulticastSpec {
  const at = join.indexOf("@");
  return at < 0 ? { group: join } : { group: join.slice(0, at), interface: join.slice(at + 1) };
}

function inetAddress(address: NetworkAddress): InetAddress;
function inetAddress(address: NetworkAddress | undefined): InetAddress | undefined;
function inetAddress(given: NetworkAddress | undefined): InetAddress | undefined {
  if (given === undefined) return undefined;
  if (given.network === "udp") return given.address;
  throw new UsageError((m) => m.usage.wrongNetwork("udp", given.network, "jack connect, jack listen"));
}
