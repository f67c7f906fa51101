import type { Values, Verb, VerbOption } from "./verb.ts";

const HINTS = { file: "-f", host: "-A hostname", service: "-A service", command: "-c" } as const;

/** The script for bash; `--option=value` works too, although bash cuts it into three words. */
export function bashScript(verbs: readonly Verb[]): string {
  return `# bash completion for jack
_jack_values() {
  COMPREPLY=($(compgen "$@" -- "$cur"))
  # What ends like this goes on.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[:/=] ]]; then compopt -o nospace 2>/dev/null; fi
}
_jack() {
  local cur prev verb at place words
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _jack_values -W "${verbs.map((verb) => verb.name).join(" ")} --help --version"
    return
  fi
  verb="\${COMP_WORDS[1]}"
  if [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; elif [ "$cur" = "=" ]; then cur=""; fi
  case "$verb $prev" in
${verbs.flatMap(valueCases).join("\n")}
  esac
  # Which argument it is: options, and what follows those that take a value, do not count.
  place=1
  for ((at = 2; at < COMP_CWORD; at++)); do
    case "$verb \${COMP_WORDS[at]}" in
${verbs.flatMap(skippedCases).join("\n")}
      *" "-*) ;;
      *) place=$((place + 1)) ;;
    esac
  done
  words=""
  case "$verb" in
${verbs.map((verb) => `    ${verb.name}) words="${verb.options.flatMap(longNames).join(" ")}" ;;`).join("\n")}
  esac
  if [[ $cur == -* ]]; then _jack_values -W "$words"; return; fi
  case "$verb $place" in
${verbs.flatMap(placeCases).join("\n")}
    *) COMPREPLY=() ;;
  esac
}
complete -o default -F _jack jack jackfield
`;
}

/** The letter is offered only where there is nothing longer. */
function longNames({ names }: VerbOption): readonly string[] {
  const long = names.filter((name) => name.startsWith("--"));
  return long.length === 0 ? names : long;
}

/** What follows an option that takes a value; options that take the same share a line. */
function valueCases({ name: verb, options }: Verb): string[] {
  const byReply = new Map<string, string[]>();
  for (const { names, values } of options) {
    if (values === undefined) continue;
    const reply = replyOf(values);
    byReply.set(reply, [...(byReply.get(reply) ?? []), ...names.map((name) => `"${verb} ${name}"`)]);
  }
  return [...byReply].map(([reply, patterns]) => `    ${patterns.join("|")}) ${reply}; return ;;`);
}

function skippedCases({ name: verb, options }: Verb): string[] {
  const patterns = options.flatMap(({ names, values }) =>
    values === undefined ? [] : names.map((name) => `"${verb} ${name}"`),
  );
  return patterns.length === 0 ? [] : [`      ${patterns.join("|")}) at=$((at + 1)) ;;`];
}

function placeCases({ name: verb, places, rest }: Verb): string[] {
  const lines = places.map((values, index) => `    "${verb} ${index + 1}") ${replyOf(values)} ;;`);
  return rest === undefined ? lines : [...lines, `    "${verb} "*) ${replyOf(rest)} ;;`];
}

function replyOf(values: Values): string {
  if (values === null) return "COMPREPLY=()";
  const words = values.words.length === 0 ? "" : ` -W "${values.words.join(" ")}"`;
  return `_jack_values${values.hint === null ? "" : ` ${HINTS[values.hint]}`}${words}`;
}
