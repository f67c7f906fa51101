import type { SessionSpec, SessionState } from "../../api/index.ts";
import type { ConversationPlan } from "../conversation/plan.ts";
import type { InitialState, InputMode, OutMode } from "./state.ts";

/** How the view reads and shows at first, as the options of the command line say. */
export function fitting(plan: ConversationPlan): Pick<InitialState, "mode" | "eol" | "checksum" | "charset" | "out"> {
  const mode: InputMode = plan.in === "hex" || plan.in === "escape" ? plan.in : "text";
  const out: OutMode = plan.out === "hex" || plan.out === "both" ? plan.out : "text";
  return { mode, out, eol: plan.eol, checksum: plan.checksum, charset: plan.charset.out };
}

/** What a session is called at the top of the screen: what was asked for, and where it really is. */
export function titleOf(spec: SessionSpec, { local }: Pick<SessionState, "local">): string {
  switch (spec.type) {
    case "tcp-server":
      return `jack listen ${local ?? `${spec.host ?? "127.0.0.1"}:${spec.port}`}`;
    case "unix-server":
      return `jack listen ${spec.path}`;
    case "tcp-client":
      return `jack connect ${spec.host.includes(":") ? `[${spec.host}]` : spec.host}:${spec.port}`;
    case "unix-client":
      return `jack connect ${spec.path}`;
    case "udp":
      return `jack udp ${local ?? ""}`.trimEnd();
    default:
      return "jack";
  }
}
