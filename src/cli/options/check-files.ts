import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DASH } from "../io/dash.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";

/** The files and folders that options name; what is not given is not looked at. */
export interface NamedFiles {
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsPassphraseFile?: string | undefined;
  /** What is sent; `-` is standard input. */
  readonly file?: string | undefined;
  /** Rules of a service; `-` is standard input. */
  readonly rules?: string | undefined;
  readonly project?: string | undefined;
  readonly save?: string | undefined;
  readonly capture?: string | undefined;
  readonly saveDir?: string | undefined;
  readonly captureFolder?: string | undefined;
}

/** What is done with what is named: a file or a folder is read, a file is written, a folder is made if there is none. */
export type FileUse = "read" | "folder" | "write" | "make";

const OPTIONS: Readonly<Record<keyof NamedFiles, readonly [option: string, use: FileUse]>> = {
  tlsCa: ["--tls-ca", "read"],
  tlsCert: ["--tls-cert", "read"],
  tlsKey: ["--tls-key", "read"],
  tlsPassphraseFile: ["--tls-passphrase-file", "read"],
  file: ["--file", "read"],
  rules: ["--rules", "read"],
  project: ["--project", "read"],
  save: ["--save", "write"],
  capture: ["--capture", "write"],
  saveDir: ["--save-dir", "make"],
  captureFolder: ["--capture-folder", "make"],
};

const TAKES_DASH: ReadonlySet<keyof NamedFiles> = new Set(["file", "rules"]);

/**
 * Looks at files before anything is opened: those that are read are there and may be read, and those that are written
 * have a folder that may be written in. Nothing is opened: a pipe (`<(…)`) can be read only once.
 * @throws CliError 3 (`ERR_FILE`) with option, path, reason and remedy; UsageError for a `-` where it means nothing
 */
export async function checkFiles(files: NamedFiles): Promise<void> {
  for (const key of Object.keys(OPTIONS) as (keyof NamedFiles)[]) {
    const path = files[key];
    if (path === undefined || (path === DASH && TAKES_DASH.has(key))) continue;
    await checkFile(...OPTIONS[key], path);
  }
}

/**
 * The same of one file or folder. `option` is as it is written: `--out`, `FILE`.
 * @throws as {@link checkFiles}
 */
export async function checkFile(option: string, use: FileUse, path: string): Promise<void> {
  if (path === DASH) throw new UsageError((m) => m.files.noDash(option));
  const looked = use === "write" ? dirname(path) : use === "make" ? await nearestThere(path) : path;
  const isWritten = use === "write" || use === "make";
  const reason =
    (await faultOf(looked, use !== "read", isWritten)) ?? (use === "write" && (await isFolder(path)) ? "EISDIR" : null);
  // An existing file can be replaced without a right to its folder.
  if (reason === null || (use === "write" && reason === "EACCES" && (await isWritable(path)))) return;
  // A file that is written over a folder is at fault itself; otherwise it is the folder.
  const folder = isWritten && reason !== "EISDIR" ? looked : null;
  throw new CliError(
    EXIT.failed,
    (m) => {
      const why = m.files.reasons[reason] ?? reason;
      if (folder !== null) return m.files.noFolder(option, path, folder, why);
      return (isWritten ? m.files.unwritable : m.files.unreadable)(option, path, why);
    },
    {
      code: "ERR_FILE",
      remedy: (m) => m.files.advice(reason, resolve(folder ?? path), folder !== null),
    },
  );
}

/** The system's name of what is wrong with it; null when nothing is. */
async function faultOf(path: string, wantsFolder: boolean, isWritten: boolean): Promise<string | null> {
  try {
    if ((await stat(path)).isDirectory() !== wantsFolder) return wantsFolder ? "ENOTDIR" : "EISDIR";
    const read = wantsFolder ? constants.R_OK | constants.X_OK : constants.R_OK;
    await access(path, isWritten ? constants.W_OK | constants.X_OK : read);
    return null;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    // A part of the path is a file: then what it would lead to is not there.
    return code === "ENOTDIR" ? "ENOENT" : code;
  }
}

/** The folder itself, or the one above it in which it would be made. */
async function nearestThere(path: string): Promise<string> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const isThere = await stat(at).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
    );
    if (isThere || at === dirname(at)) return at;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
