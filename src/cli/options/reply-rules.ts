import { access, readFile } from "node:fs/promises";
import { encodeEscaped } from "../../bytes/index.ts";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import type { AnswerSpec, MatchSpec, ReplyRule } from "../../handlers/index.ts";
import { UsageError } from "../cli-error.ts";
import type { ByteSource } from "../context.ts";
import { readAll } from "../io/read-all.ts";
import { checkFile } from "./check-files.ts";

/** The most that is read of rules from standard input. */
const MAX_RULES_BYTES = 16 * 1024 * 1024;
/** What is more likely a file than a rule that lacks its `=>`. */
const LOOKS_LIKE_FILE = /^\.{1,2}\/|\.json$/i;

/**
 * The rules that `--reply` values give, in their order. Each is JSON (`[{…}]` or `{…}`), a rule in short form
 * `MATCH=>ANSWER`, or the name of a JSON file. In the short form MATCH is a text that the message contains, `/regex/`,
 * `hex:01 03 *`, or nothing for every message; ANSWER is a text with escapes (`\r\n`, `\x00`) or `hex:…`.
 * @throws UsageError, also for what is neither a rule nor a file; CliError 3 (`ERR_FILE`), LocalProtocolError `ERR_BAD_OPTION`
 */
export async function readReplyRules(values: readonly string[]): Promise<readonly ReplyRule[]> {
  const rules: ReplyRule[] = [];
  for (const value of values) {
    const at = value.indexOf("=>");
    if (/^\s*[[{]/.test(value)) rules.push(...(await parsed(value, "--reply")));
    else if (at >= 0) rules.push(shortRule(value.slice(0, at), value.slice(at + 2)));
    else if (LOOKS_LIKE_FILE.test(value) || (await isThere(value))) {
      await checkFile("--reply", "read", value);
      rules.push(...(await readRulesFile(value)));
    } else throw new UsageError((m) => m.flow.notARule(value));
  }
  return rules;
}

/**
 * The rules of a JSON file.
 * @throws UsageError for what is no JSON, JackfieldError `ERR_FILE`, LocalProtocolError `ERR_BAD_OPTION`
 */
export async function readRulesFile(file: string): Promise<readonly ReplyRule[]> {
  const source = await readFile(file, "utf8").catch((error: Error) => {
    throw new JackfieldError("ERR_FILE", `Cannot read ${file}: ${fileReason(error)}`, { cause: error });
  });
  return parsed(source, file);
}

/**
 * The same of standard input.
 * @throws as {@link readRulesFile}; CliError 3 (`ERR_LIMIT`) past {@link MAX_RULES_BYTES}
 */
export async function readRules(stdin: ByteSource): Promise<readonly ReplyRule[]> {
  return parsed(new TextDecoder().decode(await readAll(stdin, MAX_RULES_BYTES)), "-");
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    // A file that is there and cannot be read is told as such.
    return (error as NodeJS.ErrnoException).code !== "ENOENT" && (error as NodeJS.ErrnoException).code !== "ENOTDIR";
  }
}

async function parsed(source: string, name: string): Promise<readonly ReplyRule[]> {
  const { parseReplyRules } = await import("../../api/index.ts");
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new UsageError((m) => m.usage.notJson(name, (error as Error).message));
  }
  return parseReplyRules(Array.isArray(value) ? value : [value]);
}

function shortRule(match: string, answer: string): ReplyRule {
  return { name: `${match}=>${answer}`.slice(0, 200), match: matchOf(match), answer: answerOf(answer) };
}

function matchOf(text: string): MatchSpec {
  if (text === "") return { type: "any" };
  if (text.startsWith("hex:")) return { type: "hex", pattern: text.slice(4) };
  const [, pattern, flags = ""] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (pattern === undefined) return { type: "contains", text: unescaped(text) };
  return flags === "" ? { type: "regex", pattern } : { type: "regex", pattern, flags };
}

function answerOf(text: string): AnswerSpec {
  return text.startsWith("hex:") ? { hex: text.slice(4) } : { text: unescaped(text) };
}

/** Escapes as everywhere; what they make must be text, which is sent in the charset of the session. */
function unescaped(text: string): string {
  const bytes = encodeEscaped(text, "utf-8");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError((m) => m.flow.ruleNotText(text));
  }
}
