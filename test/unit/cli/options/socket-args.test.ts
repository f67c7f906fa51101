import { describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/cli/cli-error.ts";
import {
  checkSocket,
  sourceOf,
  TCP_SOCKET_ARGS,
  tcpSpecOf,
  UDP_SOCKET_ARGS,
  udpSpecOf,
} from "../../../../src/cli/options/socket-args.ts";
import { parseArgs } from "../../../../src/cli/parse-args.ts";
import { valuesOf } from "../../../support/cli-args.ts";

const tcp = (...argv: string[]): unknown => tcpSpecOf(valuesOf(TCP_SOCKET_ARGS, argv));
const udp = (...argv: string[]): unknown => udpSpecOf(valuesOf(UDP_SOCKET_ARGS, argv));

describe("the socket options", () => {
  it.each([
    [[], {}],
    [["--ttl", "3"], { socket: { ttl: 3 } }],
    [["--tos", "0x10"], { socket: { tos: 16 } }],
    [["--tos", "ef"], { socket: { tos: 184 } }],
    [["--tos", "AF41"], { socket: { tos: 136 } }],
    [["--tos", "cs6"], { socket: { tos: 192 } }],
    [["--sndbuf", "64K", "--rcvbuf", "1M"], { socket: { sendBufferBytes: 65_536, receiveBufferBytes: 1_048_576 } }],
    [["--device", "lo", "--reuseport"], { socket: { device: "lo", reusePort: true } }],
    [["--delayed"], { noDelay: false }],
    [["--keepalive", "60"], { keepAliveSeconds: 60 }],
    [["--keepalive", "60,10,3"], { keepAliveSeconds: 60, keepAliveIntervalSeconds: 10, keepAliveCount: 3 }],
    [["--linger", "0", "--mss", "600"], { socket: { lingerSeconds: 0, maxSegmentBytes: 600 } }],
    [["--user-timeout", "1.5s"], { socket: { userTimeoutMs: 1500 } }],
    [["--sockopt", "SO_PRIORITY=6"], { socket: { raw: [{ level: 1, option: 12, value: 6 }] } }],
    [["--sockopt", "tcp_congestion=text:reno"], { socket: { raw: [{ level: 6, option: 13, hex: "72656e6f" }] } }],
    [["--sockopt", "0x1:12=hex:06 00 00 00"], { socket: { raw: [{ level: 1, option: 12, hex: "06000000" }] } }],
    [["--sockopt", "IPV6_TCLASS=-1"], { socket: { raw: [{ level: 41, option: 67, value: -1 }] } }],
  ])("of TCP %j are %j", (argv, spec) => {
    expect(tcp(...argv)).toEqual(spec);
  });

  it.each([
    [[], {}],
    [["--ttl", "3"], { ttl: 3, multicastTtl: 3 }],
    [
      ["--rcvbuf", "4K", "--sndbuf", "4K", "--tos", "1"],
      { receiveBufferBytes: 4096, socket: { sendBufferBytes: 4096, tos: 1 } },
    ],
  ])("of UDP %j are %j", (argv, spec) => {
    expect(udp(...argv)).toEqual(spec);
  });

  it.each([
    [["--ttl", "0"], /--ttl: "0" is no whole number from 1 to 255/],
    [["--tos", "256"], /0 to 255/],
    [["--tos", "efg"], /did you mean ef/],
    [["--keepalive", "1,2,3,4"], /IDLE/],
    [["--keepalive", "60,0"], /from 1 to 32767/],
    [["--sockopt", "SO_PRIORITY"], /not OPTION=VALUE/],
    [["--sockopt", "SO_PRIORTY=1"], /did you mean SO_PRIORITY/],
    [["--sockopt", "SO_PRIORITY=six"], /no whole number/],
    [["--sockopt", "1:2=hex:0"], /no partner/],
    [["--mss", "1"], /88/],
  ])("refuse %j", (argv, message) => {
    expect(() => parseArgs(TCP_SOCKET_ARGS, argv)).toThrow(message);
  });

  it("of TCP are refused for other sockets, by name", () => {
    const values = valuesOf(TCP_SOCKET_ARGS, ["--linger", "1"]);
    checkSocket(values, "tcp");
    expect(() => checkSocket(values, "udp")).toThrow("--linger needs tcp://");
    expect(() => checkSocket(valuesOf(TCP_SOCKET_ARGS, ["--ttl", "1"]), "unix")).toThrow("--ttl and unix:");
  });
});

describe("sourceOf", () => {
  it.each([
    ["10.0.0.5", { localHost: "10.0.0.5" }],
    [":4000", { localPort: 4000 }],
    ["localhost:0", { localHost: "localhost", localPort: 0 }],
    ["[::1]:4000", { localHost: "::1", localPort: 4000 }],
    ["[::1]", { localHost: "::1" }],
    ["fe80::1%lo", { localHost: "fe80::1%lo" }],
  ])("reads %s", (text, source) => {
    expect(sourceOf(text)).toEqual(source);
  });

  it.each(["", ":70000", ":x", "[::1"])("refuses %j", (text) => {
    expect(() => sourceOf(text)).toThrow(UsageError);
  });
});
