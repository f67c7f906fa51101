import { describe, expect, it } from "vitest";
import { parseSessionSpec, type SessionSpec } from "../../../../../src/api/index.ts";
import {
  DEFAULT_FORM,
  formFromSpec,
  isLoopback,
  kindOf,
  ofKind,
  type SessionForm,
  specFromForm,
} from "../../../../../src/web/client/model/session-form.ts";
import { isUnchecked } from "../../../../../src/web/client/model/tls-form.ts";

const form = (changes: Partial<SessionForm>): SessionForm => ({ ...DEFAULT_FORM, ...changes });

const SPECS: readonly SessionSpec[] = [
  { type: "tcp-server", host: "127.0.0.1", port: 8080 },
  {
    type: "tcp-server",
    host: "0.0.0.0",
    port: 0,
    name: "door",
    charset: { in: "gbk", out: "utf-8" },
    framing: { type: "length", width: "u16be", adjust: -2 },
    backlog: 5,
    noDelay: false,
    keepAliveSeconds: 30,
    halfOpen: true,
    limits: { maxPeers: 3, maxRows: 1000 },
  },
  {
    type: "tcp-client",
    host: "::1",
    port: 502,
    localHost: "127.0.0.2",
    localPort: 4000,
    connectTimeoutMs: 500,
    reconnect: { delayMs: 100, attempts: 3 },
    framing: { type: "delimiter", hex: "0d0a" },
  },
  { type: "tcp-server", host: "127.0.0.1", port: 8443, tls: {} },
  {
    type: "tcp-server",
    host: "127.0.0.1",
    port: 8443,
    tls: {
      certFile: "/c.pem",
      keyFile: "/k.pem",
      passphraseFile: "/p",
      caFile: "/ca.pem",
      requireClientCertificate: true,
      verify: false,
      alpn: ["h2", "http/1.1"],
      ciphers: "HIGH",
      minVersion: "TLSv1.3",
      maxVersion: "TLSv1.3",
      handshakeTimeoutMs: 500,
    },
  },
  {
    type: "tcp-client",
    host: "example.org",
    port: 443,
    tls: { caFile: "/ca.pem", serverName: "other.example" },
    proxy: { protocol: "socks5", host: "127.0.0.1", port: 1080, username: "u", password: "p", dns: "local" },
  },
  { type: "tcp-client", host: "example.org", port: 443, tls: { verify: false } },
  {
    type: "tcp-client",
    host: "example.org",
    port: 80,
    proxy: { protocol: "socks4a", host: "::1", port: 1080, username: "u" },
  },
  { type: "udp", host: "127.0.0.1", port: 7788, remote: { host: "127.0.0.1", port: 9999 } },
  {
    type: "udp",
    port: 5353,
    broadcast: true,
    reuseAddress: true,
    multicast: [{ group: "224.0.0.251" }, { group: "ff02::fb", interface: "lo", source: "::1" }],
    multicastTtl: 2,
    multicastLoopback: false,
    framing: { type: "idle", gapMs: 5 },
  },
  { type: "unix-server", path: "/tmp/a.sock", mode: "660", replaceStale: false, framing: { type: "fixed", size: 7 } },
  { type: "unix-client", path: "@abstract", reconnect: {}, framing: { type: "slip" } },
];

describe("session form", () => {
  it.each(SPECS.map((spec) => [spec.type, spec] as const))("comes back to the same %s spec", (_type, spec) => {
    const made = specFromForm(formFromSpec(spec)).spec;
    expect(made).toEqual(spec);
    // What the form makes is what the workbench takes.
    expect(parseSessionSpec(made)).toEqual(parseSessionSpec(spec));
  });

  it("opens loopback port 8080 for a newcomer", () => {
    expect(specFromForm(DEFAULT_FORM).spec).toEqual({ type: "tcp-server", host: "127.0.0.1", port: 8080 });
  });

  it.each([
    [{ port: "65536" }, "port", "form.badPort"],
    [{ port: "80a" }, "port", "form.badPort"],
    [{ port: "" }, "port", "form.badPort"],
    [{ host: " " }, "host", "form.needHost"],
    [{ type: "tcp-client", remotePort: "0" }, "remotePort", "form.badPortRemote"],
    [{ type: "unix-client", path: "" }, "path", "form.needPath"],
    [{ type: "unix-server", mode: "999" }, "mode", "form.badNumber"],
    [{ type: "udp", multicast: "10.0.0.1" }, "multicast", "form.badMulticast"],
    [{ backlog: "0" }, "backlog", "form.badNumber"],
    [{ framing: { ...DEFAULT_FORM.framing, type: "delimiter", hex: "0D 0" } }, "hex", "form.badHex"],
    [{ framing: { ...DEFAULT_FORM.framing, type: "fixed", size: "-1" } }, "size", "form.badNumber"],
  ] as const)("finds fault with %o", (changes, field, key) => {
    const { spec, faults } = specFromForm(form(changes));
    expect(spec).toBeNull();
    expect(faults?.[field]?.key).toBe(key);
  });

  const tls = { ...DEFAULT_FORM.tls, on: true };
  it.each<[string, Partial<SessionForm>]>([
    ["certFile", { tls: { ...tls, own: true } }],
    ["maxVersion", { tls: { ...tls, minVersion: "TLSv1.3", maxVersion: "TLSv1.2" } }],
    ["maxVersion", { tls: { ...tls, maxVersion: "TLSv1.1" } }],
    ["alpn", { tls: { ...tls, alpn: "x".repeat(256) } }],
    ["handshakeTimeoutMs", { tls: { ...tls, handshakeTimeoutMs: "soon" } }],
    ["proxyHost", { type: "tcp-client", proxy: { ...DEFAULT_FORM.proxy, protocol: "http", host: " " } }],
    ["proxyPort", { type: "tcp-client", proxy: { ...DEFAULT_FORM.proxy, protocol: "socks5", port: "0" } }],
  ])("finds fault with %s", (field, changes) => {
    expect(Object.keys(specFromForm(form(changes)).faults ?? {})).toEqual([field]);
  });

  it("keeps what TLS was told while another protocol is chosen", () => {
    const secure = form({ tls: { ...tls, alpn: "h2" } });
    expect(kindOf(secure)).toBe("tls-server");
    const plain = { ...secure, ...ofKind("udp", secure) };
    expect([kindOf(plain), specFromForm(plain).spec]).toEqual(["udp", expect.not.objectContaining({ tls: {} })]);
    const again = { ...plain, ...ofKind("tls-client", plain) };
    expect([kindOf(again), specFromForm(again).spec]).toEqual([
      "tls-client",
      expect.objectContaining({ type: "tcp-client", tls: { alpn: ["h2"] } }),
    ]);
    expect(isUnchecked({ ...again.tls, verify: false }, "client")).toBe(true);
    expect(isUnchecked({ ...again.tls, verify: false }, "server")).toBe(false);
  });

  it("does not mind faults in fields of other types", () => {
    expect(specFromForm(form({ type: "udp", port: "1", path: "", backlog: "x", mode: "9" })).faults).toBeNull();
  });

  it.each([
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["localhost", true],
    ["::1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.168.1.5", false],
    ["127.0.0.1.example.com", false],
  ])("knows whether %s is loopback", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
