import type { AnyArg, ArgTable } from "../command.ts";
import { END_ARGS, INPUT_ARGS, SCREEN_ARGS, VIEW_ARGS } from "./conversation-args.ts";
import { FLOW_ARGS } from "./flow-args.ts";
import { MULTICAST_ARGS } from "./multicast-args.ts";
import { RETRY_ARGS } from "./retry-args.ts";
import { SAVE_ARGS } from "./save-args.ts";
import { TCP_SOCKET_ARGS } from "./socket-args.ts";
import { PROXY_ARGS, TLS_CLIENT_ARGS, TLS_SERVER_ARGS } from "./tls-args.ts";

/** What a long list of options is divided into. */
export const OPTION_GROUPS = ["input", "flow", "view", "files", "end", "opening", "socket", "security"] as const;
/** One of {@link OPTION_GROUPS}. */
export type OptionGroup = (typeof OPTION_GROUPS)[number];

const TABLES: readonly (readonly [OptionGroup, ArgTable])[] = [
  ["input", INPUT_ARGS],
  ["flow", FLOW_ARGS],
  ["view", VIEW_ARGS],
  ["view", SCREEN_ARGS],
  ["files", SAVE_ARGS],
  ["end", END_ARGS],
  ["opening", RETRY_ARGS],
  ["socket", TCP_SOCKET_ARGS],
  ["socket", MULTICAST_ARGS],
  ["security", TLS_CLIENT_ARGS],
  ["security", TLS_SERVER_ARGS],
  ["security", PROXY_ARGS],
];

/** The group of an option: that of the shared table that its row is from; null for a command's own. */
export function groupOf(key: string, arg: AnyArg): OptionGroup | null {
  return TABLES.find(([, table]) => table[key] === arg)?.[0] ?? null;
}
