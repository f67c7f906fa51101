/** One way to read bytes as a number, in both byte orders; null where there are too few bytes. */
export interface NumberReading {
  readonly type: string;
  readonly little: string | null;
  readonly big: string | null;
}

type Reader = (view: DataView, little: boolean) => number | bigint;

const TYPES: readonly (readonly [type: string, size: number, read: Reader])[] = [
  ["u8", 1, (view) => view.getUint8(0)],
  ["i8", 1, (view) => view.getInt8(0)],
  ["u16", 2, (view, little) => view.getUint16(0, little)],
  ["i16", 2, (view, little) => view.getInt16(0, little)],
  ["u32", 4, (view, little) => view.getUint32(0, little)],
  ["i32", 4, (view, little) => view.getInt32(0, little)],
  ["u64", 8, (view, little) => view.getBigUint64(0, little)],
  ["i64", 8, (view, little) => view.getBigInt64(0, little)],
  ["f32", 4, (view, little) => view.getFloat32(0, little)],
  ["f64", 8, (view, little) => view.getFloat64(0, little)],
];

function shown(value: number | bigint, size: number): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(size === 4 ? 7 : 15)));
}

/** The numbers that begin at the first byte. */
export function numberReadings(bytes: Uint8Array): NumberReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return TYPES.map(([type, size, read]) => ({
    type,
    little: bytes.length < size ? null : shown(read(view, true), size),
    big: bytes.length < size ? null : shown(read(view, false), size),
  }));
}
