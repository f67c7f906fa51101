/** Seconds from 1900 to 1970. */
const NTP_EPOCH = 2_208_988_800;
const ERA_SECONDS = 4_294_967_296;

/** Writes an NTP timestamp: seconds since 1900 and a fraction of 2^32; in 2036 the seconds begin again at 0. */
export function writeTimestamp(view: DataView, at: number, unixMs: number): void {
  const seconds = Math.floor(unixMs / 1000);
  view.setUint32(at, (seconds + NTP_EPOCH) % ERA_SECONDS);
  view.setUint32(at + 4, Math.floor(((unixMs - seconds * 1000) / 1000) * ERA_SECONDS));
}

/** Reads one as Unix milliseconds; seconds with the highest bit clear are those after 2036 (RFC 4330 §3). */
export function readTimestamp(view: DataView, at: number): number {
  const seconds = view.getUint32(at);
  const era = seconds < 0x8000_0000 ? ERA_SECONDS : 0;
  return (seconds + era - NTP_EPOCH) * 1000 + (view.getUint32(at + 4) / ERA_SECONDS) * 1000;
}
