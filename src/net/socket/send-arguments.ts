import type { AncillaryMessage } from "../sys/cmsg.ts";
import { type BytesLike, toBytes } from "./bytes-like.ts";
import type { AddressLike } from "./socket-address.ts";

/** What `sendto` was called with: `sendto(data, address, …)` or `sendto(data, flags, address, …)`. */
export interface DatagramArguments<Options> {
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly address: AddressLike;
  readonly options: Options | undefined;
}

/** Sorts the arguments of `sendto`. @throws TypeError when `data` is not bytes */
export function datagramArguments<Options>(
  data: BytesLike,
  second: number | AddressLike,
  third?: AddressLike | Options,
  fourth?: Options,
): DatagramArguments<Options> {
  const bytes = toBytes(data);
  return typeof second === "number"
    ? { bytes, flags: second, address: third as AddressLike, options: fourth }
    : { bytes, flags: 0, address: second, options: third as Options | undefined };
}

/** What `sendmsg` was called with. */
export interface MessageArguments {
  readonly parts: readonly Uint8Array[];
  readonly ancillary: readonly AncillaryMessage[];
}

/** The parts and the ancillary data of `sendmsg` as bytes. @throws TypeError when one of them is not */
export function messageArguments(parts: Iterable<BytesLike>, ancillary: Iterable<AncillaryMessage>): MessageArguments {
  return {
    parts: Array.from(parts, (part) => toBytes(part, "part")),
    ancillary: Array.from(ancillary, (item) => ({ ...item, data: toBytes(item.data, "ancillary data") })),
  };
}
