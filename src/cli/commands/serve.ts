import { type AnyCommand, defineCommand } from "../command.ts";
import { SERVE_ARGS } from "../serve/serve-args.ts";

/** `jack serve NAME…`. */
export const serve: AnyCommand = defineCommand({
  meta: { name: "serve" },
  args: SERVE_ARGS,
  async run(context, args) {
    const { runServe } = await import("../serve/run-serve.ts");
    return runServe(context, args);
  },
});
