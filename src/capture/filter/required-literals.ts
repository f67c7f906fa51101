import type { FilterNode } from "./filter-ast.ts";

/** Something that must be in a row's payload for the row to match. */
export type FilterLiteral =
  | { readonly type: "text"; readonly text: string; readonly foldCase: boolean }
  | { readonly type: "bytes"; readonly bytes: Uint8Array };

/**
 * Literals of which a data row must have at least one to match a filter, or null when nothing can be said. With them a
 * search can pass over many rows at a time.
 */
export function requiredLiterals(node: FilterNode): readonly FilterLiteral[] | null {
  switch (node.type) {
    case "and": {
      const known = node.parts.map(requiredLiterals).filter((literals) => literals !== null);
      return known.toSorted((a, b) => a.length - b.length)[0] ?? null;
    }
    case "or": {
      const all = node.parts.map(requiredLiterals);
      return all.every((literals) => literals !== null) ? all.flat() : null;
    }
    case "text":
      return node.text === "" ? null : [{ type: "text", text: node.text, foldCase: node.foldCase }];
    case "hex":
      return node.nibbles.includes(-1) ? null : [{ type: "bytes", bytes: bytesOf(node.nibbles) }];
    default:
      return null;
  }
}

function bytesOf(nibbles: readonly number[]): Uint8Array {
  return Uint8Array.from(
    { length: nibbles.length / 2 },
    (_, i) => (nibbles[i * 2] ?? 0) * 16 + (nibbles[i * 2 + 1] ?? 0),
  );
}
