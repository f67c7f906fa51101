import { describe, expect, it } from "vitest";
import { connect } from "../../../../src/cli/commands/connect.ts";
import { listen } from "../../../../src/cli/commands/listen.ts";
import { send } from "../../../../src/cli/commands/send.ts";
import { udp } from "../../../../src/cli/commands/udp.ts";
import type { ArgTable } from "../../../../src/cli/command.ts";
import { commandHelp } from "../../../../src/cli/manual/help-text.ts";
import { enManual } from "../../../../src/cli/manual/en.ts";
import { groupOf } from "../../../../src/cli/options/option-groups.ts";
import { COMMANDS } from "../../../../src/cli/registry.ts";
import { COMMAND_KEYS } from "../../../../src/cli/messages/messages.ts";

const FOUR = [listen, connect, udp, send];

describe("the options that listen, connect, udp and send share", () => {
  it.each([
    "every",
    "count",
    "delay",
    "rate",
    "maxBytes",
    "maxMessages",
    "check",
    "reply",
    "retry",
    "capture",
    "overwrite",
    "in",
    "eol",
    "checksum",
    "charset",
    "framing",
    "json",
    "ttl",
    "tos",
    "sndbuf",
    "rcvbuf",
    "device",
    "reuseport",
    "sockopt",
  ])("--%s is one and the same row", (key) => {
    const rows = FOUR.map(({ args }) => (args as ArgTable)[key]);
    expect(rows[0]).toBeDefined();
    expect(new Set(rows).size).toBe(1);
  });

  it("stand in groups", () => {
    const { args } = connect as { readonly args: ArgTable };
    const row = (key: string): string | null => groupOf(key, args[key] as never);
    expect([row("every"), row("ttl"), row("json"), row("tlsCa"), row("retry"), row("reconnect")]).toEqual([
      "flow",
      "socket",
      "view",
      "security",
      "opening",
      null,
    ]);
  });
});

it.each(COMMAND_KEYS)("the help of jack %s names every option once", async (key) => {
  const command = await COMMANDS[key]();
  const lines = commandHelp(command, enManual, 100).split("\n");
  const names = lines.flatMap((line) => /^ {2}(?:-\w, | {4})(--[a-z0-9-]+)/.exec(line)?.[1] ?? []);
  expect(new Set(names).size).toBe(names.length);
  const options = Object.values(command.args as ArgTable).filter(({ kind }) => kind === "flag" || kind === "option");
  expect(names.length).toBe(options.length + 1);
});
