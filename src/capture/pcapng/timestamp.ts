const TWO_32 = 0x1_0000_0000;

/** A 64-bit number of nanoseconds as two halves. */
export interface NanosecondStamp {
  readonly high: number;
  readonly low: number;
}

/** Microseconds since the Unix epoch (with a fraction) as nanoseconds; what is before the epoch or no number is 0. */
export function nanosecondsOf(timeUs: number): NanosecondStamp {
  if (!(timeUs > 0) || timeUs > 1.8e16) return { high: 0, low: 0 };
  const whole = Math.floor(timeUs);
  const fraction = Math.round((timeUs - whole) * 1000);
  const low = (whole % TWO_32) * 1000 + fraction;
  const carry = Math.floor(low / TWO_32);
  return { high: Math.floor(whole / TWO_32) * 1000 + carry, low: low - carry * TWO_32 };
}

/** What {@link nanosecondsOf} wrote, as microseconds: exact for every time after 1970 that a quarter of a microsecond can tell. */
export function microsecondsOf(high: number, low: number): number {
  const upper = Math.floor(high / 1000);
  return upper * TWO_32 + ((high % 1000) * TWO_32 + low) / 1000;
}

/**
 * A timestamp in units of `1 / unitsPerSecond` seconds as microseconds since the Unix epoch, as near as a number can tell.
 */
export function microsecondsIn(high: number, low: number, unitsPerSecond: number): number {
  if (unitsPerSecond === 1e9) return microsecondsOf(high, low);
  if (unitsPerSecond === 1e6) return high * TWO_32 + low;
  const units = (BigInt(high) << 32n) | BigInt(low);
  const perSecond = BigInt(unitsPerSecond);
  return Number(units / perSecond) * 1e6 + (Number(units % perSecond) / unitsPerSecond) * 1e6;
}
