import type { CharsetSpec } from "../../api/index.ts";
import type { ChecksumSpec, FramingSpec } from "../../bytes/index.ts";
import type { Handler } from "../../handlers/index.ts";

/** How a command reads and sends messages, as far as answers to them go. */
export interface ReplyView {
  readonly charset: CharsetSpec;
  /** `--framing`, if it was given. */
  readonly framing: FramingSpec | undefined;
  /** `--checksum`: of answers too. */
  readonly checksum: ChecksumSpec | undefined;
}

/** The handler of `--reply`; null when there are no rules. */
export async function replyHandler(rules: readonly string[], view: ReplyView): Promise<Handler | null> {
  if (rules.length === 0) return null;
  const { readReplyRules } = await import("../options/reply-rules.ts");
  const { planService } = await import("../../services/index.ts");
  const plan = planService("reply", {
    networks: ["tcp"],
    rules: await readReplyRules(rules),
    charsetIn: view.charset.in,
    charsetOut: view.charset.out,
    ...(view.framing === undefined ? {} : { framing: view.framing }),
    ...(view.checksum === undefined ? {} : { checksum: view.checksum }),
  });
  return plan.handlers.get("tcp") ?? null;
}
