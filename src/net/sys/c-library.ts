import { existsSync, readFileSync } from "node:fs";

const MUSL_LOADERS: Readonly<Record<string, string>> = {
  x64: "/lib/ld-musl-x86_64.so.1",
  arm64: "/lib/ld-musl-aarch64.so.1",
};
/** A file of glibc among those that a process has in memory: libc.so.6, or libc-2.31.so before 2.34. */
const GLIBC = /\/libc(?:\.so\.6|-2\.\d+\.so)$/m;

/**
 * The C library that this process runs on; binaries for the other one may load, and crash. A machine can have both, so
 * where musl is installed the process's own memory map decides (proc_pid_maps(5)).
 */
export function cLibrary(): "glibc" | "musl" {
  const loader = MUSL_LOADERS[process.arch];
  if (loader === undefined || !existsSync(loader)) return "glibc";
  return GLIBC.test(readFileSync("/proc/self/maps", "latin1")) ? "glibc" : "musl";
}
