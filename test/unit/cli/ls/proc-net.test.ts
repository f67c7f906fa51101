import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProcNet } from "../../../../src/cli/ls/proc-net.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-proc-net-"));
  const inet = (local: string, remote: string, state: string, inode: number): string =>
    `   0: ${local} ${remote} ${state} 00000010:00000020 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0\n`;
  writeFileSync(join(folder, "tcp"), HEAD + inet("0100007F:1F90", "00000000:0000", "0A", 11));
  writeFileSync(
    join(folder, "tcp6"),
    HEAD + inet("00000000000000000000000001000000:0050", "B80D0120000000000000000001000000:C000", "01", 12),
  );
  writeFileSync(join(folder, "udp"), `${HEAD}a broken line\n${inet("00000000:0035", "00000000:0000", "07", 13)}`);
  writeFileSync(
    join(folder, "unix"),
    "Num       RefCount Protocol Flags    Type St Inode Path\n" +
      "0000000000000000: 00000002 00000000 00010000 0001 01 14 /run/a b.sock\n" +
      "0000000000000000: 00000003 00000000 00000000 0001 03 15\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("readProcNet", () => {
  it("reads addresses, states, queues and owners; a missing table is empty, a broken line is skipped", () => {
    const common = { receiveQueue: 0x20, sendQueue: 0x10, uid: 1000, path: "" };
    expect(readProcNet(new Set(["tcp", "udp"]), folder)).toEqual([
      {
        ...common,
        network: "tcp",
        family: 4,
        state: "listen",
        local: { host: "127.0.0.1", port: 8080 },
        remote: { host: "0.0.0.0", port: 0 },
        inode: 11,
      },
      {
        ...common,
        network: "tcp",
        family: 6,
        state: "established",
        local: { host: "::1", port: 80 },
        remote: { host: "2001:db8::1", port: 49_152 },
        inode: 12,
      },
      expect.objectContaining({
        network: "udp",
        state: "unconnected",
        local: { host: "0.0.0.0", port: 53 },
        inode: 13,
      }),
    ]);
  });

  it("reads Unix sockets with blanks in their paths", () => {
    expect(readProcNet(new Set(["unix"]), folder)).toMatchObject([
      { network: "unix", state: "listen", path: "/run/a b.sock", inode: 14 },
      { network: "unix", state: "established", path: "", inode: 15 },
    ]);
  });
});
