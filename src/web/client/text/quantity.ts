const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** A number of bytes in three digits or so, in decimal units: `0 B`, `999 B`, `1.23 KB`, `88.0 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return `${bytes} B`;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${UNITS[unit]}`;
}

/** A number with thousands separators. */
export function numberText(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number short enough for a badge: `88`, `1.2k`, `34k`, `1.2M`. */
export function shortNumber(value: number): string {
  if (value < 1000) return String(value);
  const [scaled, suffix] = value < 999_500 ? [value / 1000, "k"] : [value / 1e6, "M"];
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${suffix}`;
}
