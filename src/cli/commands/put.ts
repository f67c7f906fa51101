import { basename } from "node:path";
import type { FileLocation } from "../../services/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, required } from "../command.ts";
import { EXIT } from "../exit-table.ts";
import { DASH } from "../io/dash.ts";
import { checkFile } from "../options/check-files.ts";
import { fileLocation } from "../options/file-location.ts";
import { duration, path } from "../options/value-types.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { safeLine } from "../talk/peer-text.ts";
import { transferProblem } from "../transfer/transfer-problem.ts";

const ARGS = {
  file: required(path("FILE"), "putFile"),
  address: required(fileLocation, "putAddress"),
  force: flag({ short: "f", help: "putForce" }),
  wait: option(duration, { help: "fileWait" }),
  quiet: flag({ short: "q" }),
  json: flag({ help: "talkJson" }),
} as const;

/** `jack put FILE HOST:PORT/NAME`. */
export const put: AnyCommand = defineCommand({
  meta: { name: "put" },
  args: ARGS,
  async run(context, args) {
    const { storeBytes, storeFile } = await import("../../services/index.ts");
    const { stdin } = context;
    if (args.file !== DASH) await checkFile("FILE", "read", args.file);
    const to = named(args.address, args.file === DASH ? null : basename(args.file));
    const progress = new ProgressLine(context);
    const { force, wait, quiet } = args;
    try {
      const options = {
        force,
        signal: context.signal,
        onProgress: (done: number, total: number | null) => (quiet ? undefined : progress.update(done, total)),
        ...(wait === undefined ? {} : { idleMs: wait }),
      };
      const stored = await (args.file === DASH
        ? storeBytes(() => stdin.read(), to, options)
        : storeFile(args.file, to, options));
      await progress.clear();
      const { seconds } = progress;
      if (args.json) await context.stdout.print(`${JSON.stringify({ name: to.name, ...stored, seconds })}\n`);
      else if (!quiet) {
        const summary = { name: safeLine(to.name), resumedBytes: 0, seconds, ...stored };
        await context.stdout.print(`${context.messages.files.put(summary)}\n`);
      }
    } catch (error) {
      throw transferProblem(error);
    } finally {
      await progress.clear();
      if (args.file === DASH) stdin.close();
    }
    return EXIT.ok;
  },
});

/** An address that ends with a folder takes the file under its own name; what is read from standard input has none. */
function named(to: FileLocation, base: string | null): FileLocation {
  if (to.name !== "" && !to.name.endsWith("/")) return to;
  if (base === null) throw new UsageError((m) => m.files.noName);
  return { ...to, name: to.name + base, path: to.path + encodeURIComponent(base) };
}
