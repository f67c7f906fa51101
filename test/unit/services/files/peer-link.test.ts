import { describe, expect, it } from "vitest";
import type { Session } from "../../../../src/engine/index.ts";
import { SocketError } from "../../../../src/errors/index.ts";
import { PeerLink } from "../../../../src/services/files/peer-link.ts";

/** A session whose sends fail with this code. */
function failing(code: "ERR_RESET" | "ERR_BROKEN_PIPE" | "ERR_NO_BUFFERS"): Session {
  const error = new SocketError(code, { op: "send", network: "tcp" });
  return { send: async () => ({ failed: [{ error }] }) } as unknown as Session;
}

describe("a peer that cannot be sent to", () => {
  it.each([
    ["ERR_RESET", true],
    ["ERR_BROKEN_PIPE", true],
    ["ERR_NO_BUFFERS", false],
  ] as const)("%s: it has left: %s, whatever the session has told so far", async (code, gone) => {
    const link = new PeerLink(() => failing(code), 1, "127.0.0.1:1");
    await expect(link.send(new Uint8Array(1))).rejects.toMatchObject({ code });
    expect(link.gone).toBe(gone);
  });
});
