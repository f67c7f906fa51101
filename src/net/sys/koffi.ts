import { createRequire } from "node:module";

/** A C function that koffi has bound. Its arguments are checked by nobody but `koffi-linux*.ts`. */
export interface NativeFunction {
  (...args: readonly unknown[]): number;
  async(...args: readonly unknown[]): void;
}

/** The parts of koffi that are used; the package is optional, so its own types cannot be imported. */
export interface Koffi {
  load(path: string | null): { func(definition: string): NativeFunction };
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

/** Loads koffi. Lazy, because it costs 6 ms. @throws Error when the package or its binary for this machine is missing */
export function requireKoffi(): Koffi {
  // One CJS bundle and the ESM library both come here; in the bundle import.meta.url is empty.
  const base = import.meta.url === undefined || import.meta.url === "" ? process.argv[1] : import.meta.url;
  return createRequire(base ?? process.execPath)("koffi") as Koffi;
}
