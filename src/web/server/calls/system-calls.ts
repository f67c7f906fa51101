import { openApiDocument } from "../../../api/index.ts";
import type { CallHandlers } from "../call.ts";

/** The workbench itself. */
export const SYSTEM_CALLS: CallHandlers<"health" | "system" | "openapi"> = {
  health: () => ({ ok: true }),
  system: ({ system }) => system.answer(),
  openapi: ({ system }) => openApiDocument(system.version),
};
