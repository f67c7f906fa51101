import { describe, expect, it } from "vitest";
import {
  compileFilter,
  type EventKind,
  parseFilter,
  type PeerRecord,
  RowIndex,
} from "../../../../src/capture/index.ts";

const FIRST_US = new Date(2026, 10, 21, 10, 2, 10).getTime() * 1000;
const ROWS: readonly [kind: EventKind, direction: "in" | "out" | null, peer: number, text: string][] = [
  ["accept", null, 1, "accept 127.0.0.1:53211"],
  ["data", "in", 1, "Temp=21.5\r\n"],
  ["data", "out", 1, "OK"],
  ["accept", null, 2, "accept [::1]:3"],
  ["data", "in", 2, "temp 温度 \0"],
  ["error", null, 0, "error ERR_RESET connection reset"],
  ["data", "in", 3, ""],
];
const PEERS = new Map<number, PeerRecord>([
  [1, { id: 1, network: "tcp", local: "127.0.0.1:80", remote: "127.0.0.1:53211" }],
  [2, { id: 2, network: "tcp", local: "[::1]:80", remote: "[::1]:3" }],
  [3, { id: 3, network: "unix", local: "/run/X.sock", remote: "/run/Client.sock" }],
]);

function matching(expression: string): number[] {
  const index = new RowIndex();
  for (const [i, [kind, direction, peer, text]] of ROWS.entries()) {
    const length = kind === "data" ? Buffer.byteLength(text) : 0;
    index.add({ kind, timeUs: FIRST_US + i * 1e6, direction, peer, length, detailed: false, offset: i, payloadAt: 0 });
  }
  const filter = compileFilter(parseFilter(expression), { index, peers: PEERS });
  return ROWS.flatMap(([kind, , , text], row) => {
    const bytes = kind === "data" ? Buffer.from(text) : new Uint8Array(0);
    const answer = filter.test(row, { bytes, text });
    const quick = filter.quick(row);
    if (quick !== null) expect(quick).toBe(answer);
    else expect(filter.needsContent).toBe(true);
    return answer ? [row] : [];
  });
}

describe("compileFilter", () => {
  it.each([
    ["", [0, 1, 2, 3, 4, 5, 6]],
    ["dir:in", [1, 4, 6]],
    ["dir:in,out", [1, 2, 4, 6]],
    ["dir!=in", [0, 2, 3, 5]],
    ["kind:data,error", [1, 2, 4, 5, 6]],
    ["peer:3", [3, 4, 6]],
    ["peer:#3", [6]],
    ["peer:#53211", []],
    ["peer:53211", [0, 1, 2]],
    ["peer:client", [6]],
    ["peer:0", [5]],
    ["len>0", [1, 2, 4]],
    ["len=0", [6]],
    ["len:2..11", [1, 2]],
    ["row:1..2", [1, 2]],
    ["row:0", [0]],
    ["time>+3s", [4, 5, 6]],
    ["time>=+3s time<+5s", [3, 4]],
    ["time:+1s..+2s", [1, 2]],
    ["time>10:02:14.5", [5, 6]],
    ["temp", [1, 4]],
    ["text:temp", [4]],
    ["text=OK", [2]],
    ["text~TEMP", [1, 4]],
    ["温度", [4]],
    ["reset", [5]],
    ['"\\r\\n"', [1]],
    ["hex:0d0a", [1]],
    ["hex:??0a", [1]],
    ["hex:3?2e", [1]],
    ['hex:"4f 4b"', [2]],
    ["/\\d+\\.\\d/ kind:data", [1]],
    ["/^ok$/i", [2]],
    ["temp or kind:error", [1, 4, 5]],
    ["kind:data not temp", [2, 6]],
    ["!(dir:in or dir:out) reset", [5]],
  ])("%s takes rows %j", (expression, rows) => {
    expect(matching(expression)).toEqual(rows);
  });

  it("decides without the content where the index is enough", () => {
    const index = new RowIndex();
    index.add({
      kind: "data",
      timeUs: 0,
      direction: "in",
      peer: 1,
      length: 3,
      detailed: false,
      offset: 0,
      payloadAt: 68,
    });
    const quick = (expression: string): boolean | null =>
      compileFilter(parseFilter(expression), { index, peers: PEERS }).quick(0);
    expect(quick("dir:out x")).toBe(false);
    expect(quick("dir:in or x")).toBe(true);
    expect(quick("dir:in x")).toBeNull();
    expect(quick("not x")).toBeNull();
    expect(quick("not (dir:out x)")).toBe(true);
  });
});
