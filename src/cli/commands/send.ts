import { type AnyCommand, defineCommand } from "../command.ts";
import { EXIT } from "../exit-table.ts";

export const send: AnyCommand = defineCommand({ meta: { name: "send" }, args: {}, run: async () => EXIT.ok });
