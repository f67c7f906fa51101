import { describe, expect, it } from "vitest";
import { ForeignOption, parseOpenbsdArguments } from "../../../../../src/cli/nc/openbsd/openbsd-arguments.ts";
import type { OpenbsdOptions } from "../../../../../src/cli/nc/openbsd/openbsd-options.ts";

const parse = (line: string): OpenbsdOptions | "help" => parseOpenbsdArguments(line.split(" ").filter(Boolean));

describe("OpenBSD nc's command line", () => {
  it.each<[string, Partial<OpenbsdOptions>]>([
    ["h 80", { host: "h", ports: ["80"], listen: false, shutsDown: false, quitMs: null }],
    ["-zv h 20-25 http", { probe: true, verbose: 1, ports: ["20-25", "http"] }],
    ["-l 80", { listen: true, host: null, ports: ["80"] }],
    ["-l h 80", { listen: true, host: "h", ports: ["80"] }],
    ["-lk -p 80", { listen: true, keepOpen: true, ports: ["80"] }],
    ["-l -s 127.0.0.1 -p 80", { host: "127.0.0.1", ports: ["80"] }],
    ["-lU /x", { unix: true, host: "/x" }],
    ["-N h 1", { shutsDown: true }],
    ["-q0 h 1", { shutsDown: true, quitMs: 0 }],
    ["-q -1 h 1", { shutsDown: false, quitMs: null }],
    ["-w 2 -i 1 h 1", { timeoutMs: 2000, intervalMs: 1000 }],
    [
      "-d -n -C -t -u -D -b -r h 1",
      { detached: true, numeric: true, crlf: true, telnet: true, udp: true, random: true },
    ],
    ["-M 5 -m 6 -T ef -I 1000 -O 2000 h 1", { ttl: 5, minTtl: 6, tos: 0xb8, receiveBuffer: 1000, sendBuffer: 2000 }],
    ["-x p:1 -X connect -P me h 1", { proxy: "p:1", proxyType: "http", proxyUser: "me" }],
    ["-X 4 -x p h 1", { proxyType: "socks4" }],
    ["-W 3 -4 -6 h 1", { recvLimit: 3, family: 6 }],
  ])("%s", (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it("-h is help", () => {
    expect(parse("-vh")).toBe("help");
  });

  it.each([
    ["-l", "missing port number"],
    ["h", "missing port number"],
    ["", "usage:"],
    ["-U", "usage:"],
    ["-l h -p 1", "usage:"],
    ["-l -z 1", "cannot use -z and -l"],
    ["-k h 1", "must use -l with -k"],
    ["-w x h 1", "timeout invalid: x"],
    ["-i -1 h 1", "interval too small: -1"],
    ["-T foo h 1", "illegal tos value foo"],
    ["-M 300 h 1", "ttl is too large"],
    ["-W 0 h 1", "receive limit too small: 0"],
    ["-X 9 h 1", "unsupported proxy protocol"],
    ["-U a b", "cannot use port with -U"],
    ["-l -x a 3", "no proxy support for listen"],
    ["-u -x a b 1", "no proxy support for UDP mode"],
    ["-x", "option requires an argument -- 'x'\nusage:"],
    ["-F h 1", "-F: passing the socket on is not supported"],
    ["-Z h 1", "-Z: DCCP is not supported"],
  ])("%j ends with exit code 1", (line, sentence) => {
    expect(() => parse(line)).toThrow(sentence);
  });

  it.each(["--ssl h 1", "-e /bin/cat h 1", "-c date h 1"])("%s is left to ncat", (line) => {
    expect(() => parse(line)).toThrow(ForeignOption);
  });
});
