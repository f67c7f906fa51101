/** A moment as calendar and clock show it in one zone: C's `struct tm`, with full years and months from 1. */
export interface BrokenDownTime {
  /** Seconds since the Unix epoch, whole. */
  readonly epochSeconds: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 0 to 60. */
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offsetSeconds: number;
  /** `UTC`, `CST`, `+0330`. */
  readonly zone: string;
}

/** What a zone says of one moment. */
export interface ZoneOffset {
  /** Seconds east of UTC. */
  readonly offsetSeconds: number;
  /** The zone's name at that moment. */
  readonly zone: string;
}

/** Breaks a moment down in the zone whose offset and name are given. */
export function breakDownTime(epochSeconds: number, at: ZoneOffset): BrokenDownTime {
  const whole = Math.floor(epochSeconds);
  const shifted = new Date((whole + at.offsetSeconds) * 1000);
  const year = shifted.getUTCFullYear();
  // Date.UTC takes years below 100 for 19xx; setUTCFullYear does not.
  const startOfDay = new Date(0);
  startOfDay.setUTCFullYear(year, shifted.getUTCMonth(), shifted.getUTCDate());
  const startOfYear = new Date(0);
  startOfYear.setUTCFullYear(year, 0, 1);
  return {
    epochSeconds: whole,
    year,
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
    yearDay: Math.round((startOfDay.getTime() - startOfYear.getTime()) / 86_400_000) + 1,
    offsetSeconds: at.offsetSeconds,
    zone: at.zone,
  };
}
