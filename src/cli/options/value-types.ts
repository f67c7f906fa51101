import { type NetworkAddress, parseAddress, type ParseAddressOptions } from "../../net/index.ts";
import type { ValueType } from "../command.ts";
import { suggest } from "../suggest.ts";
import { UsageError } from "../cli-error.ts";

/** Any text. */
export function text(placeholder: string): ValueType<string> {
  return { placeholder, parse: (value) => value };
}

/** Text that begins with a host; completion offers those that the shell knows. */
export function hostText(placeholder: string): ValueType<string> {
  return { ...text(placeholder), hint: "host" };
}

/** A path; completion offers files. */
export function path(placeholder: string): ValueType<string> {
  return { placeholder, parse: (value) => value, isPath: true };
}

/** One word of a list; a misspelt one is answered with the nearest. */
export function choice<const T extends string>(placeholder: string, choices: readonly T[]): ValueType<T> {
  return {
    placeholder,
    choices,
    parse: (value) => {
      const found = choices.find((word) => word === value.toLowerCase());
      if (found !== undefined) return found;
      throw new UsageError((m) => m.usage.notOneOf(value, choices.join(", "), suggest(value, choices)));
    },
  };
}

/** A whole number. */
export function integer(placeholder: string, min: number, max: number): ValueType<number> {
  return {
    placeholder,
    parse: (value) => {
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw new UsageError((m) => m.usage.notAnInteger(value, min, max));
    },
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, "": 1000 };

/** `100ms`, `2s`, `1.5m`, `1h`; a bare number counts seconds, as in nc and ncat. The value is in milliseconds. */
export const duration: ValueType<number> = {
  placeholder: "TIME",
  parse: (value) => {
    const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|)$/.exec(value);
    const ms = match === null ? Number.NaN : Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN);
    // Node's timers hold 2^31 - 1 ms, which is 24 days.
    if (Number.isFinite(ms) && ms <= 2_147_483_647) return ms;
    throw new UsageError((m) => m.usage.notADuration(value));
  },
};

/** A {@link duration} that is more than nothing: what comes again after it. */
export const period: ValueType<number> = {
  placeholder: "TIME",
  parse: (value) => {
    const ms = duration.parse(value);
    if (ms > 0) return ms;
    throw new UsageError((m) => m.usage.notAPeriod(value));
  },
};

const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** `1000`, `64K`, `1.5M`, `2G`: bytes, in powers of 1024. */
export const byteSize: ValueType<number> = {
  placeholder: "SIZE",
  parse: (value) => {
    const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(value);
    const bytes = match === null ? Number.NaN : Number(match[1]) * (SIZE_UNITS[(match[2] ?? "").toUpperCase()] ?? NaN);
    if (Number.isSafeInteger(Math.floor(bytes))) return Math.floor(bytes);
    throw new UsageError((m) => m.files.notASize(value));
  },
};

/** `64K`, `1.5M/s`: bytes a second, more than 0. */
export const rate: ValueType<number> = {
  placeholder: "SIZE/s",
  parse: (value) => {
    const bytes = byteSize.parse(value.replace(/\/s$/, ""));
    if (bytes > 0) return bytes;
    throw new UsageError((m) => m.files.notASize(value));
  },
};

/** A whole number in decimal or, with `0x`, in hexadecimal. */
export function anyInteger(placeholder: string, min: number, max: number): ValueType<number> {
  return {
    placeholder,
    parse: (value) => {
      const number = /^(?:0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw new UsageError((m) => m.usage.notAnInteger(value, min, max));
    },
  };
}

/** A socket address in any of its forms. */
export function address(placeholder: string, options: ParseAddressOptions = {}): ValueType<NetworkAddress> {
  return { placeholder, hint: "host", parse: (value) => parseAddress(value, options) };
}

/** What `--expect` waits for: a regular expression over text, or bytes. */
export type Expectation =
  | { readonly type: "regex"; readonly source: string; readonly regex: RegExp }
  | { readonly type: "bytes"; readonly source: string; readonly hex: string };

/** A regular expression, or `hex:` and bytes. */
export const expectation: ValueType<Expectation> = {
  placeholder: "REGEX|hex:BYTES",
  parse: (source) => {
    if (source.startsWith("hex:")) return { type: "bytes", source, hex: source.slice(4) };
    try {
      return { type: "regex", source, regex: new RegExp(source, "u") };
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^.*\/u: /, "") : String(error);
      throw new UsageError((m) => m.usage.notARegex(source, reason));
    }
  },
};
