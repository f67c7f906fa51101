import { describe, expect, it } from "vitest";
import { DatagramListener, type DatagramListenerOptions } from "../../../../src/cli/relay/datagram-listener.ts";
import type { DatagramPort, PortDatagram } from "../../../../src/cli/relay/datagram-port.ts";
import { MessageQueue } from "../../../../src/cli/relay/message-queue.ts";
import { SocketError } from "../../../../src/errors/index.ts";
import type { UnixAddress } from "../../../../src/net/index.ts";

/** A socket in memory: the test is everybody who sends to it. */
class MemoryPort implements DatagramPort<UnixAddress> {
  readonly protocol = "UNIX";
  readonly local: UnixAddress = { path: "/here" };
  readonly maxBytes = 1000;
  readonly sent: string[] = [];
  isClosed = false;
  readonly #incoming = new MessageQueue<PortDatagram | SocketError>(Number.POSITIVE_INFINITY);

  arrive(from: string, text: string): void {
    this.#incoming.put({ bytes: Buffer.from(text), from });
  }

  refuse(remote: string): void {
    this.#incoming.put(new SocketError("ERR_REFUSED", { op: "recv", network: "udp", remote }));
  }

  addressOf(printed: string): UnixAddress {
    return { path: printed };
  }

  async receive(): Promise<readonly PortDatagram[]> {
    const next = await this.#incoming.take();
    if (next === null) throw new SocketError("ERR_CLOSED", { op: "recv", network: "udp" });
    if (next instanceof SocketError) throw next;
    return [next];
  }

  async send(bytes: Uint8Array, to: UnixAddress): Promise<void> {
    this.sent.push(`${to.path} ${Buffer.from(bytes).toString()}`);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#incoming.end();
  }
}

function make(options: Partial<DatagramListenerOptions> = {}): {
  port: MemoryPort;
  listener: DatagramListener<UnixAddress>;
} {
  const port = new MemoryPort();
  return { port, listener: new DatagramListener(port, { once: false, silenceMs: null, ...options }) };
}

const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString());

describe("DatagramListener", () => {
  it("makes a connection of each sender, in which only its datagrams come, and answers go back", async () => {
    const { port, listener } = make();
    port.arrive("/a", "a1");
    port.arrive("/b", "b1");
    port.arrive("/a", "");
    const [a, b] = [await listener.accept(), await listener.accept()];
    expect([a.address, b.address]).toEqual(["/a", "/b"]);
    expect([text(await a.read()), text(await a.read()), text(await b.read())]).toEqual(["a1", "", "b1"]);
    await b.write(Buffer.from("to b"));
    expect(port.sent).toEqual(["/b to b"]);
    expect(listener.takeDropped()).toBe(0);
  });

  it("begins anew with a sender whose connection was closed, or that was silent too long", async () => {
    const { port, listener } = make({ silenceMs: 20 });
    port.arrive("/a", "1");
    const first = await listener.accept();
    expect(text(await first.read())).toBe("1");
    expect(await first.read()).toBeNull();
    await first.close();
    port.arrive("/a", "2");
    const second = await listener.accept();
    expect(second).not.toBe(first);
    expect(text(await second.read())).toBe("2");
    await second.close();
  });

  it("counts what others send where only the first is served", async () => {
    const { port, listener } = make({ once: true });
    port.arrive("/a", "first");
    const only = await listener.accept();
    port.arrive("/b", "stranger");
    port.arrive("/c", "stranger");
    port.arrive("/a", "again");
    expect([text(await only.read()), text(await only.read())]).toEqual(["first", "again"]);
    expect([listener.takeDropped(), listener.takeDropped()]).toEqual([2, 0]);
  });

  it("tells the one connection whose peer has gone, and goes on with the others", async () => {
    const { port, listener } = make();
    port.arrive("/a", "a");
    port.arrive("/b", "b");
    const [a, b] = [await listener.accept(), await listener.accept()];
    port.refuse("/a");
    port.arrive("/b", "still here");
    expect([text(await a.read()), text(await b.read()), text(await b.read())]).toEqual(["a", "b", "still here"]);
    await expect(a.read()).rejects.toMatchObject({ code: "ERR_REFUSED" });
  });

  it("keeps the socket for those that are served when it takes no more, and closes it with the last", async () => {
    const { port, listener } = make();
    port.arrive("/a", "a");
    const a = await listener.accept();
    await listener.close();
    expect(port.isClosed).toBe(false);
    port.arrive("/b", "too late");
    port.arrive("/a", "more");
    expect([text(await a.read()), text(await a.read())]).toEqual(["a", "more"]);
    expect(listener.takeDropped()).toBe(1);
    await a.close();
    expect(port.isClosed).toBe(true);
  });
});
