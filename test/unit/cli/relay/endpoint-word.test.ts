import { describe, expect, it } from "vitest";
import { parseEndpoint } from "../../../../src/cli/relay/endpoint-word.ts";
import { LocalProtocolError } from "../../../../src/errors/index.ts";

const at = (host: string, port: number): { host: string; port: number } => ({ host, port });
const exec = { type: "exec", pty: false, stderr: false, size: null } as const;

describe("parseEndpoint", () => {
  it.each([
    ["127.0.0.1:80", { type: "tcp", listen: false, address: at("127.0.0.1", 80) }],
    ["tcp://[::1]:80", { type: "tcp", listen: false, address: at("::1", 80) }],
    ["localhost:80", { type: "tcp", listen: false, address: at("localhost", 80) }],
    [":80", { type: "tcp", listen: false, address: at("127.0.0.1", 80) }],
    ["8080", { type: "tcp", listen: false, address: at("127.0.0.1", 8080) }],
    ["listen:8080", { type: "tcp", listen: true, address: at("127.0.0.1", 8080) }],
    ["listen::8080", { type: "tcp", listen: true, address: at("127.0.0.1", 8080) }],
    ["listen:*:8080", { type: "tcp", listen: true, address: at("0.0.0.0", 8080) }],
    ["listen:tcp://0.0.0.0:8080", { type: "tcp", listen: true, address: at("0.0.0.0", 8080) }],
    ["udp://10.0.0.1:53", { type: "udp", listen: false, address: at("10.0.0.1", 53) }],
    ["listen:udp://:53", { type: "udp", listen: true, address: at("127.0.0.1", 53) }],
    ["tls://example.org:443", { type: "tls", listen: false, address: at("example.org", 443) }],
    ["unix:/run/a,b.sock", { type: "unix", listen: false, address: { path: "/run/a,b.sock" } }],
    ["/run/x.sock", { type: "unix", listen: false, address: { path: "/run/x.sock" } }],
    ["listen:unix:@name", { type: "unix", listen: true, address: { path: "@name" } }],
    ["listen:./x.sock", { type: "unix", listen: true, address: { path: "./x.sock" } }],
    ["unix-datagram:/run/log", { type: "unix-datagram", listen: false, address: { path: "/run/log" } }],
    ["unix-datagram:///run/log", { type: "unix-datagram", listen: false, address: { path: "/run/log" } }],
    ["listen:unix-datagram:@d", { type: "unix-datagram", listen: true, address: { path: "@d" } }],
    ["-", { type: "stdio", side: "both", raw: false }],
    ["-,raw", { type: "stdio", side: "both", raw: true }],
    ["stdio", { type: "stdio", side: "both", raw: false }],
    ["stdin", { type: "stdio", side: "in", raw: false }],
    ["stdout:", { type: "stdio", side: "out", raw: false }],
    ["file:a.txt", { type: "file", path: "a.txt", mode: null }],
    ["file:a,b.txt,append", { type: "file", path: "a,b.txt", mode: "append" }],
    ["file:/dev/ttyUSB0", { type: "file", path: "/dev/ttyUSB0", mode: null }],
    ["exec:cat", { ...exec, command: ["cat"] }],
    ["exec:awk -F, '{print $1}'", { ...exec, command: ["awk", "-F,", "{print $1}"] }],
    ["exec:bash -i,pty,size=100x40", { ...exec, command: ["bash", "-i"], pty: true, size: [100, 40] }],
    ["exec:make,stderr", { ...exec, command: ["make"], stderr: true }],
    ["exec:echo 'a!!file:b'", { ...exec, command: ["echo", "a!!file:b"] }],
    ["shell:date; cat", { ...exec, command: ["/bin/sh", "-c", "date; cat"] }],
    ["pty:/tmp/ttyV0", { type: "pty", link: "/tmp/ttyV0" }],
    ["pty", { type: "pty", link: null }],
    [
      "ws://127.0.0.1:8080/chat?x=1",
      {
        type: "ws",
        listen: false,
        address: at("127.0.0.1", 8080),
        path: "/chat?x=1",
        message: "binary",
        protocol: null,
        origin: null,
      },
    ],
    [
      "wss://example.org,text,protocol=mqtt",
      {
        type: "wss",
        listen: false,
        address: at("example.org", 443),
        path: "/",
        message: "text",
        protocol: "mqtt",
        origin: null,
      },
    ],
    [
      "listen:ws://:8080/x",
      {
        type: "ws",
        listen: true,
        address: at("127.0.0.1", 8080),
        path: "/x",
        message: "binary",
        protocol: null,
        origin: null,
      },
    ],
    [
      "file:in!!file:out,truncate",
      {
        type: "dual",
        read: { type: "file", path: "in", mode: null },
        write: { type: "file", path: "out", mode: "truncate" },
      },
    ],
    [
      "stdin!!127.0.0.1:80",
      {
        type: "dual",
        read: { type: "stdio", side: "in", raw: false },
        write: { type: "tcp", listen: false, address: at("127.0.0.1", 80) },
      },
    ],
  ])("reads %s", (word, endpoint) => {
    expect(parseEndpoint(word)).toEqual(endpoint);
  });

  it.each([
    ["", 0, "empty"],
    ["listen:", 7, "the address to listen on is missing"],
    ["tpc://127.0.0.1:80", 0, 'unknown kind "tpc"; did you mean tcp?'],
    ["listen:tpc://:80", 7, "did you mean tcp?"],
    ["127.0.0.1", 9, "the port is missing"],
    ["listen:udp://:99999", 14, "above 65535"],
    ["tcp://[::1:80", 13, '"]"'],
    ["exec:", 5, "the command is missing"],
    ["exec:cat 'x", 9, "the quote ' is not closed"],
    ["exec:cat,size=80x24", 8, "size= needs pty"],
    ["exec:cat,pty,size=big", 18, "write size=80x24"],
    ["file:", 5, "the path is missing"],
    ["file:x,append,truncate", 6, "opened in one way"],
    ["-,rwa", 2, "unknown option"],
    ["wsx://127.0.0.1:80", 0, "did you mean ws"],
    ["ws://127.0.0.1/x#y", 16, "no #fragment"],
    ["ws://127.0.0.1,text,binary", 14, "choose text or binary"],
    ["ws://127.0.0.1,origin=*", 14, "origin= is for listen:ws"],
    ["listen:ws://127.0.0.1/", 21, "the port is missing"],
    ["listen:80!!-", 0, "cannot be one half"],
    ["unix:", 5, "the path is missing"],
    // socat's words are answered with ours.
    ["TCP:127.0.0.1:80", 0, "write tcp://127.0.0.1:80"],
    ["tcp:127.0.0.1:80", 0, "write tcp://127.0.0.1:80"],
    ["TCP4-LISTEN:80,reuseaddr,fork", 0, "write listen:tcp://:80 with --keep-open"],
    ["tcp-listen:80", 0, "write listen:tcp://:80"],
    ["UDP-LISTEN:53,fork", 0, "write listen:udp://:53 with --keep-open"],
    ["UDP4-RECVFROM:53", 0, "write listen:udp://:53"],
    ["UNIX-CONNECT:/run/x", 0, "write unix:/run/x"],
    ["ABSTRACT-LISTEN:x", 0, "write listen:unix:@x"],
    ["OPENSSL:example.org:443", 0, "write tls://example.org:443"],
    ["EXEC:cat", 0, "write exec:'cat'"],
    ["SYSTEM:date", 0, "write shell:'date'"],
    ["STDIO", 0, "write -"],
    ["OPEN:x", 0, "write file:x"],
    ["CREATE:x", 0, "write file:x,truncate"],
    ["listen:80,fork", 10, "use --keep-open"],
    ["listen:80,max-children=3", 10, "use --max-connections"],
  ])("refuses %j at %i: %s", (word, position, reason) => {
    const error = refusal(word);
    expect(error.message).toContain(reason);
    expect([error.position, error.input]).toEqual([position, word]);
    expect(["ERR_BAD_ENDPOINT", "ERR_BAD_ADDRESS"]).toContain(error.code);
  });
});

function refusal(word: string): LocalProtocolError {
  try {
    parseEndpoint(word);
  } catch (error) {
    if (error instanceof LocalProtocolError) return error;
    throw error;
  }
  throw new Error(`${word} was taken`);
}
