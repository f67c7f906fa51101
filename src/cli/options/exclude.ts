import { UsageError } from "../cli-error.ts";

/** An option as it is written, and whether it was given. */
export type Given = readonly [name: string, isGiven: boolean];

/**
 * Refuses two options that cannot be used together.
 * @throws UsageError that names both
 */
export function excludePairs(pairs: readonly (readonly [...Given, ...Given])[]): void {
  for (const [a, hasA, b, hasB] of pairs) if (hasA && hasB) throw new UsageError((m) => m.usage.together(a, b));
}

/**
 * Refuses an option without the one that it belongs to.
 * @throws UsageError that names both
 */
export function requirePairs(pairs: readonly (readonly [...Given, ...Given])[]): void {
  for (const [a, hasA, b, hasB] of pairs) if (hasA && !hasB) throw new UsageError((m) => m.usage.needs(a, b));
}
