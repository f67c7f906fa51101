import type { MulticastSpec, UdpSpec } from "../../api/index.ts";
import { type ArgsOf, flag, type FlagArg, option, type OptionArg } from "../command.ts";
import { integer, text } from "./value-types.ts";

/** Options of sending to groups. */
export const MULTICAST_ARGS: {
  multicastTtl: OptionArg<number>;
  multicastInterface: OptionArg<string>;
  noMulticastLoop: FlagArg;
} = {
  multicastTtl: option(integer("N", 0, 255)),
  multicastInterface: option(text("INTERFACE")),
  noMulticastLoop: flag(),
};

/** What the options and the joined groups come to in a session spec. */
export function multicastSpec(
  args: ArgsOf<typeof MULTICAST_ARGS>,
  joined: readonly MulticastSpec[],
): Pick<UdpSpec, "multicast" | "multicastTtl" | "multicastInterface" | "multicastLoopback"> {
  const { multicastTtl, multicastInterface, noMulticastLoop } = args;
  return {
    ...(joined.length === 0 ? {} : { multicast: joined }),
    ...(multicastTtl === undefined ? {} : { multicastTtl }),
    ...(multicastInterface === undefined ? {} : { multicastInterface }),
    ...(noMulticastLoop ? { multicastLoopback: false } : {}),
  };
}
