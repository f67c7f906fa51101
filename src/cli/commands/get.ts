import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { FetchedFile, FileLocation } from "../../services/index.ts";
import { UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, required } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { DASH } from "../io/dash.ts";
import { checkFile } from "../options/check-files.ts";
import { baseName, fileLocation } from "../options/file-location.ts";
import { byteSize, duration, integer, path } from "../options/value-types.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { safeLine } from "../talk/peer-text.ts";
import { ContentOutput } from "../transfer/content-output.ts";
import { transferProblem } from "../transfer/transfer-problem.ts";

const ARGS = {
  address: required(fileLocation, "getAddress"),
  output: option(path("FILE"), { short: "o", help: "fileOutput" }),
  continue: flag({ short: "C" }),
  force: flag({ short: "f", help: "fileForce" }),
  segments: option(integer("N", 1, 32)),
  maxSize: option(byteSize, { help: "fileMaxSize" }),
  plain: flag({ help: "filePlain" }),
  wait: option(duration, { help: "fileWait" }),
  quiet: flag({ short: "q" }),
  json: flag({ help: "talkJson" }),
} as const;

type GetArgs = ArgsOf<typeof ARGS>;

/** `jack get HOST:PORT/NAME`. */
export const get: AnyCommand = defineCommand({
  meta: { name: "get" },
  args: ARGS,
  async run(context, args) {
    if (args.plain && args.continue) throw new UsageError((m) => m.usage.together("--plain", "--continue"));
    if (args.plain && args.segments !== undefined)
      throw new UsageError((m) => m.usage.together("--plain", "--segments"));
    if (args.output === DASH) {
      if (args.continue) throw new UsageError((m) => m.usage.together("--output -", "--continue"));
      if (args.segments !== undefined) throw new UsageError((m) => m.usage.together("--output -", "--segments"));
    }
    const target = args.output === DASH ? DASH : await targetOf(args.address, args.output);
    if (target !== DASH) await checkFile("--output", "write", target);
    const progress = new ProgressLine(context);
    const file = await fetched(context, args, target, progress);
    await report(context, args, target, file, progress.seconds);
    return EXIT.ok;
  },
});

/** A folder given as output takes the file under its own name. */
async function targetOf(from: FileLocation, output: string | undefined): Promise<string> {
  const isFolder = output !== undefined && ((await stat(output).catch(() => null))?.isDirectory() ?? false);
  if (output !== undefined && !isFolder) return output;
  return join(output ?? ".", baseName(from));
}

async function fetched(
  context: CliContext,
  args: GetArgs,
  target: string,
  progress: ProgressLine,
): Promise<FetchedFile> {
  const { fetchFile, fetchPlain, PassingTarget } = await import("../../services/index.ts");
  const { maxSize, wait, segments } = args;
  const output = target === DASH ? new ContentOutput(context.stdout, args.force) : null;
  // On one terminal the progress would be written into the file's text.
  const isQuiet = args.quiet || (output !== null && context.stdout.isTerminal);
  const into = output === null ? target : new PassingTarget((bytes) => output.write(bytes));
  try {
    const file = await (args.plain ? fetchPlain : fetchFile)(args.address, into, {
      force: args.force,
      resume: args.continue,
      signal: context.signal,
      onProgress: (done, total) => (isQuiet ? undefined : progress.update(done, total)),
      ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
      ...(wait === undefined ? {} : { idleMs: wait }),
      ...(segments === undefined ? {} : { segments }),
    });
    await output?.end();
    return file;
  } catch (error) {
    throw transferProblem(error);
  } finally {
    await progress.clear();
  }
}

async function report(
  { stdout, stderr, messages }: CliContext,
  args: GetArgs,
  target: string,
  { bytes, resumedBytes, sha256, checked }: FetchedFile,
  seconds: number,
): Promise<void> {
  const summary = args.json
    ? JSON.stringify({ file: target, bytes, resumedBytes, sha256, checked, seconds })
    : messages.files.got({ name: safeLine(target), bytes, resumedBytes, seconds, sha256, checked });
  if (args.json || !args.quiet) await (target === DASH ? stderr : stdout).print(`${summary}\n`);
}
