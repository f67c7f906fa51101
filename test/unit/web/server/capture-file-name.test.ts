import { describe, expect, it } from "vitest";
import { captureFileName } from "../../../../src/web/server/capture-file-name.ts";

const openedUs = new Date(2026, 10, 21, 9, 8, 7).getTime() * 1000;

describe("captureFileName", () => {
  it.each([
    ["tcp-server", "tcp-server-20261121-090807.pcapng", null],
    ["TCP server 127.0.0.1:80", "TCP-server-127.0.0.1-80-20261121-090807.pcapng", null],
    ["../../etc/passwd", "..-..-etc-passwd-20261121-090807.pcapng", null],
    ['a"b\r\nc', "a-b-c-20261121-090807.pcapng", null],
    ["温度", "温度-20261121-090807.pcapng", "__-20261121-090807.pcapng"],
    ["///", "capture-20261121-090807.pcapng", null],
    ["x".repeat(200), `${"x".repeat(80)}-20261121-090807.pcapng`, null],
  ])("of %j", (name, full, ascii) => {
    expect(captureFileName({ name, openedUs })).toEqual({ full, ascii: ascii ?? full });
  });
});
