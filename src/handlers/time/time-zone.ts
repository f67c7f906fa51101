import { RemoteProtocolError } from "../../errors/index.ts";
import type { ZoneOffset } from "./broken-down-time.ts";
import { parsePosixZone, type PosixZone, posixZoneAt } from "./posix-zone.ts";

/** A time zone: what the clock's offset and name are at any moment. */
export interface TimeZone {
  readonly name: string;
  at(epochSeconds: number): ZoneOffset;
}

/** The zone without offset. */
export const UTC: TimeZone = { name: "UTC", at: () => ({ offsetSeconds: 0, zone: "UTC" }) };

/**
 * Reads a compiled time zone, as the folder zoneinfo holds them (RFC 8536, versions 1 to 4).
 * @throws RemoteProtocolError `ERR_FILE` when it is no such file
 */
export function parseTzif(name: string, file: Uint8Array): TimeZone {
  const reader = new TzifReader(name, file);
  const first = reader.header(0);
  if (first.version === 0) return reader.zone(first, 4);
  return reader.zone(reader.header(first.end), 8);
}

/**
 * The zone as the JavaScript engine knows it, for machines without zoneinfo. Offsets are right; where the engine has no
 * letters for a zone its name is the offset, `+0800`.
 * @throws RangeError for a name that the engine does not know
 */
export function intlZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  const letters = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "short" });
  const part = (from: Intl.DateTimeFormat, epochSeconds: number): string =>
    from.formatToParts(epochSeconds * 1000).find((item) => item.type === "timeZoneName")?.value ?? "GMT";
  return {
    name,
    at(epochSeconds) {
      const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(part(format, epochSeconds));
      const [, sign = "+", hours = "00", minutes = "00", seconds = "0"] = match ?? [];
      const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      const short = part(letters, epochSeconds);
      const zone = /^[A-Z]{3,5}$/.test(short) ? short : `${sign}${hours}${minutes === "00" ? "" : minutes}`;
      return { offsetSeconds: sign === "-" ? -size : size, zone };
    },
  };
}

interface TzifHeader {
  readonly version: number;
  /** Where this header's data begin. */
  readonly start: number;
  /** Just past this header's data, when its times have four bytes. */
  readonly end: number;
  readonly isUtcCount: number;
  readonly isStdCount: number;
  readonly leapCount: number;
  readonly timeCount: number;
  readonly typeCount: number;
  readonly charCount: number;
}

class TzifReader {
  readonly #name: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(name: string, bytes: Uint8Array) {
    this.#name = name;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  header(at: number): TzifHeader {
    this.#need(at, 44);
    if (this.#ascii(at, at + 4) !== "TZif") throw this.#damaged(at);
    const version = this.#bytes[at + 4] ?? 0;
    const count = (index: number): number => this.#view.getUint32(at + 20 + 4 * index);
    const [isUtcCount, isStdCount, leapCount, timeCount, typeCount, charCount] = [0, 1, 2, 3, 4, 5].map(count) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const size = timeCount * 5 + typeCount * 6 + charCount + leapCount * 8 + isStdCount + isUtcCount;
    const start = at + 44;
    return { version, start, end: start + size, isUtcCount, isStdCount, leapCount, timeCount, typeCount, charCount };
  }

  zone(header: TzifHeader, timeSize: 4 | 8): TimeZone {
    const { timeCount, typeCount, charCount } = header;
    const typesAt = header.start + timeCount * (timeSize + 1);
    const namesAt = typesAt + typeCount * 6;
    const footerAt = namesAt + charCount + header.leapCount * (timeSize + 4) + header.isStdCount + header.isUtcCount;
    this.#need(header.start, footerAt - header.start);
    const times = Array.from({ length: timeCount }, (_, index) => {
      const at = header.start + index * timeSize;
      return timeSize === 4 ? this.#view.getInt32(at) : Number(this.#view.getBigInt64(at));
    });
    const indexes = this.#bytes.subarray(header.start + timeCount * timeSize, typesAt);
    const types = Array.from({ length: typeCount }, (_, index): ZoneOffset & { readonly daylight: boolean } => {
      const at = typesAt + index * 6;
      const letters = namesAt + (this.#bytes[at + 5] ?? 0);
      const end = this.#bytes.indexOf(0, letters);
      return {
        offsetSeconds: this.#view.getInt32(at),
        daylight: this.#bytes[at + 4] === 1,
        zone: this.#ascii(letters, end === -1 ? footerAt : end),
      };
    });
    const footer = timeSize === 8 ? this.#footer(footerAt) : null;
    const before = types.find((type) => !type.daylight) ?? types[0];
    if (before === undefined) throw this.#damaged(header.start);
    const typeAt = (index: number): ZoneOffset => types[indexes[index] ?? 0] ?? before;
    const name = this.#name;
    return {
      name,
      at(epochSeconds) {
        const index = lastAtOrBefore(times, epochSeconds);
        if (index === -1) return timeCount === 0 && footer !== null ? posixZoneAt(footer, epochSeconds) : before;
        if (index === timeCount - 1 && footer !== null) return posixZoneAt(footer, epochSeconds);
        return typeAt(index);
      },
    };
  }

  #footer(at: number): PosixZone | null {
    if (this.#bytes[at] !== 0x0a) return null;
    const end = this.#bytes.indexOf(0x0a, at + 1);
    const text = end === -1 ? "" : this.#ascii(at + 1, end);
    return text === "" ? null : parsePosixZone(text);
  }

  #ascii(from: number, to: number): string {
    return String.fromCharCode(...this.#bytes.subarray(from, to));
  }

  #need(at: number, size: number): void {
    if (at + size > this.#bytes.length) throw this.#damaged(this.#bytes.length);
  }

  #damaged(offset: number): RemoteProtocolError {
    return new RemoteProtocolError("ERR_FILE", `Time zone "${this.#name}" is no zoneinfo file (at byte ${offset})`, {
      offset,
    });
  }
}

function lastAtOrBefore(times: readonly number[], moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
