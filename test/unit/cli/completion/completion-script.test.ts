import { describe, expect, it } from "vitest";
import { completionScript } from "../../../../src/cli/completion/completion-script.ts";
import { verbsOf } from "../../../../src/cli/completion/verb.ts";
import { enManual } from "../../../../src/cli/manual/en.ts";
import { COMMAND_KEYS } from "../../../../src/cli/messages/messages.ts";
import { zhManual } from "../../../../src/cli/manual/zh.ts";
import { ncatOptionTable } from "../../../../src/cli/nc/options/ncat-option-table.ts";
import { checksumType, framingType } from "../../../../src/cli/options/bytes-types.ts";
import { COMMANDS } from "../../../../src/cli/registry.ts";

const commands = await Promise.all(COMMAND_KEYS.map((key) => COMMANDS[key]()));

describe.each(["bash", "zsh", "fish"] as const)("completionScript for %s", (shell) => {
  it("knows every command and option", async () => {
    const script = await completionScript(shell, commands, enManual, "en");
    for (const key of COMMAND_KEYS) expect(script).toContain(key);
    const dashes = shell === "fish" ? "-l " : "--";
    for (const option of ["charset-in", "keep-open", "no-shutdown", "quiet-ms", "max-hosts", "watch", "ssl-cert"])
      expect(script).toContain(dashes + option);
    for (const word of ["gb18030", "crc-16/modbus", "unconnected", "echo"]) expect(script).toContain(word);
  });
});

describe("verbsOf", () => {
  it.each([
    ["en", enManual],
    ["zh", zhManual],
  ] as const)("has words for every option in %s, those of jack nc too", async (locale, manual) => {
    for (const { name, options } of await verbsOf(commands, manual, locale)) {
      expect(options.length).toBeGreaterThan(0);
      for (const { names, text } of options) {
        expect(names.length).toBeGreaterThan(0);
        for (const option of names) expect(option).toMatch(/^(?:--[a-z0-9][a-z0-9-]+|-[a-zA-Z0-9])$/);
        expect([name, names[0], text.length > 0 && text !== names[0]]).toEqual([name, names[0], true]);
      }
    }
  });

  it("has every option of jack nc but those that are refused", async () => {
    const [verb] = await verbsOf([await COMMANDS.nc()], enManual, "en");
    const names = new Set(verb?.options.flatMap((option) => option.names));
    const missing = ncatOptionTable().filter(
      ({ short, long = [] }) => ![`-${short}`, ...long.map((name) => `--${name}`)].some((name) => names.has(name)),
    );
    expect(missing.map(({ key }) => key)).toEqual(["vsock", "luaExec", "sctp", "nsockEngine"]);
    for (const { key, offers, takesValue } of ncatOptionTable()) {
      expect([key, offers === null || takesValue]).toEqual([key, true]);
    }
  });

  it("suggests only what is taken", () => {
    for (const word of checksumType.suggestions ?? []) expect(() => checksumType.parse(word)).not.toThrow();
    for (const word of framingType.suggestions ?? []) {
      expect(() => framingType.parse(word.endsWith(":") ? `${word}08` : word)).not.toThrow();
    }
  });
});
