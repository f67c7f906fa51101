import { LocalProtocolError } from "../../errors/index.ts";
import type { ZoneOffset } from "./broken-down-time.ts";

/** When in a year the clock is changed. */
interface ZoneRule {
  readonly kind: "julian" | "day" | "month";
  /** `julian`: 1 to 365 without 29 February; `day`: 0 to 365; `month`: 1 to 12. */
  readonly value: number;
  /** `month`: 1 to 5, where 5 is the last. */
  readonly week: number;
  /** `month`: 0 is Sunday. */
  readonly weekday: number;
  /** Seconds after midnight, local time before the change. */
  readonly seconds: number;
}

/** A zone as a POSIX `TZ` string describes it: `EST5EDT,M3.2.0,M11.1.0`. */
export interface PosixZone {
  readonly standard: ZoneOffset;
  readonly daylight: ZoneOffset | null;
  readonly from: ZoneRule | null;
  readonly until: ZoneRule | null;
}

const NAME = "(?:<([A-Za-z0-9+-]+)>|([A-Za-z]{3,}))";
const OFFSET = "([+-]?\\d{1,3}(?::\\d{1,2}(?::\\d{1,2})?)?)";
const ZONE = new RegExp(`^${NAME}${OFFSET}(?:${NAME}${OFFSET}?(?:,([^,]+),([^,]+))?)?$`);
const RULE = new RegExp(`^(?:M(\\d{1,2})\\.(\\d)\\.(\\d)|J(\\d{1,3})|(\\d{1,3}))(?:/${OFFSET})?$`);

/**
 * Reads a POSIX `TZ` string (POSIX.1-2017 §8.3, with RFC 8536's wider hours).
 * @throws LocalProtocolError `ERR_BAD_OPTION`
 */
export function parsePosixZone(text: string): PosixZone {
  const match = ZONE.exec(text);
  if (match === null) throw bad(text);
  const [, quoted, plain, offset = "0", quotedSummer, plainSummer, summerOffset, from, until] = match;
  // POSIX counts offsets westward.
  const standard = { offsetSeconds: -seconds(offset), zone: quoted ?? plain ?? "" };
  const summerName = quotedSummer ?? plainSummer;
  if (summerName === undefined) return { standard, daylight: null, from: null, until: null };
  const offsetSeconds = summerOffset === undefined ? standard.offsetSeconds + 3600 : -seconds(summerOffset);
  return {
    standard,
    daylight: { offsetSeconds, zone: summerName },
    from: parseRule(from ?? "M3.2.0", text),
    until: parseRule(until ?? "M11.1.0", text),
  };
}

/** What the zone says of a moment. */
export function posixZoneAt(zone: PosixZone, epochSeconds: number): ZoneOffset {
  const { standard, daylight, from, until } = zone;
  if (daylight === null || from === null || until === null) return standard;
  const year = new Date((epochSeconds + standard.offsetSeconds) * 1000).getUTCFullYear();
  const start = ruleMoment(from, year) - standard.offsetSeconds;
  const end = ruleMoment(until, year) - daylight.offsetSeconds;
  const summer =
    start < end ? epochSeconds >= start && epochSeconds < end : epochSeconds >= start || epochSeconds < end;
  return summer ? daylight : standard;
}

function seconds(text: string): number {
  const [hours = "0", minutes = "0", rest = "0"] = text.replace(/^[+-]/, "").split(":");
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return text.startsWith("-") ? -size : size;
}

function parseRule(text: string, whole: string): ZoneRule {
  const match = RULE.exec(text);
  if (match === null) throw bad(whole);
  const [, month, week, weekday, julian, day, time = "2"] = match;
  const at = { seconds: seconds(time), week: Number(week ?? 0), weekday: Number(weekday ?? 0) };
  if (month !== undefined) return { kind: "month", value: Number(month), ...at };
  if (julian !== undefined) return { kind: "julian", value: Number(julian), ...at };
  return { kind: "day", value: Number(day), ...at };
}

/** The rule's moment in local seconds since the epoch, before the offset is taken off. */
function ruleMoment(rule: ZoneRule, year: number): number {
  return dayOf(rule, year) * 86_400 + rule.seconds;
}

function dayOf(rule: ZoneRule, year: number): number {
  const january = Date.UTC(year, 0, 1) / 86_400_000;
  if (rule.kind === "day") return january + rule.value;
  if (rule.kind === "julian") {
    const leap = Date.UTC(year, 2, 1) / 86_400_000 - january === 60;
    return january + rule.value - 1 + (leap && rule.value >= 60 ? 1 : 0);
  }
  const first = Date.UTC(year, rule.value - 1, 1) / 86_400_000;
  const next = Date.UTC(year, rule.value, 1) / 86_400_000;
  // 1 January 1970 was a Thursday.
  const firstWeekday = (((first + 4) % 7) + 7) % 7;
  const day = first + ((rule.weekday - firstWeekday + 7) % 7) + (rule.week - 1) * 7;
  return day < next ? day : day - 7;
}

function bad(text: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_OPTION", `Bad time zone "${text}": write a name such as Asia/Shanghai`, {
    input: text,
  });
}
