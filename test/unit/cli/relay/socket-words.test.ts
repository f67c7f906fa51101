import { describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/cli/cli-error.ts";
import { parseEndpoint } from "../../../../src/cli/relay/endpoint-word.ts";
import { SOCKET_WORDS } from "../../../../src/cli/relay/socket-words.ts";
import { LocalProtocolError } from "../../../../src/errors/index.ts";

const none = { source: {}, socket: {}, listen: {}, udp: {}, groups: [] };

function tuningOf(word: string): unknown {
  const endpoint = parseEndpoint(word);
  return "tuning" in endpoint ? endpoint.tuning : undefined;
}

function refusal(word: string): unknown {
  try {
    parseEndpoint(word);
  } catch (error) {
    return error;
  }
  throw new Error(`${word} was taken`);
}

describe("options of sockets in jack relay", () => {
  it.each([
    ["127.0.0.1:80", undefined],
    ["127.0.0.1:80,nodelay", { ...none, socket: { noDelay: true } }],
    ["127.0.0.1:80,nodelay=0", { ...none, socket: { noDelay: false } }],
    ["tcp://[::1]:80,ttl=5,tos=ef", { ...none, socket: { ttl: 5, tos: 184 } }],
    [
      "tls://h:443,sndbuf=64K,rcvbuf=1M",
      { ...none, socket: { sendBufferBytes: 65_536, receiveBufferBytes: 1_048_576 } },
    ],
    ["127.0.0.1:80,keepalive", { ...none, socket: { keepAlive: { idleSeconds: 7200 } } }],
    ["127.0.0.1:80,keepalive=0", { ...none, socket: { keepAlive: { idleSeconds: 0 } } }],
    [
      "127.0.0.1:80,keepidle=9,keepintvl=3,keepcnt=2",
      { ...none, socket: { keepAlive: { idleSeconds: 9, intervalSeconds: 3, count: 2 } } },
    ],
    ["127.0.0.1:80,bind=127.0.0.2", { ...none, source: { localHost: "127.0.0.2" } }],
    ["127.0.0.1:80,bind=[::1]:4000", { ...none, source: { localHost: "::1", localPort: 4000 } }],
    ["127.0.0.1:80,bind=127.0.0.2,sp=4000", { ...none, source: { localHost: "127.0.0.2", localPort: 4000 } }],
    ["127.0.0.1:80,so-bindtodevice=lo", { ...none, socket: { device: "lo" } }],
    [
      "127.0.0.1:80,mss=1000,linger=0,user-timeout=2s",
      {
        ...none,
        socket: { maxSegmentBytes: 1000, lingerSeconds: 0, userTimeoutMs: 2000 },
      },
    ],
    [
      "127.0.0.1:80,sockopt=SO_PRIORITY=6,sockopt=1:12=hex:05000000",
      {
        ...none,
        socket: {
          raw: [
            { level: 1, option: 12, value: 6 },
            { level: 1, option: 12, value: Buffer.from([5, 0, 0, 0]) },
          ],
        },
      },
    ],
    ["listen:8080,reuseport,backlog=5", { ...none, socket: { reusePort: true }, listen: { backlog: 5 } }],
    ["listen:8080,reuseaddr", { ...none, udp: { reuseAddress: true } }],
    ["listen:[::]:8080,ipv6only", { ...none, listen: { ipv6Only: true }, udp: { ipv6Only: true } }],
    ["udp://10.0.0.255:9,broadcast", { ...none, udp: { broadcast: true } }],
    ["udp://10.0.0.1:9,rcvbuf=8K,ttl=3", { ...none, socket: { ttl: 3 }, udp: { receiveBufferBytes: 8192 } }],
    [
      "udp://224.0.0.9:9,multicast-ttl=2,multicast-loop=0,multicast-if=lo",
      {
        ...none,
        udp: { multicastTtl: 2, multicastLoopback: false, multicastInterface: "lo" },
      },
    ],
    [
      "listen:udp://:9,join=224.0.0.9@lo,join=ff02::9,reuseaddr",
      {
        ...none,
        udp: { reuseAddress: true },
        groups: [{ group: "224.0.0.9", interface: "lo" }, { group: "ff02::9" }],
      },
    ],
    [
      "listen:udp://:9,ip-add-membership=224.0.0.9:127.0.0.1",
      {
        ...none,
        groups: [{ group: "224.0.0.9", interface: "127.0.0.1" }],
      },
    ],
    ["ws://127.0.0.1/chat,text,nodelay", { ...none, socket: { noDelay: true } }],
    // In a path a comma is a letter.
    ["unix:/run/a,nodelay", undefined],
  ])("reads %s", (word, tuning) => {
    expect(tuningOf(word)).toEqual(tuning);
  });

  it("leaves the address and the WebSocket's own words as they are", () => {
    expect(parseEndpoint("ws://127.0.0.1:8080/a,b,text,ttl=5")).toMatchObject({ path: "/a,b", message: "text" });
    expect(parseEndpoint("listen:8080,reuseport")).toMatchObject({ address: { host: "127.0.0.1", port: 8080 } });
  });

  it.each([
    ["127.0.0.1:80,nodely", 13, "did you mean nodelay?"],
    ["127.0.0.1:80,ttl", 13, "ttl needs a value"],
    ["127.0.0.1:80,ttl=5,ttl=6", 19, "ttl is given twice"],
    ["listen:8080,bind=127.0.0.2", 12, "write the address to listen on itself"],
    ["127.0.0.1:80,backlog=5", 13, "backlog is for listen:"],
    ["udp://10.0.0.1:9,nodelay", 17, "nodelay is for TCP"],
    ["127.0.0.1:80,broadcast", 13, "broadcast is for UDP"],
    ["listen:8080,reuseaddr=0", 12, "leave it out"],
    ["listen:8080,fork", 12, "use --keep-open"],
  ])("refuses %s at %i", (word, position, reason) => {
    const error = refusal(word);
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect(error).toMatchObject({ code: "ERR_BAD_ENDPOINT", input: word, position });
    expect((error as Error).message).toContain(reason);
  });

  it.each([
    ["127.0.0.1:80,ttl=300", "ttl"],
    ["127.0.0.1:80,nodelay=yes", "nodelay"],
    ["127.0.0.1:80,sndbuf=much", "sndbuf"],
    ["127.0.0.1:80,bind=127.0.0.2:99999", "bind"],
  ])("names the option whose value is wrong: %s", (word, name) => {
    const error = refusal(word);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(new RegExp(`^${name}: `));
  });

  it("takes each name of socat's that the guide lists", () => {
    for (const name of ["so-keepalive", "tcp-nodelay", "ip-ttl", "ip-tos", "so-sndbuf", "if", "so-reuseport"]) {
      expect(SOCKET_WORDS).toHaveProperty(name);
    }
  });
});
