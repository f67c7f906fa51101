import { LocalProtocolError } from "../../errors/index.ts";

/** One value of DER: its tag, the bytes inside, and all of its bytes. */
export interface DerValue {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly whole: Uint8Array;
}

/**
 * Reads the first value of these bytes; the bytes inside are views.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when they are cut short or no DER
 */
export function readDer(bytes: Uint8Array): DerValue {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw cut();
  let at = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw cut();
    length = 0;
    for (; at < 2 + count; at += 1) length = length * 256 + (bytes[at] ?? Number.NaN);
  }
  if (!(at + length <= bytes.length)) throw cut();
  return { tag, body: bytes.subarray(at, at + length), whole: bytes.subarray(0, at + length) };
}

/**
 * The values inside a constructed value, one after the other.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` as {@link readDer}
 */
export function readDerItems(body: Uint8Array): DerValue[] {
  const items: DerValue[] = [];
  for (let at = 0; at < body.length; ) {
    const item = readDer(body.subarray(at));
    items.push(item);
    at += item.whole.length;
  }
  return items;
}

/** The dotted form of an object identifier's bytes. */
export function readOid(body: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    parts.push(value);
    value = 0;
  }
  const [head = 0, ...rest] = parts;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join(".");
}

function cut(): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_CERTIFICATE", "Bad certificate: its DER is cut short or damaged");
}
