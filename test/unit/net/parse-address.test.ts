import { describe, expect, it } from "vitest";
import { formatNetworkAddress, type NetworkAddress, parseAddress } from "../../../src/net/index.ts";

const tcp = (host: string, port: number): NetworkAddress => ({ network: "tcp", address: { host, port } });
const unix = (path: string): NetworkAddress => ({ network: "unix", address: { path } });

describe("parseAddress", () => {
  it.each<[string, NetworkAddress]>([
    ["tcp://127.0.0.1:8080", tcp("127.0.0.1", 8080)],
    ["TCP://127.0.0.1:8080/", tcp("127.0.0.1", 8080)],
    ["127.0.0.1:8080", tcp("127.0.0.1", 8080)],
    ["１２７．0.0.1：8080", tcp("127.0.0.1", 8080)],
    ["device.lan:502", tcp("device.lan", 502)],
    ["设备.lan:502", tcp("设备.lan", 502)],
    ["under_score:1", tcp("under_score", 1)],
    [":8080", tcp("127.0.0.1", 8080)],
    ["8080", tcp("127.0.0.1", 8080)],
    ["*:8080", tcp("0.0.0.0", 8080)],
    ["[::1]:8080", tcp("::1", 8080)],
    ["[fe80::1%eth0]:8080", tcp("fe80::1%eth0", 8080)],
    ["tcp://[::]:0", tcp("::", 0)],
    ["udp://:7788", { network: "udp", address: { host: "127.0.0.1", port: 7788 } }],
    ["udp://[ff02::1]:7788", { network: "udp", address: { host: "ff02::1", port: 7788 } }],
    ["tls://example.org:443", { network: "tls", address: { host: "example.org", port: 443 } }],
    ["unix:///run/x.sock", unix("/run/x.sock")],
    ["unix:/run/x.sock", unix("/run/x.sock")],
    ["unix:./rel", unix("./rel")],
    ["unix:rel", unix("rel")],
    ["unix:@name", unix("@name")],
    ["@name", unix("@name")],
    ["/run/a b.sock", unix("/run/a b.sock")],
    ["./x.sock", unix("./x.sock")],
    ["../x.sock", unix("../x.sock")],
  ])("reads %s", (text, expected) => {
    expect(parseAddress(text)).toEqual(expected);
    expect(parseAddress(formatNetworkAddress(expected))).toEqual(expected);
  });

  it("uses the defaults that are given", () => {
    const options = { defaultNetwork: "udp", defaultHost: "0.0.0.0", defaultPort: 7 } as const;
    expect(parseAddress(":9", options)).toEqual({ network: "udp", address: { host: "0.0.0.0", port: 9 } });
    expect(parseAddress("host", options)).toEqual({ network: "udp", address: { host: "host", port: 7 } });
    expect(parseAddress("[::1]", options)).toEqual({ network: "udp", address: { host: "::1", port: 7 } });
    expect(parseAddress("tcp://host:1", options)).toEqual(tcp("host", 1));
  });

  it.each([
    ["", 0, "the address is empty"],
    ["tcp://", 6, "the address is empty"],
    ["http://x:80", 0, 'unknown network "http"'],
    ["host", 4, "the port is missing"],
    ["host:", 5, "the port is missing"],
    ["host:http", 5, '"http" is no port number'],
    ["host:-1", 5, '"-1" is no port number'],
    ["tcp://host:65536", 11, "port 65536 is above 65535"],
    ["70000", 0, "port 70000 is above 65535"],
    ["::1:8080", 0, "[::1]:8080"],
    ["fe80::1%lo:80", 0, "written [fe80::1%lo]:80"],
    ["2001:db8:1:2:3:4:5:6", 0, "[2001:db8:1:2:3:4:5:6]:8080"],
    ["1::2:x", 0, "[::1]:8080"],
    ["fe80::1", 0, "[fe80::1]:8080"],
    ["[::1:8080", 9, 'the "]" after the IPv6 address is missing'],
    ["[::g]:80", 1, '"::g" is no IPv6 address'],
    ["[127.0.0.1]:80", 1, '"127.0.0.1" is no IPv6 address'],
    ["[::1]80", 5, 'after "]" comes ":" and the port'],
    ["[::1]", 5, "the port is missing"],
    ["256.0.0.1:80", 0, '"256.0.0.1" is no IPv4 address'],
    ["127.0.1:80", 0, '"127.0.1" is no IPv4 address'],
    ["a b:80", 1, '" " has no place in an address'],
    ["tcp://host:80/path", 13, '"/" has no place in an address'],
    ["user@host:80", 4, '"@" has no place in a host name'],
    ["a\u0007:80", 1, "has no place in a host name"],
    [`${"a".repeat(254)}:80`, 0, "at most 253 characters"],
    ["unix:", 5, "the path is missing"],
    ["@", 1, "the path is missing"],
    ["unix:a\0b", 6, "a zero byte"],
    [`unix:/${"é".repeat(60)}`, 5, "the path has 121 bytes, at most 107"],
  ])("refuses %j and says where and why", (text, position, reason) => {
    const parse = (): unknown => parseAddress(text);
    expect(parse).toThrow(expect.objectContaining({ code: "ERR_BAD_ADDRESS", position, input: text }));
    expect(parse).toThrow(reason);
  });
});
