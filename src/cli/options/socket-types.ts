import type { RawOptionSpec } from "../../api/index.ts";
import * as sockets from "../../net/constants/index.ts";
import { parseHex } from "../../bytes/index.ts";
import type { ValueType } from "../command.ts";
import { suggest } from "../suggest.ts";
import { UsageError } from "../cli-error.ts";
import { anyInteger } from "./value-types.ts";

/** `--keepalive IDLE[,INTERVAL[,COUNT]]`. */
export interface KeepAlive {
  readonly idleSeconds: number;
  readonly intervalSeconds?: number;
  readonly count?: number;
}

const MAX_SECONDS = 32_767;
const MAX_PROBES = 127;
const positive = anyInteger("N", 1, MAX_SECONDS);

/** Seconds of silence before the first probe, between probes, and how many probes; 0 switches them off. */
export const keepAliveType: ValueType<KeepAlive> = {
  placeholder: "IDLE[,INTERVAL[,COUNT]]",
  parse: (value) => {
    const [idle = "", interval, count, ...rest] = value.split(",");
    if (rest.length > 0) throw new UsageError((m) => m.flow.notKeepAlive(value));
    return {
      idleSeconds: anyInteger("IDLE", 0, MAX_SECONDS).parse(idle),
      ...(interval === undefined ? {} : { intervalSeconds: positive.parse(interval) }),
      ...(count === undefined ? {} : { count: anyInteger("COUNT", 1, MAX_PROBES).parse(count) }),
    };
  },
};

/** Names of differentiated services (RFC 2474, RFC 2597, RFC 3246) and their code points. */
const DSCP: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: 8 }, (_, number) => [`cs${number}`, number * 8])),
  ...Object.fromEntries([1, 2, 3, 4].flatMap((of) => [1, 2, 3].map((drop) => [`af${of}${drop}`, of * 8 + drop * 2]))),
  ef: 46,
  le: 1,
};

/** The type-of-service byte: a number, or a DSCP by its name (`ef`, `af41`, `cs6`), which fills the upper six bits. */
export const tosType: ValueType<number> = {
  placeholder: "TOS",
  parse: (value) => {
    const dscp = DSCP[value.toLowerCase()];
    if (dscp !== undefined) return dscp << 2;
    if (/^[0-9]/.test(value)) return anyInteger("TOS", 0, 255).parse(value);
    throw new UsageError((m) =>
      m.usage.notOneOf(value, "0…255, 0x00…0xff, ef, af41, cs6, …", suggest(value, Object.keys(DSCP))),
    );
  },
};

/** Levels of options by the beginning of their names. */
const LEVELS: readonly (readonly [prefix: string, level: number])[] = [
  ["SO_", sockets.SOL_SOCKET],
  ["IPV6_", sockets.IPPROTO_IPV6],
  ["IP_", sockets.IPPROTO_IP],
  ["TCP_", sockets.IPPROTO_TCP],
  ["UDP_", sockets.IPPROTO_UDP],
];
const MAX_INT = 2 ** 31 - 1;
const number = anyInteger("N", 0, MAX_INT);

/** `SO_PRIORITY=6`, `TCP_CONGESTION=text:cubic`, `LEVEL:OPTION=hex:01000000`: any option of setsockopt(2). */
export const rawOptionType: ValueType<RawOptionSpec> = {
  placeholder: "OPTION=VALUE",
  parse: (value) => {
    const [, name = "", given] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
    if (given === undefined) throw new UsageError((m) => m.flow.notASockopt(value));
    const { level, option } = optionNumbers(name);
    if (given.startsWith("hex:")) return { level, option, hex: hexOf(parseHex(given.slice(4))) };
    if (given.startsWith("text:")) return { level, option, hex: hexOf(Buffer.from(given.slice(5))) };
    const isNegative = /^-\d+$/.test(given);
    return { level, option, value: isNegative ? -number.parse(given.slice(1)) : number.parse(given) };
  },
};

function optionNumbers(name: string): { readonly level: number; readonly option: number } {
  const numbers = /^([0-9a-fx]+):([0-9a-fx]+)$/i.exec(name);
  if (numbers !== null) return { level: number.parse(numbers[1] ?? ""), option: number.parse(numbers[2] ?? "") };
  const wanted = name.toUpperCase();
  const level = LEVELS.find(([prefix]) => wanted.startsWith(prefix))?.[1];
  const option = (sockets as Readonly<Record<string, unknown>>)[wanted];
  if (level !== undefined && typeof option === "number") return { level, option };
  const names = Object.keys(sockets).filter((key) => LEVELS.some(([prefix]) => key.startsWith(prefix)));
  throw new UsageError((m) =>
    m.usage.notOneOf(name, "SO_…, IP_…, IPV6_…, TCP_…, UDP_…, LEVEL:OPTION", suggest(wanted, names)),
  );
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
