import { appendChecksum, type CharsetName, type ChecksumSpec } from "../../bytes/index.ts";
import { compileMatch, type MessageMatcher, type RunWithin } from "./message-matcher.ts";
import type { AnswerSpec, ReplyRule } from "./reply-rule.ts";
import { compileTemplate, hasOwnChecksum, type ReplyTemplate, type TemplateOptions } from "./reply-template.ts";

/** What is needed to compile rules. */
export interface RuleOptions extends Omit<TemplateOptions, "charset"> {
  /** Charset of the peers' messages. @default utf-8 */
  readonly charsetIn?: CharsetName;
  /** Charset of the answers. @default utf-8 */
  readonly charsetOut?: CharsetName;
  /** Put into every answer, unless the answer has a `{{checksum}}` of its own. @default none */
  readonly checksum?: ChecksumSpec;
  /** Bounds the time of regular expressions, whose text is the peers'. @default nothing bounds it */
  readonly runWithin?: RunWithin;
}

/** A rule that can be tried. */
export interface CompiledRule {
  readonly rule: ReplyRule;
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly name: string;
  readonly matches: MessageMatcher;
  readonly template: ReplyTemplate | null;
  fired: number;
}

/** Compiles rules in their order. @throws LocalProtocolError for one that cannot be compiled */
export function compileRules(options: RuleOptions, rules: readonly ReplyRule[]): CompiledRule[] {
  const { charsetIn = "utf-8" } = options;
  return rules.map((rule, index) => ({
    rule,
    number: index + 1,
    name: rule.name ?? `rule ${index + 1}`,
    matches: compileMatch(rule.match ?? { type: "any" }, charsetIn, options.runWithin),
    template: rule.answer === undefined ? null : compileAnswer(rule.answer, options),
    fired: 0,
  }));
}

function compileAnswer(answer: AnswerSpec, { charsetOut = "utf-8", checksum, zone }: RuleOptions): ReplyTemplate {
  const template = compileTemplate(answer, { charset: charsetOut, ...(zone === undefined ? {} : { zone }) });
  if (checksum === undefined || hasOwnChecksum(answer)) return template;
  return (context) => appendChecksum(template(context), checksum);
}
