import { describe, expect, it } from "vitest";
import { defaultName, parseSessionSpec } from "../../../src/api/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

function problem(value: unknown): string {
  try {
    parseSessionSpec(value);
  } catch (error) {
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect((error as LocalProtocolError).code).toBe("ERR_BAD_SPEC");
    return (error as LocalProtocolError).message;
  }
  return "accepted";
}

describe("parseSessionSpec", () => {
  it.each([
    { type: "tcp-server", port: 0 },
    { type: "tcp-server", port: 8080, host: "::1", backlog: 5, noDelay: false, keepAliveSeconds: 30, halfOpen: true },
    {
      type: "tcp-client",
      host: "localhost",
      port: 80,
      localHost: "127.0.0.1",
      localPort: 0,
      connectTimeoutMs: 500,
      reconnect: { delayMs: 10, maxDelayMs: 10, attempts: 3 },
    },
    { type: "udp" },
    {
      type: "udp",
      host: "0.0.0.0",
      port: 7788,
      remote: { host: "127.0.0.1", port: 9 },
      broadcast: true,
      multicast: [{ group: "239.1.2.3", interface: "127.0.0.1", source: "10.0.0.1" }, { group: "ff02::1234" }],
      multicastTtl: 0,
      multicastLoopback: false,
      ttl: 64,
      reuseAddress: true,
      receiveBufferBytes: 65_536,
    },
    { type: "unix-server", path: "/run/x.sock", replaceStale: false, mode: "666" },
    { type: "unix-client", path: "@abstract", connectTimeoutMs: 0, reconnect: {} },
    { type: "capture-file", path: "a.pcapng", name: "old" },
    {
      type: "udp",
      charset: { in: "gbk", out: "utf-8" },
      framing: { type: "length", width: "u16be", offset: 2, adjust: -2, maxLength: 100 },
      limits: { maxPeers: 1, maxQueuedBytes: 1, maxRows: 1, maxCaptureBytes: 4096, maxUdpPeers: 1, maxGonePeers: 0 },
      captureFile: "x.pcapng",
      record: false,
    },
    { type: "udp", framing: { type: "line" } },
    { type: "udp", framing: { type: "fixed", size: 8 } },
    { type: "udp", framing: { type: "idle", gapMs: 20, maxLength: 9 } },
    { type: "udp", framing: { type: "slip" } },
    { type: "udp", framing: { type: "cobs", maxLength: 1 } },
  ])("takes %j as it is", (spec) => {
    expect(parseSessionSpec(spec)).toEqual(spec);
    expect(parseSessionSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  it.each([
    [
      { type: "tcp-server", host: " [::1] ", port: 1 },
      { type: "tcp-server", host: "::1", port: 1 },
    ],
    [
      { type: "udp", framing: { type: "delimiter", hex: "0D 0A" } },
      { type: "udp", framing: { type: "delimiter", hex: "0d0a" } },
    ],
  ])("normalises %j", (given, wanted) => {
    expect(parseSessionSpec(given)).toEqual(wanted);
  });

  const server = { type: "tcp-server", port: 1 };
  it.each([
    [null, "The session description is null, want an object"],
    [[], "The session description is [], want an object"],
    [
      {},
      'Field "type" is missing, want "tcp-server", "tcp-client", "udp", "unix-server", "unix-client", "capture-file"',
    ],
    [{ type: "tcp" }, 'Field "type" is "tcp", want "tcp-server"'],
    [{ type: "tcp-server" }, 'Field "port" is missing, want a whole number from 0 to 65535'],
    [{ type: "tcp-server", port: "80" }, 'Field "port" is "80", want a whole number from 0 to 65535'],
    [{ type: "tcp-server", port: 65_536 }, 'Field "port" is 65536, want'],
    [{ type: "tcp-server", port: 1.5 }, 'Field "port" is 1.5, want'],
    [{ type: "tcp-server", port: Number.NaN }, 'Field "port" is NaN, want'],
    [{ type: "tcp-client", host: "x", port: 0 }, 'Field "port" is 0, want a whole number from 1 to 65535'],
    [{ type: "tcp-client", port: 1 }, 'Field "host" is missing, want a host name or an IP address'],
    [{ type: "tcp-client", host: "a b", port: 1 }, 'Field "host" is "a b", want a host name or an IP address'],
    [{ type: "tcp-client", host: "", port: 1 }, 'Field "host" is "", want a text'],
    [{ type: "tcp-client", host: "a\0", port: 1 }, 'Field "host" is "a\\u0000", want a text'],
    [{ ...server, prot: 1 }, 'Field "prot" is unknown, want one of type, host, port, backlog'],
    [{ ...server, ["__proto__x"]: 1 }, 'Field "__proto__x" is unknown'],
    [{ ...server, noDelay: "yes" }, 'Field "noDelay" is "yes", want true or false'],
    [{ ...server, name: null }, 'Field "name" is null, want a text of 1 to 200 characters'],
    [{ ...server, limits: { maxPeers: 0 } }, 'Field "limits.maxPeers" is 0, want a whole number from 1 to 1000000'],
    [{ ...server, limits: { maxPears: 1 } }, 'Field "limits.maxPears" is unknown'],
    [{ ...server, limits: 3 }, 'Field "limits" is 3, want an object'],
    [{ ...server, charset: { in: "gbk" } }, 'Field "charset.out" is missing'],
    [{ ...server, charset: { in: "klingon", out: "gbk" } }, 'Field "charset.in" is "klingon", want "utf-8"'],
    [{ ...server, framing: { type: "lines" } }, 'Field "framing.type" is "lines", want "read", "line"'],
    [{ ...server, framing: { type: "fixed", size: 0 } }, 'Field "framing.size" is 0, want a whole number from 1'],
    [{ ...server, framing: { type: "delimiter", hex: "0" } }, 'Field "framing.hex" is "0", want 1 to 64 bytes'],
    [{ ...server, framing: { type: "read", maxLength: 1 } }, 'Field "framing.maxLength" is unknown'],
    [
      { type: "tcp-client", host: "x", port: 1, reconnect: { delayMs: 100, maxDelayMs: 50 } },
      'Field "reconnect.maxDelayMs" is 50, want at least delayMs (100)',
    ],
    [{ type: "udp", multicast: {} }, 'Field "multicast" is {}, want an array of at most 64 objects'],
    [{ type: "udp", multicast: [{ group: "10.0.0.1" }] }, 'Field "multicast[0].group" is "10.0.0.1", want a multicast'],
    [{ type: "udp", multicast: [{ group: "239.0.0.1", ttl: 3 }] }, 'Field "multicast[0].ttl" is unknown'],
    [{ type: "udp", remote: { host: "x" } }, 'Field "remote.port" is missing'],
    [{ type: "unix-server", path: "@" }, 'Field "path" is "@", want a path of at most 107 bytes (this one has 1)'],
    [{ type: "unix-client", path: `/${"你".repeat(36)}` }, "want a path of at most 107 bytes (this one has 109)"],
    [{ type: "unix-server", path: "/x", mode: "888" }, 'Field "mode" is "888", want three octal digits'],
  ])("refuses %j", (spec, message) => {
    expect(problem(spec)).toContain(message);
  });

  it("does not print a long value whole", () => {
    expect(problem({ type: "x".repeat(10_000) }).length).toBeLessThan(300);
  });
});

describe("defaultName", () => {
  it.each([
    [{ type: "tcp-server", port: 8080 }, "listen tcp://127.0.0.1:8080"],
    [{ type: "tcp-client", host: "::1", port: 80 }, "tcp://[::1]:80"],
    [{ type: "udp", host: "0.0.0.0", port: 7788 }, "udp://0.0.0.0:7788"],
    [{ type: "udp", remote: { host: "10.0.0.1", port: 9 } }, "udp://10.0.0.1:9"],
    [{ type: "udp", port: 1, remote: { host: "10.0.0.1", port: 9 } }, "udp://:1 → 10.0.0.1:9"],
    [{ type: "unix-server", path: "/run/x" }, "listen unix:///run/x"],
    [{ type: "unix-client", path: "@x" }, "unix://@x"],
    [{ type: "capture-file", path: "/tmp/a/b.pcapng" }, "b.pcapng"],
  ] as const)("of %j is %s", (spec, name) => {
    expect(defaultName(spec)).toBe(name);
  });
});
