import { expect, it } from "vitest";
import { SourceLimiter, sourceHost } from "../../../src/handlers/source-limiter.ts";

it.each([
  ["127.0.0.1:80", "127.0.0.1"],
  ["[::1]:80", "[::1]"],
  ["unix#3", "unix#3"],
])("the host of %s is %s", (remote, host) => {
  expect(sourceHost(remote)).toBe(host);
});

it("remembers a bounded number of sources, the busy ones longest", () => {
  const limiter = new SourceLimiter({ perSecond: 1, burst: 1, maxSources: 2 });
  expect([limiter.take("a", 0), limiter.take("b", 900), limiter.take("c", 1500)]).toEqual([true, true, true]);
  expect(limiter.take("b", 1600)).toBe(false);
  expect(limiter.take("d", 1600)).toBe(true);
});
