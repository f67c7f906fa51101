import { type AnyCommand, defineCommand } from "../command.ts";
import { EXIT } from "../exit-table.ts";

export const udp: AnyCommand = defineCommand({ meta: { name: "udp" }, args: {}, run: async () => EXIT.ok });
