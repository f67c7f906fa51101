import { quitting } from "../report/nc-exit.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, "": 1000, s: 1000, m: 60_000, h: 3_600_000 };
/** What fits into a C `int` of milliseconds, and into a timer of Node. */
const MAX_MS = 2_147_483_647;
/** A bare number from here on was once meant as milliseconds (ncat did so until 2010). */
const SUSPICIOUS_MS = 100_000;

/**
 * A time as ncat writes it: `2`, `1.5s`, `500ms`, `3m`, `1h`; a bare number is seconds. Milliseconds, whole.
 * @param name how the message calls it, `-i timeout`
 * @throws NcExit 2 for what is no time, not above 0 (unless `zero`), too long, or 100 or more without a unit
 */
export function parseTimeSpan(text: string, name: string, zero = false): number {
  const found = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(ms|s|m|h)?$/i.exec(text);
  const unit = (found?.[2] ?? "").toLowerCase();
  const ms = found === null ? -1 : Math.trunc(Number(found[1]) * (UNIT_MS[unit] ?? 0));
  if (!(ms > 0 || (zero && ms === 0)) || ms > MAX_MS) {
    const bound = zero ? "at least 0" : "greater than 0";
    throw quitting(`Invalid ${name} "${text}" (must be ${bound} and less than ${Math.floor(MAX_MS / 1000)}s).`);
  }
  if (ms >= SUSPICIOUS_MS && unit === "") {
    throw quitting(
      `Since April 2010, the default unit for ${name} is seconds, so your time of "${text}" is ` +
        `${(ms / 60_000).toFixed(1)} minutes. Use "${text}ms" for ${text} milliseconds.`,
    );
  }
  return ms;
}
