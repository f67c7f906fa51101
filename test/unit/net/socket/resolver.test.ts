import { describe, expect, it } from "vitest";
import {
  AF_INET,
  AF_INET6,
  AI_NUMERICHOST,
  AI_PASSIVE,
  capabilities,
  getaddrinfo,
  getfqdn,
  gethostbyaddr,
  gethostbyname,
  gethostbyname_ex,
  gethostname,
  getnameinfo,
  getprotobyname,
  getservbyname,
  getservbyport,
  if_indextoname,
  if_nameindex,
  if_nametoindex,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "../../../../src/net/berkeley.ts";

describe.skipIf(!capabilities().berkeley)("the system's names", () => {
  it("gives addresses that fit socket() and connect()", async () => {
    expect(await getaddrinfo("127.0.0.1", 80, AF_INET, SOCK_STREAM)).toEqual([[2, 1, 6, "", ["127.0.0.1", 80]]]);
    expect(await getaddrinfo("::1", "53", 0, SOCK_DGRAM)).toEqual([[10, 2, 17, "", ["::1", 53, 0, 0]]]);
    expect(await getaddrinfo(null, 7, AF_INET6, SOCK_STREAM, 0, AI_PASSIVE)).toEqual([[10, 1, 6, "", ["::", 7, 0, 0]]]);
    expect((await getaddrinfo("fe80::1%lo", 1, AF_INET6, SOCK_STREAM))[0]?.[4]).toEqual(["fe80::1", 1, 0, 1]);
    expect(await gethostbyname("")).toBe("0.0.0.0");
    expect(await gethostbyname("<broadcast>")).toBe("255.255.255.255");
    expect(await gethostbyname("localhost")).toBe("127.0.0.1");
  });

  it("says why there is none", async () => {
    await expect(getaddrinfo("not.numeric", 1, 0, 0, 0, AI_NUMERICHOST)).rejects.toMatchObject({
      code: "ERR_HOST_UNKNOWN",
      errnoName: "EAI_NONAME",
      op: "resolve",
    });
    await expect(getaddrinfo("a\0b", 1)).rejects.toThrow(TypeError);
    await expect(getaddrinfo("127.0.0.1", 1.5)).rejects.toThrow(TypeError);
    expect(() => gethostbyname_ex(`${"a".repeat(64)}.invalid`)).toThrow("host name not found");
    expect(() => getservbyname("no-such-service")).toThrow("no such service");
    expect(() => getservbyport(65_536)).toThrow(RangeError);
    expect(() => getprotobyname("no-such-protocol")).toThrow("no such protocol");
  });

  it("goes from numbers to numbers without asking anybody", async () => {
    expect(await getnameinfo(["127.0.0.1", 8080], NI_NUMERICHOST | NI_NUMERICSERV)).toEqual(["127.0.0.1", "8080"]);
    expect(await getnameinfo(["::1", 1, 0, 0], NI_NUMERICHOST | NI_NUMERICSERV)).toEqual(["::1", "1"]);
    expect(gethostbyname_ex("127.0.0.1")[2]).toEqual(["127.0.0.1"]);
    expect(gethostbyaddr("127.0.0.1")[2]).toEqual(["127.0.0.1"]);
    expect(gethostname()).not.toBe("");
    expect(getfqdn("127.0.0.1")).not.toBe("");
  });

  it("knows the interfaces", () => {
    const index = if_nametoindex("lo");
    expect(if_indextoname(index)).toBe("lo");
    expect(if_nameindex()).toContainEqual([index, "lo"]);
    expect(() => if_nametoindex("no-such-if")).toThrow("ENODEV");
    expect(() => if_indextoname(99_999)).toThrow("ENXIO");
    expect(() => if_indextoname(-1)).toThrow(RangeError);
  });
});
