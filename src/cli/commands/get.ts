import { CliError } from "../cli-error.ts";
import { type AnyCommand, defineCommand } from "../command.ts";
import { EXIT } from "../exit-table.ts";

/** `jack get`. */
export const get: AnyCommand = defineCommand({
  meta: { name: "get" },
  args: {},
  run: () => Promise.reject(new CliError(EXIT.failed, (m) => m.files.noName)),
});
