import { describe, expect, it } from "vitest";
import { credentialsOf, proxySpecOf } from "../../../../../src/cli/nc/options/proxy-wishes.ts";

const address = (text: string, type: "http" | "socks4" | "socks5" = "http"): unknown =>
  proxySpecOf({ address: text, type, auth: null, dns: "remote" }).address;

describe("--proxy", () => {
  it.each([
    ["proxy", { host: "proxy", port: 3128 }],
    ["proxy:8080", { host: "proxy", port: 8080 }],
    ["[::1]:8080", { host: "::1", port: 8080 }],
    ["[::1]", { host: "::1", port: 3128 }],
    ["::1", { host: "::1", port: 3128 }],
  ])("%s", (text, expected) => {
    expect(address(text)).toEqual(expected);
  });

  it("has the ports of its protocols", () => {
    expect([address("p", "socks4"), address("p", "socks5")]).toEqual([
      { host: "p", port: 1080 },
      { host: "p", port: 1080 },
    ]);
  });

  it.each(["", "p:0", "p:70000"])("refuses %j", (text) => {
    expect(() => address(text)).toThrow("Invalid proxy address");
  });

  it("lets a password hold colons", () => {
    expect(credentialsOf("u:a:b")).toEqual({ username: "u", password: "a:b" });
    expect(credentialsOf("u")).toEqual({ username: "u" });
    expect(credentialsOf(null)).toEqual({});
  });
});
