import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { Access, hostAndPort, isLan } from "../../../../src/web/server/access.ts";

const TOKEN = "0123456789abcdef";
const access = (host: string, port = 8080, names: readonly string[] = []): Access =>
  new Access({ token: TOKEN, host, port, names });
const NOTHING = { host: undefined, origin: undefined, authorization: undefined, cookie: undefined, site: undefined };

describe("hosts", () => {
  it.each([
    ["127.0.0.1", 8080, "127.0.0.1:8080", true],
    ["127.0.0.1", 8080, "127.0.0.1", false],
    ["127.0.0.1", 80, "127.0.0.1", true],
    ["127.0.0.1", 80, "127.0.0.1:80", true],
    ["127.0.0.1", 80, "[::1]", true],
    ["127.0.0.1", 8080, "10.0.0.7:8080", false],
    ["10.0.0.7", 8080, "10.0.0.7:8080", true],
    ["10.0.0.7", 8080, "10.0.0.8:8080", false],
    ["fe80::1", 8080, "[FE80::1]:8080", true],
    ["0.0.0.0", 8080, "203.0.113.99:8080", false],
    ["::", 8080, "evil.example:8080", false],
    ["127.0.0.1", 8080, undefined, false],
    ["127.0.0.1", 8080, "", false],
    ["127.0.0.1", 8080, "127.0.0.1:8080, evil.example", false],
    ["127.0.0.1", 8080, "user@127.0.0.1:8080", false],
  ])("bound to %s:%i, %s is ours: %s", (bound, port, host, ours) => {
    expect(access(bound, port).checkHost(host) === null).toBe(ours);
  });

  it("of every interface are ours when all are bound", () => {
    const all = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
    expect(all.length).toBeGreaterThan(0);
    for (const address of all) {
      expect(access("0.0.0.0").checkHost(hostAndPort(address, 8080))).toBeNull();
      expect(access("::").checkHost(hostAndPort(address, 8080))).toBeNull();
    }
  });

  it("may have names of their own", () => {
    expect(access("127.0.0.1", 8080, ["Bench.test"]).checkHost("bench.TEST:8080")).toBeNull();
  });

  it.each([
    ["127.0.0.1", false],
    ["127.1.2.3", false],
    ["::1", false],
    ["localhost", false],
    ["0.0.0.0", true],
    ["::", true],
    ["192.168.1.2", true],
    ["127.0.0.1.evil.example", true],
  ])("%s is reached from other machines: %s", (host, lan) => {
    expect(isLan(host)).toBe(lan);
  });
});

describe("tokens", () => {
  it.each([
    [{ authorization: `Bearer ${TOKEN}` }, true],
    [{ authorization: `bearer  ${TOKEN}` }, true],
    [{ authorization: `Bearer ${TOKEN}x` }, false],
    [{ authorization: TOKEN }, false],
    [{ authorization: "Bearer " }, false],
    [{ cookie: `jackfield-8080=${TOKEN}` }, true],
    [{ cookie: `x=1;jackfield-8080=${TOKEN}; y=2` }, true],
    [{ cookie: `jackfield-8081=${TOKEN}` }, false],
    [{ cookie: `xjackfield-8080=${TOKEN}` }, false],
    [{ cookie: `jackfield-8080=` }, false],
    // A wrong header is not made good by a cookie.
    [{ authorization: "Bearer wrong", cookie: `jackfield-8080=${TOKEN}` }, false],
    [{}, false],
  ])("%j let in: %s", (headers, lets) => {
    expect(access("127.0.0.1").checkToken({ ...NOTHING, ...headers }) === null).toBe(lets);
  });
});
