const two = (value: number): string => String(value).padStart(2, "0");

/** The local time of day with milliseconds: `10:02:11.503`. */
export function clockText(timeUs: number): string {
  const ms = Math.floor(timeUs / 1000);
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Local date and time with microseconds: `2026-11-21 10:02:11.503842`. */
export function dateText(timeUs: number): string {
  const date = new Date(Math.floor(timeUs / 1000));
  const micros = String(Math.floor(timeUs) % 1_000_000).padStart(6, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${micros}`;
}

/** A span of time in three digits or so: `0`, `35 µs`, `1.25 ms`, `116 ms`, `3.20 s`, `2:05 min`, `1:02 h`. */
export function spanText(us: number): string {
  if (us < 0.5) return "0";
  if (us < 999.5) return `${Math.round(us)} µs`;
  if (us < 9995) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 99_950) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / 1000)} ms`;
  if (us < 9_995_000) return `${(us / 1e6).toFixed(2)} s`;
  if (us < 60e6 - 50_000) return `${(us / 1e6).toFixed(1)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)} h`;
}
