const two = (value: number): string => String(value).padStart(2, "0");

/** The local time of day with milliseconds: `10:02:11.503`. */
export function clockText(timeUs: number): string {
  const date = new Date(Math.floor(timeUs / 1000));
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** A span of time in at most seven columns: `0`, `35 µs`, `1.25 ms`, `116 ms`, `3.20 s`, `2:05 m`, `1:02 h`. */
export function spanText(us: number): string {
  if (us < 0.5) return "0";
  if (us < 999.5) return `${Math.round(us)} µs`;
  if (us < 9_995) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 99_950) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / 1000)} ms`;
  if (us < 9_995_000) return `${(us / 1e6).toFixed(2)} s`;
  if (us < 59_950_000) return `${(us / 1e6).toFixed(1)} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} m`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)} h`;
}

/** A number with thousands separators. */
export function countText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A number of bytes in at most five columns: `88`, `1.2K`, `34K`, `1.2M`. */
export function shortBytes(value: number): string {
  if (value < 1000) return String(Math.round(value));
  let scaled = value;
  let unit = -1;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${UNITS[unit] ?? ""}`;
}

const UNITS = ["K", "M", "G", "T", "P"];
