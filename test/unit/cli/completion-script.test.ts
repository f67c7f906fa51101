import { describe, expect, it } from "vitest";
import { completionScript } from "../../../src/cli/completion-script.ts";
import { en } from "../../../src/cli/messages/en.ts";
import { COMMAND_KEYS } from "../../../src/cli/messages/messages.ts";
import { COMMANDS } from "../../../src/cli/registry.ts";

describe.each(["bash", "zsh", "fish"] as const)("completionScript for %s", (shell) => {
  it("knows every command and option", async () => {
    const commands = await Promise.all(COMMAND_KEYS.map((key) => COMMANDS[key]()));
    const script = completionScript(shell, commands, en);
    for (const key of COMMAND_KEYS) expect(script).toContain(key);
    const dashes = shell === "fish" ? "-l " : "--";
    for (const option of ["charset-in", "keep-open", "no-shutdown", "quiet-ms"])
      expect(script).toContain(dashes + option);
    expect(script).toContain("gb18030");
  });
});
