const LARGE_READ_BYTES = 65_536;
/** More than the kernel ever has for one read. */
const MAX_COUNTED_BYTES = 1_048_576;

let last = Promise.resolve(0);
let lastValue = 0;

/** What a read of at most `size` bytes counts for: those that ask for much are of bulk data, and take their time. */
export function bulk(size: number): number {
  return size > LARGE_READ_BYTES ? Math.min(size, MAX_COUNTED_BYTES) : 0;
}

/** `Promise.resolve(value)`, made anew only when it is another value than before: sends of one size are the rule. */
export function resolvedWith(value: number): Promise<number> {
  if (value !== lastValue) {
    last = Promise.resolve(value);
    lastValue = value;
  }
  return last;
}
