import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { checksum, formatBytesAs, hexdump, ncatHexdump, parseHexPaste } from "../../src/bytes/index.ts";
import { itWith } from "../support/programs.ts";

const DATA = Uint8Array.from({ length: 300 }, (_, index) =>
  index < 256 ? index : index < 288 ? 0 : 0x41 + index - 288,
);
let folder = "";
let file = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-bytes-"));
  file = join(folder, "data.bin");
  writeFileSync(file, DATA);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], input?: string): string {
  const result = spawnSync(command, [...args], { encoding: "latin1", ...(input === undefined ? {} : { input }) });
  if (result.status !== 0) throw new Error(`${command}: ${result.stderr}`);
  return result.stdout;
}

describe("hexadecimal dumps of other programs", () => {
  for (const [program, args] of [
    ["xxd", []],
    ["xxd", ["-g1"]],
    ["xxd", ["-u", "-c", "20"]],
    ["xxd", ["-p"]],
    ["xxd", ["-i"]],
    ["hexdump", ["-C"]],
    ["od", ["-A", "x", "-t", "x1"]],
    ["od", ["-t", "x1"]],
    ["od", ["-A", "d", "-t", "x1z"]],
  ] as const) {
    itWith([program])(`a paste of ${[program, ...args].join(" ")} gives the bytes`, () => {
      expect(parseHexPaste(run(program, [...args, file])).bytes).toEqual(DATA);
    });
  }

  itWith(["hexdump"])("our dump is hexdump -C's, line for line", () => {
    const theirs = run("hexdump", ["-v", "-C", file]).trimEnd().split("\n");
    expect(hexdump(DATA)).toEqual(theirs.slice(0, -1));
  });

  itWith(["ncat"])("our dump is ncat --hex-dump's, byte for byte", async () => {
    const server = createServer((socket) => socket.end(DATA));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const dump = join(folder, "ncat.txt");
    const child = await import("node:child_process");
    await new Promise((resolve) => {
      const ncat = child.spawn("ncat", ["--recv-only", "-x", dump, "127.0.0.1", String(port)], { stdio: "ignore" });
      ncat.on("close", resolve);
    });
    server.close();
    const theirs = readFileSync(dump, "latin1");
    expect(theirs).toBe(ncatHexdump(DATA));
    expect(parseHexPaste(theirs).bytes).toEqual(DATA);
  });
});

describe("literals in other languages", () => {
  itWith(["python3"])("Python reads its literal and base64", () => {
    const source = `import base64,sys\na=${formatBytesAs(DATA, "python")}\nb=base64.b64decode("${formatBytesAs(DATA, "base64")}")\nassert a==b\nsys.stdout.write(a.hex())`;
    expect(run("python3", ["-"], source)).toBe(Buffer.from(DATA).toString("hex"));
  });

  itWith(["bash"])("the shell's printf writes the bytes", () => {
    expect(Buffer.from(run("bash", ["-c", formatBytesAs(DATA, "printf")]), "latin1")).toEqual(Buffer.from(DATA));
  });
});

describe("checksums of other programs", () => {
  itWith(["python3"])("zlib and binascii agree", () => {
    const source = `import zlib,binascii\nd=open(${JSON.stringify(file)},"rb").read()\nprint(zlib.crc32(d),zlib.adler32(d),binascii.crc_hqx(d,0),binascii.crc_hqx(d,0xffff))`;
    const ours = ["crc32", "adler32", "xmodem", "crc-16/ccitt-false"].map((name) => String(checksum(DATA, name)));
    expect(run("python3", ["-"], source).trim().split(" ")).toEqual(ours);
  });
});
