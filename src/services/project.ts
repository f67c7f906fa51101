import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  type JsonSource,
  parseJsonSource,
  parseSessionSpec,
  type ProjectService,
  projectShape,
  type ProjectSpec,
  type SessionSpec,
  type TlsSpec,
} from "../api/index.ts";
import { fileReason, JackfieldError, LocalProtocolError } from "../errors/index.ts";
import { planOfProject, planOfSpec } from "./plan-service.ts";

/** The name of a project file. */
export const PROJECT_FILE = "jackfield.json";

/** A project file that has been read. Paths in it are absolute: they were relative to the file's folder. */
export interface Project {
  /** The file, absolute. */
  readonly file: string;
  readonly services: readonly ProjectService[];
  readonly sessions: readonly SessionSpec[];
}

/**
 * Reads a project file.
 * @throws JackfieldError `ERR_FILE` when it cannot be read; as {@link parseProject}
 */
export async function readProject(file: string): Promise<Project> {
  const source = await readFile(file, "utf8").catch((error: Error) => {
    throw new JackfieldError("ERR_FILE", `Cannot read ${file}: ${fileReason(error)}`, { cause: error });
  });
  return parseProject(source, resolve(file));
}

/**
 * Checks the text of a project file, its services' options and its sessions' specs included.
 * @throws LocalProtocolError `ERR_BAD_PROJECT`: `FILE:LINE:COLUMN: services[1].port: wanted …`
 */
export function parseProject(text: string, file: string): Project {
  const json = readJson(text, file);
  const wrong = (path: string, message: string, cause?: unknown): LocalProtocolError =>
    faultAt(text, file, json.positionOf(path), path === "" ? message : `${path}: ${message}`, cause);
  const fault = projectShape.fault(json.value, "");
  if (fault !== null) throw wrong(fault.path, fault.message);
  const { services = [], sessions = [] } = json.value as ProjectSpec;
  const folder = dirname(file);
  const checked = <T extends object, R>(list: string, item: T, index: number, check: (item: T) => R): R => {
    try {
      return check(item);
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      throw wrong(`${list}[${index}]${propertyOf(item, error.input)}`, error.message, error);
    }
  };
  return {
    file,
    services: services.map((service, index) =>
      checked("services", service, index, (item) => {
        planOfProject(item);
        return absoluteTls(absoluteFolder(item, folder), folder);
      }),
    ),
    sessions: sessions.map((session, index) =>
      checked("sessions", session, index, (item) => {
        const spec = parseSessionSpec(item);
        if ("service" in spec && spec.service !== undefined) planOfSpec(spec.service);
        return absolutePaths(spec, folder);
      }),
    ),
  };
}

/** The property that an error is about: its input is the name or the value of one. */
function propertyOf(item: object, input: string | undefined): string {
  const key = Object.entries(item).find(([name, value]) => name === input || value === input)?.[0];
  return key === undefined ? "" : `.${key}`;
}

function absoluteFolder<T extends ProjectService>(service: T, folder: string): T {
  if (service.type !== "files") return service;
  return { ...service, folder: resolve(folder, service.folder ?? ".") };
}

function absolutePaths(spec: SessionSpec, folder: string): SessionSpec {
  const paths: { captureFile?: string; path?: string; service?: ProjectService } = {};
  if (spec.captureFile !== undefined) paths.captureFile = resolve(folder, spec.captureFile);
  // An abstract name of Linux is no path.
  if ("path" in spec && !spec.path.startsWith("@")) paths.path = resolve(folder, spec.path);
  if ("service" in spec && spec.service !== undefined) paths.service = absoluteFolder(spec.service, folder);
  const absolute = { ...spec, ...paths };
  return "tls" in absolute ? absoluteTls(absolute, folder) : absolute;
}

/** The files that TLS names. */
function absoluteTls<T extends { readonly tls?: TlsSpec }>(item: T, folder: string): T {
  if (item.tls === undefined) return item;
  const files = (["certFile", "keyFile", "passphraseFile", "caFile"] as const).flatMap((key) => {
    const file = item.tls?.[key];
    return file === undefined ? [] : [[key, resolve(folder, file)] as const];
  });
  return { ...item, tls: { ...item.tls, ...Object.fromEntries(files) } };
}

function readJson(text: string, file: string): JsonSource {
  try {
    return parseJsonSource(text, "ERR_BAD_PROJECT");
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    throw faultAt(text, file, error.position ?? 0, error.message, error);
  }
}

/** The error names line and column of the file; its own input and position are that line, so that a caret can be drawn. */
function faultAt(text: string, file: string, position: number, message: string, cause: unknown): LocalProtocolError {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  const before = source.slice(0, position).split("\n");
  const column = before.at(-1)?.length ?? 0;
  const input = source.split("\n")[before.length - 1]?.replace(/\r$/, "") ?? "";
  return new LocalProtocolError("ERR_BAD_PROJECT", `${file}:${before.length}:${column + 1}: ${message}`, {
    input,
    position: column,
    cause,
  });
}
