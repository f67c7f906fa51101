import { check, type Shape } from "../api/index.ts";
import { anyOf, array, integer, literal, object, oneOf, optional, string, tagged } from "../api/shape.ts";
import type { AnswerSpec, MatchSpec, ReplyRule } from "../handlers/index.ts";

type Match<T extends MatchSpec["type"]> = Extract<MatchSpec, { readonly type: T }>;

const MAX_RULES = 10_000;
const DAY_MS = 86_400_000;

interface TextMatch<T> {
  readonly type: T;
  readonly text: string;
}

function textMatch<const T extends string>(type: T): Shape<TextMatch<T>> {
  return object<TextMatch<T>>({ type: literal(type), text: string() });
}

const matchShape: Shape<MatchSpec> = tagged<MatchSpec>({
  any: object<Match<"any">>({ type: literal("any") }),
  exact: textMatch("exact"),
  prefix: textMatch("prefix"),
  suffix: textMatch("suffix"),
  contains: textMatch("contains"),
  regex: object<Match<"regex">>({ type: literal("regex"), pattern: string(), flags: optional(string({ max: 8 })) }),
  hex: object<Match<"hex">>({ type: literal("hex"), pattern: string() }),
});

const answerShape: Shape<AnswerSpec> = anyOf('{"text": …} or {"hex": …}', [
  object<Extract<AnswerSpec, { text: string }>>({ text: string() }),
  object<Extract<AnswerSpec, { hex: string }>>({ hex: string() }),
]);

const rulesShape: Shape<readonly ReplyRule[]> = array(
  object<ReplyRule>({
    name: optional(string({ min: 1, max: 200 })),
    match: optional(matchShape),
    answer: optional(answerShape),
    delayMs: optional(integer(0, DAY_MS)),
    times: optional(integer(1)),
    timesPerPeer: optional(integer(1)),
    peer: optional(string({ min: 1, max: 255 })),
    close: optional(oneOf(["fin", "reset"])),
  }),
  MAX_RULES,
);

/**
 * Says that a value from outside is a list of reply rules.
 * @throws LocalProtocolError `ERR_BAD_OPTION` that names the property
 */
export function parseReplyRules(value: unknown): readonly ReplyRule[] {
  return check(rulesShape, value);
}
