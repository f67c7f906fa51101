/** One option of a command line in the manner of getopt_long(3). */
export interface OptionSpec<K extends string> {
  readonly key: K;
  /** Its letter, for `-v` and bundles. */
  readonly short?: string;
  /** Its names, without the dashes. */
  readonly long?: readonly string[];
  readonly takesValue: boolean;
}

/** One option as it was given. */
export interface GivenOption<K extends string> {
  readonly key: K;
  /** Null where the option takes no value. */
  readonly value: string | null;
  /** As a message names it: `-p` or `--source-port`. */
  readonly name: string;
}

/** A command line, taken apart. */
export interface ParsedLine<K extends string> {
  readonly options: readonly GivenOption<K>[];
  readonly operands: readonly string[];
}

/** The command line is wrong; the message is that of glibc without the program's name. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** How {@link getopt} treats operands. */
export interface GetoptRules {
  /** Options end at the first operand, as with POSIXLY_CORRECT. @default false */
  readonly stopAtOperand?: boolean;
}

/**
 * Takes a command line apart as getopt_long(3) does: options may stand behind operands, short ones may be bundled
 * (`-lkvp80`), `--opt=value` and `--opt value` are the same, a long name may be cut as long as it stays unique, `--` ends
 * the options and `-` is an operand. An exact name is never ambiguous.
 * @throws OptionError
 */
export function getopt<K extends string>(
  argv: readonly string[],
  specs: readonly OptionSpec<K>[],
  rules: GetoptRules = {},
): ParsedLine<K> {
  const options: GivenOption<K>[] = [];
  const operands: string[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--") {
      operands.push(...words.splice(0));
    } else if (word.startsWith("--")) {
      options.push(longOption(word.slice(2), specs, words));
    } else if (word.startsWith("-") && word !== "-") {
      options.push(...bundle(word.slice(1), specs, words));
    } else {
      operands.push(word);
      if (rules.stopAtOperand === true) operands.push(...words.splice(0));
    }
  }
  return { options, operands };
}

function longOption<K extends string>(text: string, specs: readonly OptionSpec<K>[], words: string[]): GivenOption<K> {
  const at = text.indexOf("=");
  const given = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? null : text.slice(at + 1);
  const [spec, full] = named(given, specs);
  const name = `--${full}`;
  if (!spec.takesValue) {
    if (value !== null) throw new OptionError(`option '${name}' doesn't allow an argument`);
    return { key: spec.key, value: null, name };
  }
  const taken = value ?? words.shift();
  if (taken === undefined) throw new OptionError(`option '${name}' requires an argument`);
  return { key: spec.key, value: taken, name };
}

/** The option of this name, or the only one whose name begins so. */
function named<K extends string>(given: string, specs: readonly OptionSpec<K>[]): readonly [OptionSpec<K>, string] {
  const begins: (readonly [OptionSpec<K>, string])[] = [];
  for (const spec of specs) {
    for (const name of spec.long ?? []) {
      if (name === given) return [spec, name];
      if (name.startsWith(given)) begins.push([spec, name]);
    }
  }
  const [first, ...others] = begins;
  if (first === undefined) throw new OptionError(`unrecognized option '--${given}'`);
  // Two names of one option are one possibility.
  if (others.some(([spec]) => spec !== first[0])) {
    const possible = begins.map(([, name]) => ` '--${name}'`).join("");
    throw new OptionError(`option '--${given}' is ambiguous; possibilities:${possible}`);
  }
  return first;
}

function* bundle<K extends string>(
  letters: string,
  specs: readonly OptionSpec<K>[],
  words: string[],
): Generator<GivenOption<K>> {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const spec = specs.find(({ short }) => short === letter);
    if (spec === undefined) throw new OptionError(`invalid option -- '${letter}'`);
    const name = `-${letter}`;
    if (!spec.takesValue) {
      yield { key: spec.key, value: null, name };
      continue;
    }
    const rest = letters.slice(at + 1);
    const value = rest === "" ? words.shift() : rest;
    if (value === undefined) throw new OptionError(`option requires an argument -- '${letter}'`);
    yield { key: spec.key, value, name };
    return;
  }
}
