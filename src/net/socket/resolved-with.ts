let last = Promise.resolve(0);
let lastValue = 0;

/** `Promise.resolve(value)`, made anew only when it is another value than before: sends of one size are the rule. */
export function resolvedWith(value: number): Promise<number> {
  if (value !== lastValue) {
    last = Promise.resolve(value);
    lastValue = value;
  }
  return last;
}
