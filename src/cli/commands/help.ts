import { type AnyCommand, defineCommand, optional } from "../command.ts";
import { EXIT } from "../exit-table.ts";
import { commandHelp, mainHelp } from "../help-text.ts";
import { COMMAND_KEYS, type CommandKey, type Messages, TOPIC_KEYS, type TopicKey } from "../messages/messages.ts";
import { text } from "../options/value-types.ts";
import { padToWidth } from "../output/text-width.ts";
import { suggest } from "../suggest.ts";
import { UsageError } from "../cli-error.ts";

const WORDS = [...COMMAND_KEYS, ...TOPIC_KEYS];

/** `jack help [TOPIC]`. */
export const help: AnyCommand = defineCommand({
  meta: { name: "help" },
  args: { topic: optional({ ...text("TOPIC"), choices: WORDS }) },
  async run(context, { topic }) {
    const { stdout, messages, commands } = context;
    if (topic === undefined) {
      await stdout.print(mainHelp(messages));
    } else if (isOneOf(topic, COMMAND_KEYS)) {
      const command = await commands[topic]();
      if (command.raw !== undefined) return command.raw(context, ["--help"]);
      await stdout.print(commandHelp(command, messages, stdout.columns));
    } else if (isOneOf(topic, TOPIC_KEYS)) {
      await stdout.print(await topicHelp(topic, messages));
    } else {
      throw new UsageError((m) => m.usage.unknownTopic(topic, suggest(topic, WORDS)));
    }
    return EXIT.ok;
  },
});

async function topicHelp(topic: TopicKey, messages: Messages): Promise<string> {
  const { title, body } = messages.topics[topic];
  const parts = [`${title}\n\n${body}\n`];
  if (topic === "interactive") {
    const { commands } = messages.prompt;
    const width = Math.max(...commands.map(([command]) => command.length));
    parts.push("\n", ...commands.map(([command, meaning]) => `  ${padToWidth(command, width)}  ${meaning}\n`));
  }
  if (topic === "charsets") {
    const { CHARSET_NAMES } = await import("../../bytes/index.ts");
    parts.push(`\n  ${CHARSET_NAMES.join(", ")}\n`);
  }
  return parts.join("");
}

function isOneOf<T extends CommandKey | TopicKey>(word: string, words: readonly T[]): word is T {
  return (words as readonly string[]).includes(word);
}
