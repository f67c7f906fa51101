import { constants } from "node:fs";
import { type FileHandle, lstat, open, opendir, readlink, realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import type { IndexEntry } from "../../handlers/index.ts";

/** Why a name is not served. */
export type RefusalReason =
  /** Empty, absolute, with NUL, `.`, `..` or an empty part. */
  | "bad-name"
  | "missing"
  | "folder"
  /** A link that leads out of the folder. */
  | "outside"
  /** A FIFO, device or socket. */
  | "not-a-file"
  | "forbidden"
  | "unreadable";

/** A file that may be sent; whoever opened it closes `handle`. */
export interface ServedFile {
  readonly handle: FileHandle;
  readonly size: number;
  readonly modifiedMs: number;
  /** Changes whenever the content may have changed. */
  readonly tag: string;
}

/** A name that is not served. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Entries of one index; a folder with more is cut there. */
const MAX_ENTRIES = 10_000;
// A FIFO must not wait for a writer, a terminal must not become ours, and the last part must be no link any more.
const FLAGS =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** A folder whose regular files are served, and nothing outside of it. */
export class ServedFolder {
  /** Its real path, without links. */
  readonly root: string;
  readonly #inside: string;

  private constructor(root: string) {
    this.root = root;
    this.#inside = root.endsWith(sep) ? root : root + sep;
  }

  /** @throws JackfieldError `ERR_FILE` when it is no folder that can be read */
  static async open(path: string): Promise<ServedFolder> {
    try {
      const root = await realpath(resolve(path));
      if (!(await stat(root)).isDirectory()) throw new Error("it is not a folder");
      await (await opendir(root)).close();
      return new ServedFolder(root);
    } catch (error) {
      throw new JackfieldError("ERR_FILE", `Cannot serve "${path}": ${fileReason(error)}`, { cause: error });
    }
  }

  /**
   * Opens a regular file by its name, parts divided by `/`.
   * @throws Refusal
   */
  async openFile(name: string): Promise<ServedFile> {
    const path = await this.#realPath(name);
    await checkKind(path);
    const handle = await open(path, FLAGS).catch(refuse);
    try {
      const facts = await handle.stat({ bigint: true });
      if (!facts.isFile()) throw new Refusal("not-a-file");
      await this.#checkOpened(handle);
      const tag = `${facts.ino.toString(36)}-${facts.mtimeNs.toString(36)}-${facts.size.toString(36)}`;
      return { handle, size: Number(facts.size), modifiedMs: Number(facts.mtimeMs), tag };
    } catch (error) {
      await handle.close();
      throw error instanceof Refusal ? error : refusalOf(error);
    }
  }

  /**
   * The regular files and folders of a folder; what would be refused is not listed. `""` is the folder itself.
   * @throws Refusal
   */
  async list(name: string): Promise<readonly IndexEntry[]> {
    const path = name === "" ? this.root : await this.#realPath(name);
    const entries: IndexEntry[] = [];
    try {
      for await (const { name: item } of await opendir(path)) {
        const entry = await this.#entry(path, item);
        if (entry !== null) entries.push(entry);
        if (entries.length >= MAX_ENTRIES) break;
      }
    } catch (error) {
      throw refusalOf(error);
    }
    return entries;
  }

  /**
   * Where a new file of this name would be: its folder must be there, and inside.
   * @returns the real folder and the last part of the name
   * @throws Refusal
   */
  async placeFor(name: string): Promise<{ readonly folder: string; readonly base: string }> {
    const parts = partsOf(name);
    const base = parts.pop() ?? "";
    const folder = parts.length === 0 ? this.root : await this.#realPath(parts.join("/"));
    if (!(await stat(folder).catch(refuse)).isDirectory()) throw new Refusal("missing");
    return { folder, base };
  }

  async #realPath(name: string): Promise<string> {
    const real = await realpath(join(this.root, ...partsOf(name))).catch(refuse);
    if (!real.startsWith(this.#inside)) throw new Refusal("outside");
    return real;
  }

  /** Somebody may have put a link where a folder was between the check and the opening. */
  async #checkOpened(handle: FileHandle): Promise<void> {
    if (process.platform !== "linux") return;
    const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null);
    if (opened !== null && !opened.startsWith(this.#inside)) throw new Refusal("outside");
  }

  async #entry(folder: string, item: string): Promise<IndexEntry | null> {
    try {
      const real = await realpath(join(folder, item));
      const facts = await stat(real);
      // A name that is not UTF-8 cannot be asked for either.
      if (!real.startsWith(this.#inside) || item.includes("\ufffd")) return null;
      if (!facts.isFile() && !facts.isDirectory()) return null;
      const isFolder = facts.isDirectory();
      return { name: item, folder: isFolder, size: isFolder ? 0 : facts.size, modifiedMs: facts.mtimeMs };
    } catch {
      // Gone meanwhile, or a link to nowhere.
      return null;
    }
  }
}

function partsOf(name: string): string[] {
  const parts = name.split("/");
  const bad = (part: string): boolean => part === "" || part === "." || part === ".." || part.includes("\0");
  const foreign = process.platform === "win32" && /[\\:]/.test(name);
  if (foreign || parts.some(bad)) throw new Refusal("bad-name");
  return parts;
}

/** Before it is opened, because opening a device may already do something. */
async function checkKind(path: string): Promise<void> {
  const facts = await lstat(path).catch(refuse);
  if (facts.isDirectory()) throw new Refusal("folder");
  if (!facts.isFile()) throw new Refusal("not-a-file");
}

function refuse(error: unknown): never {
  throw refusalOf(error);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return new Refusal("missing");
  if (code === "EACCES" || code === "EPERM") return new Refusal("forbidden");
  // O_NOFOLLOW: a link came between.
  if (code === "ELOOP") return new Refusal("outside");
  return new Refusal("unreadable");
}
