import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { SessionSpec } from "../../../../../src/api/index.ts";
import {
  cliOfSend,
  cliOfSession,
  pythonOfSend,
  pythonOfSession,
  pythonString,
  shellQuote,
} from "../../../../../src/web/client/text/copy-as.ts";
import { itWith } from "../../../../support/programs.ts";

const SPECS: readonly (readonly [SessionSpec, string, string])[] = [
  [{ type: "tcp-server", port: 8080 }, "", "jack listen tcp://127.0.0.1:8080 -k"],
  [
    { type: "tcp-server", host: "0.0.0.0", port: 80, charset: { in: "gbk", out: "gbk" } },
    "line",
    "jack listen tcp://0.0.0.0:80 -k --lan --charset gbk --framing line",
  ],
  [
    { type: "tcp-client", host: "::1", port: 5, charset: { in: "gbk", out: "utf-8" }, reconnect: {} },
    "",
    "jack connect 'tcp://[::1]:5' --reconnect --charset-in gbk --charset-out utf-8",
  ],
  [
    { type: "udp", port: 7788, remote: { host: "127.0.0.1", port: 9 } },
    "",
    "jack udp --bind 127.0.0.1:7788 127.0.0.1:9",
  ],
  [{ type: "tcp-server", port: 8443, tls: {} }, "", "jack listen tls://127.0.0.1:8443 -k"],
  [
    {
      type: "tcp-server",
      port: 8443,
      tls: { certFile: "a.pem", caFile: "ca.pem", requireClientCertificate: true, minVersion: "TLSv1.3" },
    },
    "",
    "jack listen tls://127.0.0.1:8443 -k --tls-ca ca.pem --tls-cert a.pem --tls-key a.pem --tls-min 1.3 --tls-require-client-cert",
  ],
  [
    {
      type: "tcp-client",
      host: "h",
      port: 443,
      tls: { verify: false, serverName: "n", alpn: ["h2", "http/1.1"], maxVersion: "TLSv1", ciphers: "A:!B" },
      proxy: { protocol: "socks5", host: "::1", port: 1080, username: "a b", password: "***" },
    },
    "",
    "jack connect tls://h:443 --tls-name n --tls-alpn h2,http/1.1 --tls-ciphers 'A:!B' --tls-max 1.0 --tls-insecure --proxy 'socks5://a%20b:***@[::1]:1080'",
  ],
  [
    { type: "tcp-client", host: "h", port: 80, proxy: { protocol: "http", host: "p", port: 3128 } },
    "",
    "jack connect tcp://h:80 --proxy http://p:3128",
  ],
  [{ type: "unix-server", path: "/tmp/it's here" }, "", "jack listen 'unix:///tmp/it'\\''s here' -k"],
  [{ type: "unix-client", path: "@name" }, "", "jack connect unix://@name"],
];

describe("copying as a command", () => {
  it.each(SPECS)("%o", (spec, framing, command) => {
    expect(cliOfSession(spec, framing)).toBe(command);
  });

  it("sends bytes", () => {
    expect(cliOfSend({ network: "udp", remote: "127.0.0.1:9" }, "68 69")).toBe(
      "jack send udp://127.0.0.1:9 --hex '68 69'",
    );
  });

  it("sends bytes over TLS to the name that was asked for", () => {
    const target = {
      network: "tcp",
      remote: "127.0.0.1:9",
      tls: { host: "localhost", port: 9, verify: false },
    } as const;
    expect(cliOfSend(target, "68 69")).toBe("jack send tls://localhost:9 --tls-insecure --hex '68 69'");
  });

  it.each(["", "plain", "a b", "it's", '$HOME `x` "q" \\', "温度"])("quotes %j for a shell", (word) => {
    const shell = spawnSync("sh", ["-c", `printf %s ${shellQuote(word)}`], { encoding: "utf8" });
    expect(shell.stdout).toBe(word);
  });
});

describe("copying as Python", () => {
  itWith(["python3"])("makes code that Python compiles", () => {
    const sources = [
      ...SPECS.map(([spec]) => pythonOfSession(spec)),
      pythonOfSend({ network: "tcp", remote: "[::1]:80" }, 'b"hi"'),
      pythonOfSend({ network: "tcp", remote: "127.0.0.1:1", tls: { host: "h", port: 1, caFile: "ca" } }, 'b"hi"'),
      pythonOfSend({ network: "unix", remote: "@abs" }, 'b"hi"'),
    ];
    const check = spawnSync(
      "python3",
      ["-c", "import json,sys\nfor s in json.load(sys.stdin): compile(s, 'copied', 'exec')\nprint('ok')"],
      { input: JSON.stringify(sources), encoding: "utf8" },
    );
    expect(check.stderr).toBe("");
    expect(check.stdout).toBe("ok\n");
  });

  itWith(["python3"])("makes string literals that Python reads back", () => {
    const texts = ['a"b\\c\n', "\0abs", "温度", "\u007f\u202e"];
    const source = `import json\nprint(json.dumps([${texts.map(pythonString).join(", ")}]))`;
    expect(JSON.parse(spawnSync("python3", ["-c", source], { encoding: "utf8" }).stdout)).toEqual(texts);
  });

  it("connects to where the send went", () => {
    expect(pythonOfSend({ network: "udp", remote: "[::1]:80" }, "b'x'")).toContain('s.connect(("::1", 80))');
    expect(pythonOfSession({ type: "capture-file", path: "/x" })).toBe("");
  });
});
