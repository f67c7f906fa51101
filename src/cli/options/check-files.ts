import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";

/** The files that options name; what is not given is not looked at. */
export interface NamedFiles {
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsPassphraseFile?: string | undefined;
  /** What is sent. */
  readonly file?: string | undefined;
  readonly save?: string | undefined;
  readonly capture?: string | undefined;
}

const READ = [
  ["tlsCa", "--tls-ca"],
  ["tlsCert", "--tls-cert"],
  ["tlsKey", "--tls-key"],
  ["tlsPassphraseFile", "--tls-passphrase-file"],
  ["file", "--file"],
] as const;
const WRITTEN = [
  ["save", "--save"],
  ["capture", "--capture"],
] as const;

/**
 * Looks at files before anything is opened: those that are read are there and may be read, and those that are written
 * have a folder that may be written in. Nothing is opened: a pipe (`<(…)`) can be read only once.
 * @throws CliError 3 (`ERR_FILE`) with option, path and reason
 */
export async function checkFiles(files: NamedFiles): Promise<void> {
  for (const [key, option] of READ) {
    const path = files[key];
    if (path !== undefined) await check(option, path, path, false);
  }
  for (const [key, option] of WRITTEN) {
    const path = files[key];
    if (path !== undefined) await check(option, path, dirname(path), true);
  }
}

async function check(option: string, path: string, looked: string, isFolder: boolean): Promise<void> {
  let reason: string;
  try {
    const facts = await stat(looked);
    if (facts.isDirectory() === isFolder) {
      await access(looked, isFolder ? constants.W_OK | constants.X_OK : constants.R_OK);
      return;
    }
    reason = isFolder ? "ENOTDIR" : "EISDIR";
  } catch (error) {
    reason = (error as NodeJS.ErrnoException).code ?? String(error);
  }
  // An existing file can be replaced without a right to its folder.
  if (isFolder && reason === "EACCES" && (await isWritable(path))) return;
  throw new CliError(
    EXIT.failed,
    (m) => {
      const why = m.files.reasons[reason] ?? reason;
      return isFolder ? m.files.noFolder(option, path, looked, why) : m.files.unreadable(option, path, why);
    },
    { code: "ERR_FILE" },
  );
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
