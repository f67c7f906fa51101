/** When a rule fires, as plain JSON. Texts are in the session's charset. */
export type MatchSpec =
  /** Every message, also an empty one. */
  | { readonly type: "any" }
  | { readonly type: "exact"; readonly text: string }
  | { readonly type: "prefix"; readonly text: string }
  | { readonly type: "suffix"; readonly text: string }
  | { readonly type: "contains"; readonly text: string }
  /** A JavaScript regular expression over the message's text; its captures can be used in the answer. */
  | { readonly type: "regex"; readonly pattern: string; readonly flags?: string }
  /** Bytes in hex from the message's start: `??` is any byte, `?` any digit, a final `*` any further bytes. */
  | { readonly type: "hex"; readonly pattern: string };

/** What is answered, as plain JSON; both forms take the macros of {@link compileTemplate}. */
export type AnswerSpec = { readonly text: string } | { readonly hex: string };

/** One rule: the first of a list whose match fits a message and that may still fire, fires. */
export interface ReplyRule {
  /** Shown when it fires. @default `rule N` */
  readonly name?: string;
  /** @default any message */
  readonly match?: MatchSpec;
  /** Nothing is answered without it. */
  readonly answer?: AnswerSpec;
  /** @default 0 */
  readonly delayMs?: number;
  /** How often it may fire in all. @default any number */
  readonly times?: number;
  /** How often it may fire for one peer. @default any number */
  readonly timesPerPeer?: number;
  /** Only for peers whose printed address contains this. @default all */
  readonly peer?: string;
  /** What is done with the connection after the answer. @default nothing */
  readonly close?: "fin" | "reset";
}
