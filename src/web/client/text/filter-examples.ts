import type { TextKey } from "../i18n/translate.ts";

/** Filters to begin with, and what each is for. */
export const FILTER_EXAMPLES: readonly (readonly [filter: string, words: TextKey])[] = [
  ["dir:in", "filter.ex.in"],
  ['text~"temp"', "filter.ex.text"],
  ['hex:"0D 0A"', "filter.ex.hex"],
  ["len>64", "filter.ex.len"],
  ["peer:53211", "filter.ex.peer"],
  ["kind:error,reset", "filter.ex.kind"],
  ["/id=\\d+/", "filter.ex.regex"],
  ['not text~"ping"', "filter.ex.not"],
  ["time:+1s..+2s", "filter.ex.time"],
];
