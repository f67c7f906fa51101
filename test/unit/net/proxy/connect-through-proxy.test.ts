import { describe, expect, it } from "vitest";
import {
  connectThroughProxy,
  type InetAddress,
  listen,
  parseProxyAddress,
  type ProxySpec,
  startProxyClient,
  type Stream,
} from "../../../../src/net/index.ts";
import { readToEnd, text, utf8 } from "../../../support/net/bytes.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

type Step = readonly [expected: string | readonly number[], answer: string | readonly number[]];

const TARGET = { host: "target.example", port: 8080 };
const bytesOf = (given: string | readonly number[]): Uint8Array =>
  typeof given === "string" ? Uint8Array.from(Buffer.from(given, "latin1")) : Uint8Array.from(given);

/** A proxy that expects these bytes and gives these answers, on one connection after the other. */
async function scripted(
  conversations: readonly (readonly Step[])[],
): Promise<AsyncDisposable & { readonly address: InetAddress; readonly done: Promise<void> }> {
  const listener = await listen({ host: "127.0.0.1", port: 0 });
  const run = async (): Promise<void> => {
    for (const steps of conversations) {
      await using stream = await listener.accept();
      for (const [expected, answer] of steps) {
        const wanted = bytesOf(expected);
        expect(text(await stream.exactly(wanted.length))).toBe(text(wanted));
        if (answer === "close") break;
        await stream.write(bytesOf(answer));
      }
      await stream.shutdown();
      await readToEnd(stream);
    }
  };
  const done = run();
  done.catch(() => undefined);
  return {
    address: listener.local as InetAddress,
    done,
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

const connectLine = "CONNECT target.example:8080 HTTP/1.1\r\nHost: target.example:8080\r\n";
const basic = `${connectLine}Proxy-Authorization: Basic ${Buffer.from("bob:s:1").toString("base64")}\r\n\r\n`;
const bob = { username: "bob", password: "s:1" };
const socks5Ask = [5, 1, 0, 3, 14, ...Buffer.from("target.example"), 0x1f, 0x90];

describe("connectThroughProxy, granted", () => {
  it.each<[string, Omit<ProxySpec, "address">, InetAddress, readonly (readonly Step[])[]]>([
    ["HTTP", { protocol: "http" }, TARGET, [[[`${connectLine}\r\n`, "HTTP/1.0 200 OK\nVia: x\n\nhello"]]]],
    [
      "HTTP, IPv6",
      { protocol: "http" },
      { host: "::1", port: 1 },
      [[["CONNECT [::1]:1 HTTP/1.1\r\nHost: [::1]:1\r\n\r\n", "HTTP/1.1 299 \r\n\r\nhello"]]],
    ],
    [
      "HTTP, Basic on the same connection",
      { protocol: "http", ...bob },
      TARGET,
      [
        [
          [
            `${connectLine}\r\n`,
            'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 4\r\n\r\nbody',
          ],
          [basic, "HTTP/1.1 200 OK\r\n\r\nhello"],
        ],
      ],
    ],
    [
      "HTTP, Basic on another connection",
      { protocol: "http", ...bob },
      TARGET,
      [
        [[`${connectLine}\r\n`, "HTTP/1.0 407 No\r\nProxy-Authenticate: Basic\r\n\r\nsome body"]],
        [[basic, "HTTP/1.0 200 OK\r\n\r\nhello"]],
      ],
    ],
    [
      "SOCKS4, the name left to the proxy",
      { protocol: "socks4", username: "bob" },
      TARGET,
      [
        [
          [
            [4, 1, 0x1f, 0x90, 0, 0, 0, 1, ...Buffer.from("bob\0target.example\0")],
            [0, 90, 1, 2, 3, 4, 5, 6, ...Buffer.from("hello")],
          ],
        ],
      ],
    ],
    [
      "SOCKS4, an address",
      { protocol: "socks4" },
      { host: "10.1.2.3", port: 80 },
      [
        [
          [
            [4, 1, 0, 80, 10, 1, 2, 3, 0],
            [0, 90, 0, 0, 0, 0, 0, 0, ...Buffer.from("hello")],
          ],
        ],
      ],
    ],
    [
      "SOCKS5",
      { protocol: "socks5" },
      TARGET,
      [
        [
          [
            [5, 1, 0],
            [5, 0],
          ],
          [socks5Ask, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...Buffer.from("hello")]],
        ],
      ],
    ],
    [
      "SOCKS5 with a password, bound to a name",
      { protocol: "socks5", ...bob },
      { host: "::2", port: 443 },
      [
        [
          [
            [5, 2, 0, 2],
            [5, 2],
          ],
          [
            [1, 3, ...Buffer.from("bob"), 3, ...Buffer.from("s:1")],
            [1, 0],
          ],
          [
            [5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0xbb],
            [5, 0, 0, 3, 2, 65, 66, 0, 1, ...Buffer.from("hello")],
          ],
        ],
      ],
    ],
    [
      "SOCKS5, a name that is looked up here",
      { protocol: "socks5", dns: "local" },
      { host: "127.0.0.1", port: 7 },
      [
        [
          [
            [5, 1, 0],
            [5, 0],
          ],
          [
            [5, 1, 0, 1, 127, 0, 0, 1, 0, 7],
            [5, 0, 0, 4, ...new Uint8Array(18), ...Buffer.from("hello")],
          ],
        ],
      ],
    ],
  ])("%s", async (_name, spec, target, conversations) => {
    await using proxy = await scripted(conversations);
    await using stream = await connectThroughProxy(target, { ...spec, address: proxy.address });
    // Bytes behind the answer are the target's.
    expect(text((await readToEnd(stream)).bytes)).toBe("hello");
    await stream.shutdown();
    await proxy.done;
  });

  it("prefers the stronger Digest to Basic", async () => {
    const listener = await listen({ host: "127.0.0.1", port: 0 });
    const connecting = connectThroughProxy(TARGET, { protocol: "http", address: listener.local, ...bob });
    await using server = await listener.accept();
    await server.until("\r\n\r\n");
    const challenges = [
      'Basic realm="r"',
      'Digest realm="r", nonce="n", qop="auth"',
      'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"',
    ];
    await server.write(
      utf8(
        `HTTP/1.1 407 x\r\n${challenges.map((one) => `Proxy-Authenticate: ${one}\r\n`).join("")}Content-Length: 0\r\n\r\n`,
      ),
    );
    const request = text((await server.until("\r\n\r\n")) ?? new Uint8Array(0));
    expect(request).toMatch(
      /Proxy-Authorization: Digest username="bob", realm="r", nonce="n", uri="target.example:8080", response="[0-9a-f]{64}", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="[0-9a-f]{32}"/,
    );
    await server.write(utf8("HTTP/1.1 200 OK\r\n\r\n"));
    await using _ = await connecting;
    await listener.close();
  });
});

describe("connectThroughProxy, refused", () => {
  const http = { protocol: "http" } as const;
  const socks5 = { protocol: "socks5" } as const;
  it.each<[string, Omit<ProxySpec, "address">, readonly (readonly Step[])[], string, RegExp]>([
    [
      "HTTP 403",
      http,
      [[[`${connectLine}\r\n`, "HTTP/1.1 403 Not you\r\n\r\n"]]],
      "ERR_PROXY",
      /HTTP proxy 127.*: HTTP\/1.1 403 Not you/,
    ],
    [
      "HTTP 407 without a user",
      http,
      [[[`${connectLine}\r\n`, "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic\r\n\r\n"]]],
      "ERR_PROXY_AUTH",
      /it wants a user name/,
    ],
    [
      "HTTP 407 with the wrong one",
      { ...http, ...bob },
      [
        [[`${connectLine}\r\n`, "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic\r\n\r\n"]],
        [[basic, "HTTP/1.1 407 again\r\n\r\n"]],
      ],
      "ERR_PROXY_AUTH",
      /is wrong \(HTTP\/1.1 407 again\)/,
    ],
    [
      "HTTP 407 with what nobody knows",
      { ...http, ...bob },
      [[[`${connectLine}\r\n`, "HTTP/1.1 407 x\r\nProxy-Authenticate: Negotiate\r\n\r\n"]]],
      "ERR_PROXY_AUTH",
      /wants negotiate, here/,
    ],
    ["no HTTP", http, [[[`${connectLine}\r\n`, "SSH-2.0-x\r\nnothing\r\n"]]], "ERR_PROXY", /it speaks no HTTP/],
    ["no answer", http, [[[`${connectLine}\r\n`, "close"]]], "ERR_PROXY", /closed the connection without an answer/],
    [
      "SOCKS4 91",
      { protocol: "socks4a" },
      [
        [
          [
            [4, 1],
            [0, 91, 0, 0, 0, 0, 0, 0],
          ],
        ],
      ],
      "ERR_PROXY",
      /SOCKS4a proxy .* \(SOCKS4 reply 91\)/,
    ],
    [
      "SOCKS4 93",
      { protocol: "socks4" },
      [
        [
          [
            [4, 1],
            [0, 93, 0, 0, 0, 0, 0, 0],
          ],
        ],
      ],
      "ERR_PROXY_AUTH",
      /another user/,
    ],
    ["no SOCKS4", { protocol: "socks4" }, [[[[4, 1], "HTTP/1.1"]]], "ERR_PROXY", /speaks no SOCKS4/],
    [
      "SOCKS5 wants a user",
      socks5,
      [
        [
          [
            [5, 1, 0],
            [5, 0xff],
          ],
        ],
      ],
      "ERR_PROXY_AUTH",
      /wants a user name/,
    ],
    [
      "SOCKS5 wants another way",
      { ...socks5, ...bob },
      [
        [
          [
            [5, 2, 0, 2],
            [5, 1],
          ],
        ],
      ],
      "ERR_PROXY_AUTH",
      /neither/,
    ],
    [
      "SOCKS5, the wrong password",
      { ...socks5, ...bob },
      [
        [
          [
            [5, 2, 0, 2],
            [5, 2],
          ],
          [
            [1, 3],
            [1, 1],
          ],
        ],
      ],
      "ERR_PROXY_AUTH",
      /is wrong/,
    ],
    [
      "SOCKS5 reply 5",
      socks5,
      [
        [
          [
            [5, 1, 0],
            [5, 0],
          ],
          [socks5Ask, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]],
        ],
      ],
      "ERR_PROXY",
      /connection refused \(SOCKS5 reply 5\)/,
    ],
    [
      "SOCKS5 reply 99",
      socks5,
      [
        [
          [
            [5, 1, 0],
            [5, 0],
          ],
          [socks5Ask, [5, 99, 0, 1]],
        ],
      ],
      "ERR_PROXY",
      /refused \(SOCKS5 reply 99\)/,
    ],
    [
      "SOCKS5, cut short",
      socks5,
      [
        [
          [
            [5, 1, 0],
            [5, 0],
          ],
          [socks5Ask, [5, 0]],
        ],
      ],
      "ERR_PROXY",
      /before the end of its answer/,
    ],
    ["no SOCKS5", socks5, [[[[5, 1, 0], "HT"]]], "ERR_PROXY", /speaks no SOCKS5/],
  ])("%s", async (_name, spec, conversations, code, message) => {
    await using proxy = await scripted(conversations);
    const connecting = connectThroughProxy(TARGET, { ...spec, address: proxy.address });
    await expect(connecting).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(connecting).rejects.toThrow(/^connect tcp target.example:8080: /);
    await expect(connecting).rejects.not.toThrow(/s:1/);
  });

  it("gives up on a silent proxy", async () => {
    await using silent = await scripted([[["never", "close"]]]);
    const proxy = { ...socks5, address: silent.address };
    await expect(connectThroughProxy(TARGET, proxy, { timeoutMs: 50 })).rejects.toMatchObject({ code: "ERR_TIMEOUT" });
  });

  it("refuses targets that it has no words for", async () => {
    const cases: readonly (readonly [Omit<ProxySpec, "address">, InetAddress, string])[] = [
      [{ protocol: "socks4" }, { host: "::1", port: 1 }, "ERR_BAD_ADDRESS"],
      [{ protocol: "socks5" }, { host: "x".repeat(256), port: 1 }, "ERR_BAD_ADDRESS"],
      [{ protocol: "socks5", dns: "none" }, TARGET, "ERR_BAD_ADDRESS"],
      [{ protocol: "http", dns: "local" }, { host: "no-such-name.invalid", port: 1 }, "ERR_HOST_UNKNOWN"],
      [{ protocol: "socks5", username: "x".repeat(256) }, TARGET, "ERR_BAD_OPTION"],
      [{ protocol: "socks4", username: "a\0b" }, TARGET, "ERR_BAD_OPTION"],
    ];
    for (const [spec, target, code] of cases) {
      await using proxy = await scripted([[]]);
      await expect(connectThroughProxy(target, { ...spec, address: proxy.address })).rejects.toMatchObject({ code });
    }
  });

  it("goes over any stream, one proxy behind another", async () => {
    await using proxy = await scripted([
      [
        [
          [5, 1, 0],
          [5, 0],
        ],
        [socks5Ask, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]],
        [
          [4, 1, 0, 80, 10, 1, 2, 3, 0],
          [0, 90, 0, 0, 0, 0, 0, 0, ...Buffer.from("deep")],
        ],
      ],
    ]);
    const first: Stream = await connectThroughProxy(TARGET, { ...socks5, address: proxy.address });
    const second: ProxySpec = { protocol: "socks4", address: TARGET };
    await using stream = await startProxyClient(first, { host: "10.1.2.3", port: 80 }, second);
    expect(text((await readToEnd(stream)).bytes)).toBe("deep");
  });
});

describe("parseProxyAddress", () => {
  it.each<[string, ProxySpec]>([
    ["127.0.0.1:3129", { protocol: "http", address: { host: "127.0.0.1", port: 3129 } }],
    ["http://proxy.example/", { protocol: "http", address: { host: "proxy.example", port: 3128 } }],
    ["socks5://[::1]", { protocol: "socks5", address: { host: "::1", port: 1080 } }],
    ["SOCKS4a://h:1", { protocol: "socks4a", address: { host: "h", port: 1 } }],
    ["socks5h://h", { protocol: "socks5", dns: "remote", address: { host: "h", port: 1080 } }],
    [
      "socks5://a%40b:p%3Aq:r@h:9",
      { protocol: "socks5", username: "a@b", password: "p:q:r", address: { host: "h", port: 9 } },
    ],
    ["http://only@h:9", { protocol: "http", username: "only", address: { host: "h", port: 9 } }],
  ])("reads %s", (given, expected) => {
    expect(parseProxyAddress(given)).toEqual(expected);
  });

  it.each(["ftp://h", "socks5://", "http://u:secret@h:99999", "http://u:secret%zz@h", "http://u:secret@"])(
    "refuses %s without giving a password away",
    (given) => {
      const refusing = (): unknown => parseProxyAddress(given);
      expect(refusing).toThrow(expect.objectContaining({ code: "ERR_BAD_ADDRESS" }));
      expect(refusing).not.toThrow(/secret/);
    },
  );
});

it("says of a proxy that is not there that it is the proxy, and what was to be reached", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0 });
  const { port } = listener.local as InetAddress;
  await listener.close();
  const proxy = parseProxyAddress(`socks5://127.0.0.1:${port}`);
  await expect(connectThroughProxy(TARGET, proxy)).rejects.toMatchObject({
    code: "ERR_REFUSED",
    remote: `127.0.0.1:${port}`,
    hint: "this is the proxy, and target.example:8080 was to be reached through it",
  });
});
