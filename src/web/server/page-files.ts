import { createHash } from "node:crypto";
import { type Dirent, existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// The bundler puts a hash of the content in these names, so that they never change.
const HASHED = /[-.][A-Z0-9]{8}\.\w+$/;

/** Content codings by preference: the file's suffix and the coding's name. */
const CODINGS = [
  [".br", "br"],
  [".gz", "gzip"],
] as const;

interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly immutable: boolean;
  readonly codings: readonly (readonly [suffix: string, coding: string])[];
}

/**
 * The page's files, listed once: a request can only name one of the list, so that no path can lead out of the folder.
 * Contents are read when first asked for.
 */
export class PageFiles {
  readonly #files = new Map<string, PageFile>();
  readonly #contents = new Map<string, Promise<{ readonly bytes: Buffer<ArrayBuffer>; readonly etag: string }>>();

  constructor(folder: string) {
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    const paths = names.filter((entry) => entry.isFile()).map((entry) => join(parentOf(entry), entry.name));
    const known = new Set(paths);
    for (const path of paths) {
      const type = TYPES[extname(path)];
      if (type === undefined) continue;
      const codings = CODINGS.filter(([suffix]) => known.has(path + suffix));
      const url = `/${relative(folder, path).split(sep).join("/")}`;
      this.#files.set(url, { path, type, immutable: HASHED.test(url), codings });
    }
  }

  /** How many there are. */
  get size(): number {
    return this.#files.size;
  }

  /** The answer to a request for this path; null when there is no such file. `/` is `/index.html`. */
  async answer(path: string, request: Headers): Promise<Response | null> {
    const file = this.#files.get(path === "/" ? "/index.html" : path);
    if (file === undefined) return null;
    const accepted = (request.get("accept-encoding") ?? "").split(",").map((part) => part.split(";")[0]?.trim());
    const [suffix, coding] = file.codings.find(([, name]) => accepted.includes(name)) ?? ["", null];
    const { bytes, etag } = await this.#read(file.path + suffix);
    const headers = new Headers({
      "content-type": file.type,
      etag,
      "cache-control": file.immutable ? "private, max-age=31536000, immutable" : "private, no-cache",
      vary: "accept-encoding",
      ...(coding === null ? {} : { "content-encoding": coding }),
    });
    if (request.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(bytes, { headers });
  }

  #read(path: string): Promise<{ readonly bytes: Buffer<ArrayBuffer>; readonly etag: string }> {
    let content = this.#contents.get(path);
    if (content === undefined) {
      content = readFile(path).then((bytes) => ({
        bytes,
        etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
      }));
      content.catch(() => this.#contents.delete(path));
      this.#contents.set(path, content);
    }
    return content;
  }
}

function parentOf(entry: Dirent): string {
  return entry.parentPath;
}
