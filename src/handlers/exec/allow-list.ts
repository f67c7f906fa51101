import { LocalProtocolError } from "../../errors/index.ts";
import { splitWords } from "./command-words.ts";

/** A command as it will be started: a file and its arguments, no shell. */
export interface AllowedCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

/** What came of a request: the command, or why not, for the one who asked. */
export type AllowResult =
  | { readonly ok: true; readonly command: AllowedCommand }
  | { readonly ok: false; readonly reason: string };

/** Says what a request runs. */
export interface CommandSource {
  find(request: string): AllowResult;
}

interface Parameter {
  readonly label: string;
  readonly pattern: RegExp;
  readonly source: string;
}

interface AllowedForm {
  readonly file: string;
  readonly args: readonly (string | Parameter)[];
}

const PARAMETER = /^\{([A-Za-z_][\w-]*):(.+)\}$/s;
const NAME = /^[\w.+-]+$/;

/**
 * The commands that may be run, by name. Each is declared as `NAME=FILE ARG…`, where FILE is an absolute path and an
 * argument `{label:PATTERN}` is given by the caller and must match the regular expression as a whole:
 * `ping=/bin/ping -c {count:[1-9]} {host:[a-z0-9.-]{1,63}}` (quote a pattern that has backslashes). A value never becomes an option: one that begins with `-`
 * is refused unless the pattern itself begins with `-`.
 */
export class AllowList implements CommandSource {
  readonly #forms = new Map<string, AllowedForm>();

  /**
   * @throws LocalProtocolError `ERR_BAD_OPTION` that says what is wrong with which declaration
   */
  constructor(declarations: readonly string[]) {
    for (const declaration of declarations) this.#add(declaration);
  }

  /** The names, in order of declaration. */
  get names(): readonly string[] {
    return [...this.#forms.keys()];
  }

  /** How a command is called: `ping COUNT HOST`. */
  usage(name: string): string {
    const form = this.#forms.get(name);
    const labels = (form?.args ?? []).flatMap((arg) => (typeof arg === "string" ? [] : [arg.label.toUpperCase()]));
    return [name, ...labels].join(" ");
  }

  /** Finds what a request asks for. A request is a name and values, `ping 3 localhost`. */
  find(request: string): AllowResult {
    let words: readonly string[];
    try {
      words = splitWords(request);
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
    const [name = "", ...values] = words;
    const form = this.#forms.get(name);
    if (form === undefined) {
      const names = this.names.length === 0 ? "none" : this.names.join(", ");
      return { ok: false, reason: `Command "${name}" is not allowed; allowed: ${names}` };
    }
    return this.#fill(name, form, values);
  }

  #fill(name: string, form: AllowedForm, values: readonly string[]): AllowResult {
    const parameters = form.args.filter((arg) => typeof arg !== "string").length;
    if (values.length !== parameters) {
      return {
        ok: false,
        reason: `"${name}" takes ${parameters} arguments, not ${values.length}: ${this.usage(name)}`,
      };
    }
    const args: string[] = [];
    let next = 0;
    for (const arg of form.args) {
      if (typeof arg === "string") {
        args.push(arg);
        continue;
      }
      const value = values[next] as string;
      next += 1;
      if (!isAllowedValue(value, arg)) {
        return {
          ok: false,
          reason: `${arg.label.toUpperCase()} "${value}" is not allowed; it must match ${arg.source}`,
        };
      }
      args.push(value);
    }
    return { ok: true, command: { name, file: form.file, args } };
  }

  #add(declaration: string): void {
    const equals = declaration.indexOf("=");
    const name = declaration.slice(0, Math.max(0, equals));
    if (!NAME.test(name)) throw bad(declaration, `it must begin with a name and "="`);
    if (this.#forms.has(name)) throw bad(declaration, `"${name}" is declared twice`);
    const [file, ...args] = splitWords(declaration.slice(equals + 1));
    if (file === undefined || !file.startsWith("/")) throw bad(declaration, "the program must be an absolute path");
    this.#forms.set(name, { file, args: args.map((arg) => parameterOf(arg, declaration)) });
  }
}

function parameterOf(arg: string, declaration: string): string | Parameter {
  const match = PARAMETER.exec(arg);
  if (match === null) return arg;
  const [, label = "", source = ""] = match;
  try {
    return { label, source, pattern: new RegExp(`^(?:${source})$`, "su") };
  } catch (error) {
    throw bad(declaration, `the pattern of "${label}" is no regular expression: ${(error as Error).message}`);
  }
}

function isAllowedValue(value: string, { pattern, source }: Parameter): boolean {
  if (value.includes("\0")) return false;
  if (value.startsWith("-") && !source.startsWith("-")) return false;
  return pattern.test(value);
}

function bad(declaration: string, why: string): LocalProtocolError {
  return new LocalProtocolError(
    "ERR_BAD_OPTION",
    `Bad command "${declaration}": ${why}; write NAME=/path/to/program ARG… {label:PATTERN}…`,
    { input: declaration },
  );
}
