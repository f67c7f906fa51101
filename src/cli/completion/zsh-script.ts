import type { Values, Verb, VerbOption } from "./verb.ts";

const HINTS = { file: "_files", host: "_hosts", service: "_ports", command: "_command_names -e" } as const;

/** The script for zsh: to be sourced, or as `_jack` in a folder of `$fpath`. */
export function zshScript(verbs: readonly Verb[]): string {
  const functions = verbs.map((verb) => {
    const places = verb.places.map((values, index) => `'${index + 1}:argument${action(values)}'`);
    const rest = verb.rest === undefined ? [] : [`'*:argument${action(verb.rest)}'`];
    const lines = [...verb.options.flatMap(specs), ...places, ...rest];
    return `_jack_${verb.name}() {\n  _arguments -s -S ${lines.join(" \\\n    ")}\n}`;
  });
  const list = verbs.map(({ name, text }) => `    '${name}:${quoted(text)}'`).join("\n");
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

/** One specification of _arguments for each name; a long option also takes its value behind `=`. */
function specs({ names, text, values, many }: VerbOption): string[] {
  const others = names.join(" ");
  return names.map((name) => {
    const equals = values !== undefined && name.startsWith("--") ? "=" : "";
    const value = values === undefined ? "" : `:value${action(values)}`;
    const once = many ? "'*'" : `'(${others})'`;
    return `${once}'${name}${equals}[${quoted(text)}]${value}'`;
  });
}

function action(values: Values): string {
  if (values === null) return ":_default";
  const words = values.words.map((word) => word.replaceAll(":", "\\:")).join(" ");
  if (values.hint === null) return `:(${words})`;
  if (values.words.length === 0) return `:${HINTS[values.hint]}`;
  return `:_alternative "words\\:word\\:(${words})" "other\\:other\\:${HINTS[values.hint]}"`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "’").replaceAll(/[[\]:]/g, (char) => `\\${char}`);
}
