import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Global set-up of the tests that run the built binary or page: builds when dist is stale. */
export default function built(): void {
  const script = fileURLToPath(new URL("./built.mjs", import.meta.url));
  const result = spawnSync(process.execPath, [script], { stdio: "inherit" });
  if (result.status !== 0) throw new Error("the build failed");
}
