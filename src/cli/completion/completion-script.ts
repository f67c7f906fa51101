import type { AnyCommand } from "../command.ts";
import type { Manual } from "../manual/manual.ts";
import type { Locale } from "../messages/messages.ts";
import { bashScript } from "./bash-script.ts";
import { fishScript } from "./fish-script.ts";
import { verbsOf } from "./verb.ts";
import { zshScript } from "./zsh-script.ts";

/** The completion script of a shell, made from the commands' tables. */
export async function completionScript(
  shell: "bash" | "zsh" | "fish",
  commands: readonly AnyCommand[],
  manual: Manual,
  locale: Locale,
): Promise<string> {
  const verbs = await verbsOf(commands, manual, locale);
  if (shell === "bash") return bashScript(verbs);
  return shell === "zsh" ? zshScript(verbs) : fishScript(verbs);
}
