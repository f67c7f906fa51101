import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cLibrary } from "./c-library.ts";

/** A C function that koffi has bound. Its arguments are checked by nobody but `koffi-linux*.ts`. */
export interface NativeFunction {
  (...args: readonly unknown[]): number;
  async(...args: readonly unknown[]): void;
}

/** A loaded library, which binds functions by a C declaration or by name and types. */
export interface KoffiLibrary {
  func(definition: string): NativeFunction;
  func(name: string, result: string, parameters: readonly string[]): NativeFunction;
}

/** The parts of koffi that are used; the package is optional, so its own types cannot be imported. */
export interface Koffi {
  load(path: string | null): KoffiLibrary;
  address(value: ArrayBufferView): bigint;
  errno(): number;
  view(pointer: bigint, length: number): ArrayBuffer;
  readonly decode: { string(pointer: bigint): string };
  readonly node: {
    poll(fd: number, options: { readable?: boolean; writable?: boolean }, callback: () => void): KoffiPoll;
  };
  readonly version: string;
}

/** One libuv poll handle. */
export interface KoffiPoll {
  ref(): void;
  unref(): void;
  stop(): void;
  close(): void;
}

/** Set by the launcher of an executable that carries koffi's binary: writes it to a file and tells the path, or null. */
interface Bundle {
  koffi(): string | null;
}
const BUNDLE: unique symbol = Symbol.for("jackfield.bundle");

/** Loads koffi. Lazy, because it costs milliseconds. @throws Error when the package or its binary for this machine is missing */
export function requireKoffi(): Koffi {
  const here = fileURLToPath(import.meta.url);
  const inside = (globalThis as { readonly [BUNDLE]?: Bundle })[BUNDLE]?.koffi() ?? null;
  if (inside !== null) return createRequire(here)(inside) as Koffi;
  return requireBinary(here) ?? (createRequire(here)("koffi") as Koffi);
}

/**
 * The binary for this C library, where it lies when npm has installed it. koffi's own entry comes to the same file, but
 * spends 5 ms on reading Node's ELF header to learn which of its binaries fits.
 */
function requireBinary(from: string): Koffi | undefined {
  const libc = cLibrary() === "musl" ? "musl" : "linux";
  const binary = join(
    "node_modules",
    "@koromix",
    `koffi-linux-${process.arch}`,
    `${libc}_${process.arch}`,
    "koffi.node",
  );
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, binary);
    if (existsSync(path)) {
      try {
        return createRequire(from)(path) as Koffi;
      } catch {
        return undefined;
      }
    }
    if (folder === dirname(folder)) return undefined;
  }
}
