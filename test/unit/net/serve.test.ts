import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Stream } from "../../../src/net/index.ts";
import { BACKENDS } from "../../support/net/backends.ts";
import { pattern, readExactly, readToEnd, sha256, text, utf8 } from "../../support/net/bytes.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";

checkNoLeaks();
const folder = mkdtempSync(join(tmpdir(), "jackfield-serve-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const loopback = { host: "127.0.0.1", port: 0 };
const MEGABYTE = 1_048_576;

describe.each(BACKENDS)("$name: serve", (backend) => {
  it("echoes to many connections, each with its own state", async () => {
    const totals: number[] = [];
    await using server = await backend.serve(loopback, {
      open: () => ({ total: 0 }),
      data(peer, bytes) {
        peer.state.total += bytes.length;
        peer.send(bytes);
      },
      close(peer, error) {
        expect(error).toBeNull();
        totals.push(peer.state.total);
      },
    });
    const talk = async (size: number): Promise<void> => {
      await using client = await backend.connect(server.local);
      const sent = pattern(size);
      const writing = client.write(sent);
      expect(sha256(await readExactly(client, size))).toBe(sha256(sent));
      await writing;
      await client.shutdown();
      expect(await client.read()).toBeNull();
    };
    await Promise.all([1, 1_000, 100_000, 3 * MEGABYTE].map(talk));
    await server.close();
    expect(totals.sort((a, b) => a - b)).toEqual([1, 1_000, 100_000, 3 * MEGABYTE]);
    expect(server.connections).toBe(0);
  });

  it("works over Unix sockets and knows both addresses", async () => {
    const path = join(folder, `${backend.name}.sock`);
    await using server = await backend.serve(
      { path },
      { open: (peer) => peer.send(utf8(JSON.stringify([peer.local, peer.remote]))), data: () => undefined },
    );
    await using client = await backend.connect({ path });
    expect(text(await client.read())).toBe(JSON.stringify([{ path }, { path: "" }]));
    expect([server.network, server.local]).toEqual(["unix", { path }]);
  });

  it("lets a handler answer after the peer's FIN", async () => {
    const heard: string[] = [];
    await using server = await backend.serve(loopback, {
      open: () => undefined,
      data: (_, bytes) => void heard.push(new TextDecoder().decode(bytes)),
      end(peer) {
        peer.send(utf8("after your end"));
        peer.shutdown();
      },
    });
    await using client = await backend.connect(server.local);
    await client.write(utf8("question"));
    await client.shutdown();
    expect(text((await readToEnd(client)).bytes)).toBe("after your end");
    expect(heard).toEqual(["question"]);
    while (server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  });

  it("resets a connection whose handler throws, and tells it; the others go on", async () => {
    const errors: unknown[] = [];
    await using server = await backend.serve(loopback, {
      open: () => undefined,
      data(peer, bytes) {
        if (bytes[0] === 33) throw new Error("a fault of the handler");
        peer.send(bytes);
      },
      close: (_, error) => void errors.push(error),
    });
    await using good = await backend.connect(server.local);
    await using bad = await backend.connect(server.local);
    await bad.write(utf8("!"));
    expect((await readToEnd(bad)).error).toMatchObject({ code: "ERR_RESET" });
    expect(errors).toEqual([new Error("a fault of the handler")]);
    await good.write(utf8("fine"));
    expect(text(await good.read())).toBe("fine");
  });

  it("tells a peer's reset, and resets on demand", async () => {
    const errors: unknown[] = [];
    let closed: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (closed = resolve));
    await using server = await backend.serve(loopback, {
      open: () => undefined,
      data: (peer) => peer.reset(),
      close(_, error) {
        errors.push((error as { code?: string } | null)?.code ?? null);
        if (errors.length === 2) closed();
      },
    });
    const rude = await backend.connect(server.local);
    await using client = await backend.connect(server.local);
    await client.write(utf8("reset me"));
    expect((await readToEnd(client)).error).toMatchObject({ code: "ERR_RESET" });
    rude.reset();
    await rude.close();
    await both;
    expect(errors).toEqual([null, "ERR_RESET"]);
  });

  it("does not read from a peer that does not take what is sent to it", async () => {
    let most = 0;
    await using server = await backend.serve(loopback, {
      open: () => undefined,
      data(peer, bytes) {
        peer.send(bytes);
        most = Math.max(most, peer.queuedBytes);
      },
    });
    await using client = await backend.connect(server.local);
    const sent = pattern(64 * MEGABYTE);
    let taken = false;
    const writing = client.write(sent).then(() => (taken = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(taken).toBe(false);
    expect(sha256(await readExactly(client, sent.length))).toBe(sha256(sent));
    await writing;
    expect(most).toBeLessThan(MEGABYTE);
  });

  it("gives a connection away as a stream", async () => {
    let given: (stream: Stream) => void = () => undefined;
    const giving = new Promise<Stream>((resolve) => (given = resolve));
    await using server = await backend.serve(loopback, {
      open: () => undefined,
      data: (peer) => given(peer.detach()),
    });
    await using client = await backend.connect(server.local);
    await client.write(utf8("upgrade"));
    await using stream = await giving;
    await client.write(utf8("now a stream"));
    expect(text(await stream.read())).toBe("now a stream");
    await stream.write(utf8("yes"));
    expect(text(await client.read())).toBe("yes");
  });

  it("closes with its connections, twice, by its signal, and frees the port", async () => {
    const controller = new AbortController();
    const server = await backend.serve(
      loopback,
      { open: () => undefined, data: () => undefined },
      { signal: controller.signal },
    );
    await using client = await backend.connect(server.local);
    controller.abort();
    expect(await client.read()).toBeNull();
    await server.closed;
    await Promise.all([server.close(), server.close()]);
    await expect(backend.connect(server.local)).rejects.toMatchObject({ code: "ERR_REFUSED" });
    await (await backend.listen(server.local)).close();
  });
});
