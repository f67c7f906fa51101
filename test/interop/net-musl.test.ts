import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect } from "vitest";
import type { Koffi } from "../../src/net/sys/koffi.ts";
import { KoffiLinux } from "../../src/net/sys/koffi-linux.ts";
import { itWith } from "../support/programs.ts";

/** Where musl's loader is, which is its C library as well. */
const MUSL = process.arch === "arm64" ? "/lib/ld-musl-aarch64.so.1" : "/lib/ld-musl-x86_64.so.1";

/** The C functions that the socket calls are bound to. */
function boundNames(): readonly string[] {
  const names: string[] = [];
  const func = (declaration: string): (() => number) => {
    names.push(/(\w+)\(/.exec(declaration)?.[1] ?? declaration);
    return () => 0;
  };
  const koffi = { load: () => ({ func }), address: () => 0n, errno: () => 0 } as unknown as Koffi;
  // The name functions are bound by their first use.
  new KoffiLinux(koffi).gethostname();
  return names;
}

describe("a machine with musl, as Alpine", () => {
  const it = itWith(existsSync(MUSL) ? ["nm"] : ["nm", MUSL]);

  it("has every function that the socket calls are bound to", () => {
    const symbols = execFileSync("nm", ["-D", "--defined-only", MUSL], { encoding: "utf8" });
    const there = new Set(symbols.split("\n").map((line) => line.split(" ").at(-1)));
    const bound = boundNames();
    expect(bound).toEqual(expect.arrayContaining(["recvmmsg", "epoll_wait", "sendfile", "getaddrinfo", "syscall"]));
    expect(bound.filter((name) => !there.has(name))).toEqual([]);
  });

  it("needs no name that musl 1.2.4 took out of what dlsym finds", () => {
    expect(boundNames().filter((name) => name.endsWith("64"))).toEqual([]);
  });
});
