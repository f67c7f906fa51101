import type { CharsetSpec } from "../../api/index.ts";
import type { Handler } from "../../handlers/index.ts";

/** The handler of `--reply`; null when there are no rules. */
export async function replyHandler(rules: readonly string[], charset: CharsetSpec): Promise<Handler | null> {
  if (rules.length === 0) return null;
  const { readReplyRules } = await import("../options/reply-type.ts");
  const { planService } = await import("../../services/index.ts");
  const plan = planService("reply", {
    networks: ["tcp"],
    rules: await readReplyRules(rules),
    charsetIn: charset.in,
    charsetOut: charset.out,
  });
  return plan.handlers.get("tcp") ?? null;
}
