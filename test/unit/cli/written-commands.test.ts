import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { enManual } from "../../../src/cli/manual/en.ts";
import { COMMAND_KEYS, type CommandKey, TOPIC_KEYS } from "../../../src/cli/messages/messages.ts";
import { parseNcatArguments } from "../../../src/cli/nc/options/ncat-arguments.ts";
import { parseArgs } from "../../../src/cli/parse-args.ts";
import { COMMANDS } from "../../../src/cli/registry.ts";

const DOCS = fileURLToPath(new URL("../../../docs/", import.meta.url));

/** The words of a command line up to what the shell does with its output or the next command. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, single, double, plain, stop] of line.matchAll(
    /((?:[^\s'"|&;<>#]*'[^']*')+)|"([^"]*)"|([^\s|&;<>#]+)|(\||&&?|;|[<>]|#)/g,
  )) {
    if (stop !== undefined) break;
    words.push((single ?? double ?? plain ?? "").replaceAll("'", ""));
  }
  return words;
}

/** Every `jack …` line of the documentation: in blocks, behind `$`, and in code spans. */
function documented(): (readonly [file: string, line: string])[] {
  return ["en", "zh"].flatMap((language) =>
    readdirSync(`${DOCS}${language}`)
      .filter((name) => name.endsWith(".md"))
      .flatMap((name) => {
        const source = readFileSync(`${DOCS}${language}/${name}`, "utf8").replace(/\\\n\s*/g, "");
        const lines = [...source.matchAll(/^(?:\$ )?(?:[^\n`]*\| )?(jack [a-z]+ [^\n]*)$/gm)].map((match) => match[1]);
        const spans = [...source.matchAll(/`(jack [a-z]+ [^`\n]+)`/g)].map((match) => match[1]);
        return [...lines, ...spans].map((line) => [`${language}/${name}`, line ?? ""] as const);
      }),
  );
}

async function check(line: string): Promise<void> {
  const [, name = "", ...words] = wordsOf(line);
  if (!(COMMAND_KEYS as readonly string[]).includes(name)) throw new Error(`no command ${name}`);
  const command = await COMMANDS[name as CommandKey]();
  if (command.raw === undefined) parseArgs(command.args, words);
  else if (words[0] !== "--as") parseNcatArguments(words, {});
}

describe("command lines that a person copies are right", () => {
  const lines = documented().filter(([, line]) => !/ COMMAND| TOPIC|…/.test(line));

  it("finds them", () => {
    expect(lines.length).toBeGreaterThan(80);
  });

  it.each(["jack chat room :1 --nmae Ann", "jack tiem :1", "jack time", "jack time :1 --wait soon"])(
    "would find what is wrong with %s",
    async (line) => {
      await expect(check(line)).rejects.toThrow(/unknown|no command|missing|no time/);
    },
  );

  it.each(lines)("%s: %s", async (_file, line) => {
    await expect(check(line)).resolves.toBeUndefined();
  });

  it.each(
    [
      ...COMMAND_KEYS.flatMap((key) => enManual.commands[key].examples),
      ...TOPIC_KEYS.flatMap((key) => enManual.topics[key].examples ?? []),
    ]
      .flatMap(([line]) => /^(?:[^|]*\| )?(jack [a-z]+ .*)$/.exec(line)?.slice(1) ?? [])
      .map((line) => [line] as const),
  )("help: %s", async (line) => {
    await expect(check(line ?? "")).resolves.toBeUndefined();
  });
});
