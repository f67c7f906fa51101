import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/index.ts";
import { connect, listen } from "../../../src/net/index.ts";

/** A promise that the test resolves. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

describe("a listener that is not ready for a new peer", () => {
  it("holds back its first read on a server", async () => {
    await using engine = createEngine();
    const ready = gate();
    const kinds: string[] = [];
    const session = await engine.open(
      { type: "tcp-server", port: 0, record: false },
      {
        listener: ({ kind }) => {
          kinds.push(kind);
          return kind === "accept" ? ready.promise : undefined;
        },
      },
    );
    const [host = "", port] = (session.state().local ?? "").split(":");
    await using client = await connect({ host, port: Number(port) });
    await client.write(new TextEncoder().encode("early"));
    await client.shutdown();
    await expect.poll(() => kinds).toContain("accept");
    // Long enough for a read that was not held back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(kinds).toEqual(["listen", "accept"]);
    ready.open();
    await expect.poll(() => kinds).toContain("close");
    expect(kinds.slice(2, 4)).toEqual(["data", "eof"]);
  });

  it("holds back its first read on a client, and knows what the peer has acknowledged", async () => {
    await using listener = await listen({ host: "127.0.0.1", port: 0 });
    await using engine = createEngine();
    const ready = gate();
    const kinds: string[] = [];
    const { host, port } = listener.local as { readonly host: string; readonly port: number };
    const opening = engine.open(
      { type: "tcp-client", host, port, record: false, halfOpen: true },
      {
        listener: ({ kind }) => {
          kinds.push(kind);
          return kind === "open" ? ready.promise : undefined;
        },
      },
    );
    await using server = await listener.accept();
    await server.write(new TextEncoder().encode("hello"));
    const session = await opening;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(kinds).toEqual(["open"]);
    ready.open();
    await expect.poll(() => kinds).toContain("data");
    await session.send(new Uint8Array(10), 1);
    // Null on a backend that cannot tell.
    await expect.poll(() => session.unacknowledged(1) ?? 0).toBe(0);
    expect(session.unacknowledged(99)).toBeNull();
  });
});
