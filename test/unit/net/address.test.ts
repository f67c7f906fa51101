import { expect, it } from "vitest";
import { formatAddress } from "../../../src/net/index.ts";

it.each([
  [{ host: "127.0.0.1", port: 80 }, "127.0.0.1:80"],
  [{ host: "::1", port: 80 }, "[::1]:80"],
  [{ host: "::ffff:127.0.0.1", port: 80 }, "127.0.0.1:80"],
  [{ host: "fe80::1%lo", port: 1 }, "[fe80::1%lo]:1"],
  [{ path: "/run/x.sock" }, "/run/x.sock"],
  [{ path: "@name" }, "@name"],
])("prints %j as %s", (address, expected) => {
  expect(formatAddress(address)).toBe(expected);
});
