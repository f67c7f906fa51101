import { type AnyCommand, defineCommand, optional } from "../command.ts";
import { EXIT } from "../exit-table.ts";
import { commandHelp, mainHelp, topicHelp } from "../manual/help-text.ts";
import { type Manual, manualOf } from "../manual/manual.ts";
import { COMMAND_KEYS, type CommandKey, type Messages, TOPIC_KEYS, type TopicKey } from "../messages/messages.ts";
import { text } from "../options/value-types.ts";
import { padToWidth } from "../output/text-width.ts";
import { wrapBeside } from "../output/wrap.ts";
import { suggest } from "../suggest.ts";
import { UsageError } from "../cli-error.ts";

/** What people ask for by another name. */
const ALIASES: Readonly<Record<string, TopicKey | CommandKey>> = {
  ncat: "nc",
  netcat: "migrate",
  socat: "migrate",
  "coming-from": "migrate",
  tui: "screen",
  ssl: "tls",
  pcapng: "capture",
  wireshark: "capture",
  ci: "scripting",
  escape: "hex",
  crc: "checksum",
  rules: "reply",
  macros: "reply",
  env: "environment",
  filter: "filters",
};

const WORDS = [...COMMAND_KEYS, ...TOPIC_KEYS];

/** `jack help [TOPIC]`. */
export const help: AnyCommand = defineCommand({
  meta: { name: "help" },
  args: { topic: optional({ ...text("TOPIC"), choices: WORDS }) },
  async run(context, { topic: asked }) {
    const { stdout, messages, commands } = context;
    const topic = ALIASES[asked ?? ""] ?? asked;
    const manual = await manualOf(context.locale);
    if (topic === undefined) {
      await stdout.print(mainHelp(manual));
    } else if (isOneOf(topic, COMMAND_KEYS)) {
      const command = await commands[topic]();
      if (command.raw !== undefined) return command.raw(context, ["--help"]);
      await stdout.print(commandHelp(command, manual, stdout.columns));
    } else if (isOneOf(topic, TOPIC_KEYS)) {
      await stdout.print(await topicPage(topic, manual, messages, stdout.columns));
    } else {
      throw new UsageError((m) => m.usage.unknownTopic(topic, suggest(topic, WORDS)));
    }
    return EXIT.ok;
  },
});

async function topicPage(topic: TopicKey, manual: Manual, { prompt }: Messages, columns: number): Promise<string> {
  const parts = [topicHelp(manual.topics[topic], manual, columns)];
  if (topic === "interactive") {
    const { commands } = prompt;
    const width = Math.max(...commands.map(([command]) => command.length));
    const rows = commands.flatMap(([command, meaning]) =>
      wrapBeside(`  ${padToWidth(command, width)}  `, meaning, columns),
    );
    parts.push(`\n${rows.join("\n")}\n`);
  }
  if (topic === "charsets") {
    const { CHARSET_NAMES } = await import("../../bytes/index.ts");
    parts.push(`\n${wrapBeside("  ", CHARSET_NAMES.join(", "), columns).join("\n")}\n`);
  }
  if (topic === "checksum") {
    const { CHECKSUM_CATALOGUE } = await import("../../bytes/index.ts");
    const names = CHECKSUM_CATALOGUE.map(({ name, aliases }) => [name, ...aliases].join(" = "));
    parts.push(`\n${names.flatMap((line) => wrapBeside("  ", line, columns)).join("\n")}\n`);
  }
  return parts.join("");
}

function isOneOf<T extends CommandKey | TopicKey>(word: string, words: readonly T[]): word is T {
  return (words as readonly string[]).includes(word);
}
