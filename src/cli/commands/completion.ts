import { type AnyCommand, defineCommand, required } from "../command.ts";
import { completionScript } from "../completion/completion-script.ts";
import { EXIT } from "../exit-table.ts";
import { manualOf } from "../manual/manual.ts";
import { COMMAND_KEYS } from "../messages/messages.ts";
import { choice } from "../options/value-types.ts";

/** `jack completion bash|zsh|fish`. */
export const completion: AnyCommand = defineCommand({
  meta: { name: "completion" },
  args: { shell: required(choice("SHELL", ["bash", "zsh", "fish"])) },
  async run({ stdout, commands, locale }, { shell }) {
    const tables = await Promise.all(COMMAND_KEYS.map(async (key) => commands[key]()));
    await stdout.print(await completionScript(shell, tables, await manualOf(locale), locale));
    return EXIT.ok;
  },
});
