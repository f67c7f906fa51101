import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Koffi, KoffiLibrary } from "../../../../src/net/sys/koffi.ts";
import { KoffiPageCache } from "../../../../src/net/sys/koffi-linux-page-cache.ts";
import { trySys } from "../../../../src/net/sys/load-sys.ts";

const found = trySys();
const MIB = 1_048_576;
/** Puts MiB 2 of the file out of memory; prints whether the kernel did it. */
const FORGET = `import os, sys
fd = os.open(sys.argv[1], os.O_RDWR)
os.fsync(fd)
os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
for at in [0, 1, 3]:
    os.pread(fd, 1 << 20, at << 20)
try:
    os.preadv(fd, [bytearray(1)], (2 << 20) + 4096 * 50, 8)
    print("kept")
except BlockingIOError:
    print("gone")`;

describe.skipIf(!("sys" in found))("isCached", () => {
  it("knows which range of a file is in memory", (context) => {
    if (!("sys" in found)) return;
    const { sys } = found;
    const folder = mkdtempSync(join(tmpdir(), "jackfield-"));
    const path = join(folder, "file");
    writeFileSync(path, Buffer.alloc(4 * MIB, "x"));
    const file = openSync(path, "r");
    try {
      expect(sys.isCached(file, 0, 4 * MIB)).toBe(true);
      expect(sys.isCached(file, 5, 1)).toBe(true);
      const { stdout } = spawnSync("python3", ["-c", FORGET, path], { encoding: "utf8" });
      if (stdout.trim() !== "gone") context.skip("this file system keeps its files in memory");
      expect(sys.isCached(file, 0, 2 * MIB)).toBe(true);
      expect(sys.isCached(file, 0, 4 * MIB)).toBe(false);
      expect(sys.isCached(file, 2 * MIB, MIB)).toBe(false);
      expect(sys.isCached(file, 3 * MIB, MIB)).toBe(true);
    } finally {
      closeSync(file);
      rmSync(folder, { recursive: true });
    }
  });
});

describe("KoffiPageCache", () => {
  /** A kernel that counts every page as cached while those from `arriving` on are still being read. */
  function readingAhead(arriving: number): { readonly cache: KoffiPageCache; readonly looks: number[] } {
    const looks: number[] = [];
    const cachestat = (range: BigUint64Array, stat: BigUint64Array): number => {
      stat[0] = ((range[1] ?? 0n) + 4095n) / 4096n;
      return 0;
    };
    const preadv2 = (at: number): number => {
      looks.push(at);
      return at < arriving ? 1 : -1;
    };
    const syscall = (call: number, _file: number, first: never, second: never, third: number): number =>
      call === 451 ? cachestat(first, second) : preadv2(third);
    const library = { func: () => syscall };
    const koffi = { address: () => 0n, errno: () => 11 };
    return { cache: new KoffiPageCache(koffi as unknown as Koffi, library as unknown as KoffiLibrary), looks };
  }

  it.each([
    { arriving: 4 * MIB, isCached: true },
    { arriving: 4 * MIB - 1, isCached: false },
    { arriving: 2 * MIB, isCached: false },
    { arriving: 0, isCached: false },
  ])("does not take what is only being read for cached: from $arriving on", ({ arriving, isCached }) => {
    const { cache, looks } = readingAhead(arriving);
    expect(cache.isCached(3, 0, 4 * MIB)).toBe(isCached);
    // The end is what comes last.
    expect(looks[0]).toBe(4 * MIB - 1);
    expect(looks.length).toBeLessThanOrEqual(9);
  });
});
