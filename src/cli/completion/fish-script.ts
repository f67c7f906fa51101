import type { Values, Verb } from "./verb.ts";

const HINTS = {
  file: "",
  host: "(__fish_print_hostnames)",
  service: "(string match -rg '^([a-z][\\w-]*)\\s' </etc/services)",
  command: "(__fish_complete_command)",
} as const;

/** The script for fish. */
export function fishScript(verbs: readonly Verb[]): string {
  const lines = verbs.flatMap(({ name: verb, text, options, places, rest }) => {
    const when = `-n '__fish_seen_subcommand_from ${verb}'`;
    const words = [...places, ...(rest === undefined ? [] : [rest])].flatMap((values) =>
      values === null || values.hint === "file" ? [] : [wordsOf(values)],
    );
    // An argument that may be a file leaves fish's own completion of files on.
    const files = [...places, rest ?? null].some((values) => values === null || values.hint === "file");
    return [
      `complete -c jack -n __fish_use_subcommand -f -a ${verb} -d ${quoted(text)}`,
      ...(words.length > 0 ? [`complete -c jack ${when}${files ? "" : " -f"} -a ${quoted(words.join(" "))}`] : []),
      ...options.map(({ names, text: about, values }) => {
        const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
        return `complete -c jack ${when} ${flags.join(" ")}${valueOf(values)} -d ${quoted(about)}`;
      }),
    ];
  });
  return ["# fish completion for jack", ...lines, "complete -c jackfield -w jack", ""].join("\n");
}

function valueOf(values: Values | undefined): string {
  if (values === undefined) return "";
  if (values === null) return " -x";
  return values.hint === "file" ? " -r -F" : ` -x -a ${quoted(wordsOf(values))}`;
}

function wordsOf(values: NonNullable<Values>): string {
  return [...values.words, ...(values.hint === null ? [] : [HINTS[values.hint]])].join(" ").trim();
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
