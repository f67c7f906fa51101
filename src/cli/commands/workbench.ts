import { type AnyCommand, defineCommand } from "../command.ts";
import { EXIT } from "../exit-table.ts";

export const workbench: AnyCommand = defineCommand({ meta: { name: "workbench" }, args: {}, run: async () => EXIT.ok });
