import type { Direction, EventKind } from "../event.ts";

/** Where a part of a filter stands in its text, in UTF-16 units. */
export interface FilterSpan {
  readonly from: number;
  readonly to: number;
}

/** Bounds of a number, both inclusive. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/**
 * A moment as a filter names it.
 * - `relative`: microseconds after the first row
 * - `daytime`: microseconds after midnight of the first row's day, in the machine's time zone
 * - `absolute`: microseconds since the Unix epoch
 */
export interface FilterTime {
  readonly base: "relative" | "daytime" | "absolute";
  readonly us: number;
}

/** A peer as a filter names it: by its number, by number or port, or by a part of its address. */
export type PeerMatch =
  | { readonly type: "id"; readonly id: number }
  | { readonly type: "number"; readonly number: number }
  | { readonly type: "part"; readonly part: string };

/** A filter as it was read. */
export type FilterNode = FilterSpan &
  (
    | { readonly type: "all" }
    | { readonly type: "and" | "or"; readonly parts: readonly FilterNode[] }
    | { readonly type: "not"; readonly operand: FilterNode }
    | { readonly type: "direction"; readonly directions: readonly Direction[] }
    | { readonly type: "kind"; readonly kinds: readonly EventKind[] }
    | { readonly type: "peer"; readonly peers: readonly PeerMatch[] }
    | { readonly type: "length" | "row"; readonly range: NumberRange }
    /** From `after` (inclusive unless `afterOpen`) to `before` (exclusive if `beforeOpen`). */
    | {
        readonly type: "time";
        readonly after: FilterTime | null;
        readonly afterOpen: boolean;
        readonly before: FilterTime | null;
        readonly beforeOpen: boolean;
      }
    | { readonly type: "text"; readonly text: string; readonly foldCase: boolean; readonly whole: boolean }
    /** A nibble of -1 matches any; two to a byte. */
    | { readonly type: "hex"; readonly nibbles: readonly number[] }
    | { readonly type: "regex"; readonly source: string; readonly flags: string }
  );
