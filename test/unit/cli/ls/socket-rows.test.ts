import { describe, expect, it } from "vitest";
import { ageText, socketJson, socketRows } from "../../../../src/cli/ls/socket-rows.ts";
import type { ListedSocket } from "../../../../src/cli/ls/socket-table.ts";
import { enTools } from "../../../../src/cli/messages/en-tools.ts";
import { zhTools } from "../../../../src/cli/messages/zh-tools.ts";
import { textWidth } from "../../../../src/cli/output/text-width.ts";

const SOCKET: ListedSocket = {
  network: "tcp",
  protocol: "tcp6",
  state: "established",
  local: "[2001:db8:1111:2222:3333:4444:5555:6666]:65535",
  localPort: 65_535,
  remote: "[2001:db8:1111:2222:3333:4444:5555:7777]:65535",
  remotePort: 65_535,
  receiveQueue: 1_234_567,
  sendQueue: 0,
  user: "ann",
  uid: 1000,
  inode: 9,
  holders: [
    { pid: 12, command: "bad\u001b[31m", fd: 3, startedMs: 1000 },
    { pid: 13, command: "x", fd: 3, startedMs: null },
  ],
  rttMs: 0.5,
  retransmits: 0,
  drops: null,
};

describe("socketRows", () => {
  it("writes everything where there is no terminal, and nothing that drives one", () => {
    const options = { headings: enTools.ls.columns, columns: undefined, heading: true, nowMs: 61_000 };
    const [head, row] = socketRows([SOCKET], options);
    expect(head).toMatch(/^PROTO +STATE +LOCAL +PEER +RECV-Q +SEND-Q +PROCESS +USER +SINCE$/);
    expect(row).toBe(
      "tcp6   established  [2001:db8:1111:2222:3333:4444:5555:6666]:65535  [2001:db8:1111:2222:3333:4444:5555:7777]:65535  1234567       0  bad\\e[31m (12) +1  ann     60s",
    );
  });

  it.each([40, 80, 120, 160])("fits into %i columns in both languages", (columns) => {
    for (const { ls } of [enTools, zhTools]) {
      const rows = socketRows([SOCKET], { headings: ls.columns, columns, heading: true, nowMs: 0 });
      for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(Math.max(columns, 68));
      expect(rows[1]).toContain("tcp6");
    }
  });
});

it.each([
  [-5, "0s"],
  [99_999, "99s"],
  [100_000, "1m"],
  [5_999_999, "99m"],
  [6_000_000, "1h"],
  [47.9 * 3_600_000, "47h"],
  [48 * 3_600_000, "2d"],
])("writes an age of %i ms as %s", (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

it("gives JSON what is known and leaves out what is not", () => {
  expect(socketJson(SOCKET)).toMatchObject({
    protocol: "tcp6",
    localPort: 65_535,
    rttMs: 0.5,
    retransmits: 0,
    processes: [{ pid: 12, started: "1970-01-01T00:00:01.000Z" }, { pid: 13 }],
  });
  expect(socketJson(SOCKET)).not.toHaveProperty("drops");
});
