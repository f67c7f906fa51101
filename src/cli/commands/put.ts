import { CliError } from "../cli-error.ts";
import { type AnyCommand, defineCommand } from "../command.ts";
import { EXIT } from "../exit-table.ts";

/** `jack put`. */
export const put: AnyCommand = defineCommand({
  meta: { name: "put" },
  args: {},
  run: () => Promise.reject(new CliError(EXIT.failed, (m) => m.files.noName)),
});
