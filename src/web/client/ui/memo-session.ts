import { type ComponentType, memo, type MemoExoticComponent } from "react";
import type { SessionState } from "../../../api/index.ts";

/**
 * A component that is drawn again only when another property changed, or one of these of its session: counters change
 * ten times a second, and most of the page does not show them.
 */
export function memoSession<P extends { readonly session: SessionState | null }>(
  component: ComponentType<P>,
  keys: readonly (keyof SessionState)[],
): MemoExoticComponent<ComponentType<P>> {
  return memo(component, (before, after) => {
    const names = Object.keys(after) as (keyof P)[];
    const same = names.every((name) => name === "session" || Object.is(before[name], after[name]));
    return same && sameSession(before.session, after.session, keys);
  });
}

function sameSession(
  before: SessionState | null,
  after: SessionState | null,
  keys: readonly (keyof SessionState)[],
): boolean {
  if (before === null || after === null) return before === after;
  return keys.every((key) => Object.is(before[key], after[key]));
}
