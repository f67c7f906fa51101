import type { BrokenDownTime } from "./broken-down-time.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** Bounds of {@link strftime}. */
export interface StrftimeOptions {
  /** Widths above this are taken as this. @default 64 */
  readonly maxWidth?: number;
}

/** How one directive is to be padded and cased. */
interface Directive {
  readonly pad: "" | "_" | "-" | "0";
  readonly upper: boolean;
  readonly swap: boolean;
  /** -1: none was given. */
  readonly width: number;
  readonly modifier: "" | "E" | "O";
}

type Formatter = (time: BrokenDownTime, directive: Directive) => string | null;

/**
 * Formats a time as glibc's strftime(3) does in the C locale: every directive, the flags `_ - 0 ^ #`, widths and the
 * modifiers E and O. An unknown directive and a `%` at the end come out as they stand, as they do there.
 */
export function strftime(format: string, time: BrokenDownTime, options: StrftimeOptions = {}): string {
  const maxWidth = options.maxWidth ?? 64;
  return format.replace(/%([_\-0^#]*)(\d*)([EO]?)([^]?)/gu, (whole, flags: string, digits: string, modifier, name) => {
    // The modifier is only one when a directive follows: "%E" at the end is an unknown directive itself.
    const directive: Directive = {
      pad: lastPadding(flags),
      upper: flags.includes("^"),
      swap: flags.includes("#"),
      width: digits === "" ? -1 : Math.min(Number(digits), maxWidth),
      modifier: modifier as Directive["modifier"],
    };
    const formatted = FORMATTERS[name as string]?.(time, directive) ?? null;
    if (formatted !== null) return formatted;
    // glibc looks back for the nearest "%", which is the directive's own character in "%E%".
    const unknown = name === "%" ? "%" : whole;
    // "#" has already asked for capitals when %Eb turns out to be unknown.
    const capitals = directive.upper || (directive.swap && (name === "b" || name === "h"));
    return padText(capitals ? upperAscii(unknown) : unknown, directive);
  });
}

function lastPadding(flags: string): Directive["pad"] {
  const all = flags.replace(/[\^#]/g, "");
  return (all.at(-1) ?? "") as Directive["pad"];
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function padText(text: string, { pad, width }: Directive): string {
  return text.padStart(width, pad === "0" ? "0" : " ");
}

/** A name: upper-cased by `^` and by `#`. */
function name(text: string, directive: Directive, forbidden: "E" | "EO"): string | null {
  if (directive.modifier !== "" && forbidden.includes(directive.modifier)) return null;
  return padText(directive.upper || directive.swap ? text.toUpperCase() : text, directive);
}

/** A number of at least `digits` digits, padded by zeros, or by spaces with the `_` flag. */
function number(value: number, digits: number, directive: Directive, forbidden = "E"): string | null {
  if (directive.modifier !== "" && forbidden.includes(directive.modifier)) return null;
  const sign = value < 0 ? "-" : "";
  const body = String(Math.abs(value));
  if (directive.pad === "-") return padText(sign + body, directive);
  const wanted = Math.max(digits, directive.width);
  if (directive.pad === "_") return (sign + body).padStart(wanted, " ");
  return sign + body.padStart(wanted - sign.length, "0");
}

/** A number that is padded by spaces unless `0` or `-` says otherwise. */
function spaced(value: number, digits: number, directive: Directive): string | null {
  const pad = directive.pad === "0" || directive.pad === "-" ? directive.pad : "_";
  return number(value, digits, { ...directive, pad });
}

/** A directive that stands for a format of others. */
function composed(format: string, forbidden = "EO"): Formatter {
  return (time, directive) => {
    if (directive.modifier !== "" && forbidden.includes(directive.modifier)) return null;
    const text = strftime(format, time);
    return padText(directive.upper ? upperAscii(text) : text, directive);
  };
}

function twelve(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Year and week of ISO 8601: weeks begin on Monday, week 1 holds the year's first Thursday. */
function isoWeek(time: BrokenDownTime): { readonly year: number; readonly week: number } {
  const weekday = (time.weekday + 6) % 7;
  const week = Math.floor((time.yearDay - 1 - weekday + 10) / 7);
  if (week < 1) {
    const before = time.year - 1;
    return { year: before, week: Math.floor((time.yearDay - 1 + (isLeap(before) ? 366 : 365) - weekday + 10) / 7) };
  }
  const daysLeft = (isLeap(time.year) ? 366 : 365) - time.yearDay;
  if (week === 53 && daysLeft < 3 - weekday) return { year: time.year + 1, week: 1 };
  return { year: time.year, week };
}

/** `+hhmm`; glibc gives the width to the sign and to the digits, each on its own. */
function utcOffset(time: BrokenDownTime, directive: Directive): string | null {
  const minutes = Math.trunc(Math.abs(time.offsetSeconds) / 60);
  const value = Math.trunc(minutes / 60) * 100 + (minutes % 60);
  return padText(time.offsetSeconds < 0 ? "-" : "+", directive) + number(value, 4, directive, "");
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

const FORMATTERS: Readonly<Record<string, Formatter>> = {
  "%": (_time, directive) => (directive.modifier === "" ? padText("%", directive) : null),
  n: (_time, directive) => padText("\n", directive),
  t: (_time, directive) => padText("\t", directive),
  a: (time, directive) => name((WEEKDAYS[time.weekday] ?? "?").slice(0, 3), directive, "EO"),
  A: (time, directive) => name(WEEKDAYS[time.weekday] ?? "?", directive, "EO"),
  b: (time, directive) => name((MONTHS[time.month - 1] ?? "?").slice(0, 3), directive, "E"),
  h: (time, directive) => name((MONTHS[time.month - 1] ?? "?").slice(0, 3), directive, "E"),
  B: (time, directive) => name(MONTHS[time.month - 1] ?? "?", directive, "E"),
  c: composed("%a %b %e %H:%M:%S %Y", "O"),
  x: composed("%m/%d/%y", "O"),
  X: composed("%H:%M:%S", "O"),
  D: composed("%m/%d/%y"),
  F: composed("%Y-%m-%d"),
  r: composed("%I:%M:%S %p", ""),
  R: composed("%H:%M", ""),
  T: composed("%H:%M:%S", ""),
  C: (time, directive) => number(Math.floor(time.year / 100), 2, directive, ""),
  d: (time, directive) => number(time.day, 2, directive),
  e: (time, directive) => spaced(time.day, 2, directive),
  g: (time, directive) => number(modulo(isoWeek(time).year, 100), 2, directive),
  G: (time, directive) => number(isoWeek(time).year, 1, directive),
  H: (time, directive) => number(time.hour, 2, directive),
  I: (time, directive) => number(twelve(time.hour), 2, directive),
  j: (time, directive) => number(time.yearDay, 3, directive),
  k: (time, directive) => spaced(time.hour, 2, directive),
  l: (time, directive) => spaced(twelve(time.hour), 2, directive),
  m: (time, directive) => number(time.month, 2, directive),
  M: (time, directive) => number(time.minute, 2, directive),
  p: (time, directive) => {
    const text = time.hour < 12 ? "AM" : "PM";
    return padText(directive.swap ? text.toLowerCase() : text, directive);
  },
  P: (time, directive) => padText(time.hour < 12 ? "am" : "pm", directive),
  // The one number whose width is filled with spaces.
  s: (time, directive) => padText(String(time.epochSeconds), directive),
  S: (time, directive) => number(time.second, 2, directive),
  u: (time, directive) => number(time.weekday === 0 ? 7 : time.weekday, 1, directive, ""),
  U: (time, directive) => number(Math.floor((time.yearDay - 1 - time.weekday + 7) / 7), 2, directive),
  V: (time, directive) => number(isoWeek(time).week, 2, directive),
  w: (time, directive) => number(time.weekday, 1, directive),
  W: (time, directive) => number(Math.floor((time.yearDay - 1 - ((time.weekday + 6) % 7) + 7) / 7), 2, directive),
  y: (time, directive) => number(modulo(time.year, 100), 2, directive, ""),
  Y: (time, directive) => number(time.year, 1, directive, "O"),
  z: utcOffset,
  Z: (time, directive) =>
    padText(
      directive.swap ? time.zone.toLowerCase() : directive.upper ? time.zone.toUpperCase() : time.zone,
      directive,
    ),
};
