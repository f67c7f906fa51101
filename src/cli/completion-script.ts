import { type AnyCommand, type ArgTable, optionName } from "./command.ts";
import type { CommandKey, Messages, OptionKey } from "./messages/messages.ts";

/** One completable option. */
interface Entry {
  readonly name: string;
  readonly short: string | undefined;
  readonly text: string;
  /** Null: it takes no value. */
  readonly values: readonly string[] | "path" | "any" | null;
}

interface Verb {
  readonly name: CommandKey;
  readonly text: string;
  readonly options: readonly Entry[];
  readonly words: readonly string[];
}

/** The completion script of a shell, made from the commands' tables. */
export function completionScript(
  shell: "bash" | "zsh" | "fish",
  commands: readonly AnyCommand[],
  messages: Messages,
): string {
  const verbs = commands.map((command) => verbOf(command, messages));
  if (shell === "bash") return bashScript(verbs);
  return shell === "zsh" ? zshScript(verbs) : fishScript(verbs);
}

function verbOf(command: AnyCommand, messages: Messages): Verb {
  const options: Entry[] = [{ name: "help", short: "h", text: messages.help.helpOption, values: null }];
  const words: string[] = [];
  for (const [key, arg] of Object.entries(command.args as ArgTable)) {
    if (arg.kind === "positional") words.push(...(arg.type.choices ?? []));
    if (arg.kind !== "flag" && arg.kind !== "option") continue;
    const text = messages.options[arg.help ?? (key as OptionKey)];
    const type = arg.kind === "option" ? arg.type : null;
    const values = type === null ? null : (type.choices ?? (type.isPath === true ? "path" : "any"));
    options.push({ name: optionName(key), short: arg.short, text, values });
  }
  return { name: command.meta.name, text: messages.commands[command.meta.name].summary, options, words };
}

function bashScript(verbs: readonly Verb[]): string {
  const withValues = new Map<string, string>();
  for (const { options } of verbs) {
    for (const { name, values } of options) {
      if (values === "path") withValues.set(name, 'COMPREPLY=($(compgen -f -- "$cur"))');
      else if (values === "any") withValues.set(name, "COMPREPLY=()");
      else if (values !== null) withValues.set(name, `COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$cur"))`);
    }
  }
  const cases = [...withValues].map(([name, reply]) => `    --${name}) ${reply}; return ;;`);
  const byVerb = verbs.map(
    ({ name, options, words }) =>
      `    ${name}) words="${[...words, ...options.map((option) => `--${option.name}`)].join(" ")}" ;;`,
  );
  return `# bash completion for jack
_jack() {
  local cur prev words
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map((verb) => verb.name).join(" ")} --help --version" -- "$cur"))
    return
  fi
  case "$prev" in
${cases.join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${byVerb.join("\n")}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _jack jack jackfield
`;
}

function zshScript(verbs: readonly Verb[]): string {
  const functions = verbs.map(({ name, options, words }) => {
    const specs = options.flatMap(({ name: option, short, text, values }) => {
      const tail = `[${zshText(text)}]${zshAction(values)}`;
      return [`'--${option}${tail}'`, ...(short === undefined ? [] : [`'-${short}${tail}'`])];
    });
    const rest = words.length > 0 ? `'1:word:(${words.join(" ")})'` : `'*:argument:_default'`;
    return `_jack_${name}() {\n  _arguments -s ${[...specs, rest].join(" \\\n    ")}\n}`;
  });
  const list = verbs.map(({ name, text }) => `    '${name}:${zshText(text)}'`).join("\n");
  return `#compdef jack jackfield
# zsh completion for jack
${functions.join("\n\n")}

_jack() {
  local -a verbs
  verbs=(
${list}
  )
  if (( CURRENT == 2 )); then
    _describe command verbs
  else
    local verb="$words[2]"
    shift words
    (( CURRENT-- ))
    (( $+functions[_jack_$verb] )) && _jack_$verb
  fi
}

if [ "$funcstack[1]" = "_jack" ]; then
  _jack "$@"
else
  compdef _jack jack jackfield
fi
`;
}

function zshText(text: string): string {
  return text.replaceAll("'", "’").replaceAll(/[[\]:]/g, (char) => `\\${char}`);
}

function zshAction(values: Entry["values"]): string {
  if (values === null) return "";
  if (values === "path") return ":file:_files";
  return values === "any" ? ":value: " : `:value:(${values.join(" ")})`;
}

function fishScript(verbs: readonly Verb[]): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = verbs.flatMap(({ name, text, options, words }) => {
    const when = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c jack -n __fish_use_subcommand -f -a ${name} -d ${quote(text)}`,
      ...(words.length > 0 ? [`complete -c jack ${when} -f -a ${quote(words.join(" "))}`] : []),
      ...options.map(({ name: option, short, text: about, values }) => {
        const value =
          values === null
            ? ""
            : values === "path"
              ? " -r"
              : values === "any"
                ? " -x"
                : ` -x -a ${quote(values.join(" "))}`;
        return `complete -c jack ${when} -l ${option}${short === undefined ? "" : ` -s ${short}`}${value} -d ${quote(about)}`;
      }),
    ];
  });
  return ["# fish completion for jack", ...lines, "complete -c jackfield -w jack", ""].join("\n");
}
