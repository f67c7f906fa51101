import { describe, expect, it } from "vitest";
import { NODE_BACKEND } from "../../../../src/net/node/node-backend.ts";
import { refuseOptions } from "../../../../src/net/node/refuse-options.ts";

const SITE = { op: "connect", network: "tcp", remote: "127.0.0.1:1" } as const;

describe("refuseOptions", () => {
  it("takes what is known, and what is not said", () => {
    refuseOptions(undefined, [], SITE);
    refuseOptions({ noDelay: true, ttl: undefined } as never, ["noDelay"], SITE);
  });

  it("names what Node cannot set", () => {
    expect(() => refuseOptions({ noDelay: true, tos: 1 }, ["noDelay"], SITE)).toThrow(
      expect.objectContaining({ code: "ERR_UNSUPPORTED", hint: `Node's own sockets cannot set "tos"` }),
    );
  });

  it("is asked by every socket of Node's", async () => {
    const at = { host: "127.0.0.1", port: 0 };
    const socket = { tos: 1 };
    const refused = { code: "ERR_UNSUPPORTED", op: "setsockopt" };
    const { signal } = new AbortController();
    await expect(NODE_BACKEND.listenInet(at, { socket })).rejects.toMatchObject(refused);
    await expect(NODE_BACKEND.bindInet(at, { socket })).rejects.toMatchObject(refused);
    await expect(NODE_BACKEND.dialInet({ ...at, port: 1 }, undefined, signal, socket)).rejects.toMatchObject(refused);
    const keepAlive = { idleSeconds: 1, count: 2 };
    await expect(NODE_BACKEND.dialInet(at, undefined, signal, { keepAlive })).rejects.toMatchObject(refused);
  });
});
