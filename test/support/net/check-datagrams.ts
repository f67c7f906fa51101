import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { type Datagram, type Datagrams, formatAddress, type InetAddress } from "../../../src/net/index.ts";
import { HAS_IPV6 } from "./ipv6.ts";
import type { NetBackend } from "./backend.ts";
import { pattern, sha256, text, utf8 } from "./bytes.ts";

/** Waits for this many datagrams. */
async function collect(socket: Datagrams, count: number): Promise<Datagram[]> {
  const got: Datagram[] = [];
  while (got.length < count) got.push(...(await socket.receive(count - got.length)));
  return got;
}

/** What every {@link Datagrams} must do. */
export function checkDatagrams(backend: NetBackend): void {
  const bind = backend.bindDatagrams;
  const at = (host: string, port = 0): InetAddress => ({ host, port });

  describe.each(HAS_IPV6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"])(`${backend.name}: datagrams on %s`, (host) => {
    it("go both ways, whole, and name their sender", async () => {
      await using a = await bind(at(host));
      await using b = await bind(at(host));
      await a.send(utf8("ping"), b.local);
      const [ping] = await b.receive();
      expect(text(ping?.bytes ?? null)).toBe("ping");
      expect(ping?.from).toEqual(a.local);
      await b.send(utf8("pong"), a.local);
      expect(text((await a.receive())[0]?.bytes ?? null)).toBe("pong");
    });

    it("may be empty, and as long as the protocol allows", async () => {
      await using a = await bind(at(host));
      await using b = await bind(at(host));
      const limit = host === "::1" ? 65_527 : 65_507;
      const long = pattern(limit);
      await a.send(new Uint8Array(0), b.local);
      await a.send(long, b.local);
      const [empty, full] = await collect(b, 2);
      expect(empty?.bytes).toHaveLength(0);
      expect(sha256(full?.bytes ?? new Uint8Array(0))).toBe(sha256(long));
      await expect(a.send(new Uint8Array(limit + 1), b.local)).rejects.toMatchObject({
        code: "ERR_MESSAGE_TOO_LONG",
        hint: `${limit + 1} bytes given, the limit is ${limit}`,
      });
    });

    it("may be offered without a promise, and are refused by one", async () => {
      await using a = await bind(at(host));
      await using b = await bind(at(host));
      await a.offer(utf8("ping"), b.local);
      expect(text((await b.receive())[0]?.bytes ?? null)).toBe("ping");
      await expect(a.offer(new Uint8Array(65_528), b.local)).rejects.toMatchObject({ code: "ERR_MESSAGE_TOO_LONG" });
      await a.close();
      await expect(a.offer(utf8("late"), b.local)).rejects.toMatchObject({ code: "ERR_CLOSED" });
    });

    it("are received in batches, in order, at most as many as asked for", async () => {
      await using a = await bind(at(host));
      await using b = await bind(at(host));
      for (let n = 0; n < 10; n += 1) await a.send(Uint8Array.of(n), b.local);
      const got = await collect(b, 1);
      expect(got).toHaveLength(1);
      got.push(...(await collect(b, 9)));
      expect(got.map((item) => item.bytes[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(got[0]?.bytes.constructor).toBe(Uint8Array);
    });
  });

  describe(`${backend.name}: datagrams`, () => {
    const ipv6Interface = Object.entries(networkInterfaces()).find(([, list]) =>
      list?.some((item) => item.family === "IPv6" && !item.internal),
    )?.[0];
    // ff01:: never leaves the machine (RFC 4291, 2.7), but Linux has no multicast route over the loopback interface.
    it.each([
      ["239.255.12.34", "127.0.0.1", "127.0.0.1"],
      ["ff01::1234", ipv6Interface, "::"],
    ])("join the group %s and leave it", async (group, via, source) => {
      if (via === undefined) return;
      const options = { interface: via };
      await using receiver = await bind(at(source === "::" ? "::" : "0.0.0.0"));
      await using sender = await bind(at(source), { multicastInterface: via, multicastLoopback: true });
      receiver.join(group, options);
      expect(() => receiver.join(group, options)).toThrow(expect.objectContaining({ code: "ERR_ADDRESS_IN_USE" }));
      await sender.send(utf8("to the group"), at(group, receiver.local.port));
      const [got] = await receiver.receive();
      expect(text(got?.bytes ?? null)).toBe("to the group");
      expect(got?.from.port).toBe(sender.local.port);
      receiver.leave(group, options);
      await sender.send(utf8("after it left"), at(group, receiver.local.port));
      await sender.send(utf8("direct"), at(source === "::" ? "::1" : source, receiver.local.port));
      expect(text((await receiver.receive())[0]?.bytes ?? null)).toBe("direct");
      expect(() => receiver.join("10.1.2.3")).toThrow(expect.objectContaining({ code: "ERR_ADDRESS_NOT_AVAILABLE" }));
      expect(() => receiver.join(group, { interface: "nothing0" })).toThrow(/there is no interface "nothing0"/);
    });

    it.runIf(HAS_IPV6)("show IPv4 senders as IPv4 on :: and answer them", async () => {
      await using both = await bind(at("::"));
      await using four = await bind(at("127.0.0.1"));
      await four.send(utf8("hi"), at("127.0.0.1", both.local.port));
      const [got] = await both.receive();
      expect(got?.from).toEqual(four.local);
      await both.send(utf8("yo"), four.local);
      expect(text((await four.receive())[0]?.bytes ?? null)).toBe("yo");
    });

    it("of IPv4 sockets do not go to IPv6", async () => {
      await using four = await bind(at("127.0.0.1"));
      await expect(four.send(utf8("x"), at("::1", 9))).rejects.toMatchObject({ code: "ERR_UNSUPPORTED", op: "send" });
    });

    it("go to names", async () => {
      await using a = await bind(at("127.0.0.1"));
      await using b = await bind(at("127.0.0.1"));
      await a.send(utf8("by name"), at("localhost", b.local.port));
      expect(text((await b.receive())[0]?.bytes ?? null)).toBe("by name");
      await expect(a.send(utf8("x"), at("nowhere.invalid", 9))).rejects.toMatchObject({ code: "ERR_HOST_UNKNOWN" });
    });

    it("are broadcast only when that is allowed", async () => {
      await using receiver = await bind(at("0.0.0.0"));
      await using meek = await bind(at("127.0.0.1"));
      await using loud = await bind(at("127.0.0.1"), { broadcast: true });
      const everybody = at("127.255.255.255", receiver.local.port);
      await expect(meek.send(utf8("x"), everybody)).rejects.toMatchObject({ code: "ERR_ACCESS", op: "send" });
      await loud.send(utf8("all"), everybody);
      expect(text((await receiver.receive())[0]?.bytes ?? null)).toBe("all");
    });

    it("from another source than the one joined for do not arrive", async () => {
      const group = "232.1.2.3";
      await using receiver = await bind(at("0.0.0.0"));
      await using wanted = await bind(at("127.0.0.2"), { multicastInterface: "127.0.0.1" });
      await using other = await bind(at("127.0.0.3"), { multicastInterface: "127.0.0.1" });
      receiver.join(group, { interface: "127.0.0.1", source: "127.0.0.2" });
      await other.send(utf8("other"), at(group, receiver.local.port));
      await wanted.send(utf8("wanted"), at(group, receiver.local.port));
      const [got] = await receiver.receive();
      expect(text(got?.bytes ?? null)).toBe("wanted");
      receiver.leave(group, { interface: "127.0.0.1", source: "127.0.0.2" });
    });

    it("that the kernel drops are counted", async () => {
      await using receiver = await bind(at("127.0.0.1"), { receiveBufferBytes: 4_096 });
      await using sender = await bind(at("127.0.0.1"));
      const before = receiver.kernelDrops();
      if (before === null) return;
      expect(before).toBe(0);
      const sent = 2_000;
      // A chain of sends that each end at once leaves the receiver no turn of the event loop.
      await Promise.all(Array.from({ length: sent }, () => sender.send(pattern(64), receiver.local)));
      await sender.send(utf8("end"), receiver.local);
      let got = 0;
      const mark = setInterval(() => void sender.send(utf8("end"), receiver.local), 20);
      for await (const { bytes } of receiver) {
        if (bytes.length === 3) break;
        got += 1;
      }
      clearInterval(mark);
      const drops = receiver.kernelDrops() ?? 0;
      expect(got + drops).toBeGreaterThanOrEqual(sent);
      expect(got + drops).toBeLessThanOrEqual(sent + 1);
    });

    it("that nobody receives wait in the kernel and not in this process", async () => {
      await using receiver = await bind(at("127.0.0.1"), { receiveBufferBytes: 65_536 });
      await using sender = await bind(at("127.0.0.1"));
      if (receiver.kernelDrops() === null) return;
      let sent = 0;
      while ((receiver.kernelDrops() ?? 0) === 0 && sent < 100_000) {
        for (let n = 0; n < 100; n += 1) await sender.send(pattern(16), receiver.local);
        sent += 100;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(sent).toBeLessThan(100_000);
      const waiting = sent - (receiver.kernelDrops() ?? 0);
      expect(await collect(receiver, waiting)).toHaveLength(waiting);
    });

    it("go out many at a time, in order, to several peers and in several sizes", async () => {
      await using sender = await bind(at("127.0.0.1"));
      await using one = await bind(at("127.0.0.1"));
      await using two = await bind(at("127.0.0.1"));
      const to = one.local;
      const equal = Array.from({ length: 150 }, (_, n) => ({ bytes: Uint8Array.of(n, n, n), to }));
      const mixed = Array.from({ length: 100 }, (_, n) => ({ bytes: pattern(n), to: n % 2 === 0 ? to : two.local }));
      await sender.sendMany([...equal, { bytes: Uint8Array.of(1), to }, ...mixed]);
      await sender.sendMany([]);
      const got = await collect(one, 201);
      expect(got.slice(0, 150).map((item) => [...item.bytes])).toEqual(equal.map((item) => [...item.bytes]));
      expect(got[150]?.bytes).toEqual(Uint8Array.of(1));
      expect(got.slice(151).map((item) => item.bytes.length)).toEqual(Array.from({ length: 50 }, (_, n) => 2 * n));
      const other = await collect(two, 50);
      expect(other.map((item) => item.bytes.length)).toEqual(Array.from({ length: 50 }, (_, n) => 2 * n + 1));
      expect(got.concat(other).every((item) => item.from.port === sender.local.port)).toBe(true);
      const wrong = [
        { bytes: utf8("fine"), to },
        { bytes: pattern(70_000), to },
      ];
      await expect(sender.sendMany(wrong)).rejects.toMatchObject({ code: "ERR_MESSAGE_TOO_LONG" });
    });

    it("go out to many at once, one left out, also when the list grows and when another one comes between", async () => {
      await using sender = await bind(at("127.0.0.1"));
      const receivers = await Promise.all(Array.from({ length: 5 }, () => bind(at("127.0.0.1"))));
      const [a, b, c, d, e] = receivers as [Datagrams, Datagrams, Datagrams, Datagrams, Datagrams];
      const list = [a.local, b.local, c.local];
      expect(await sender.sendToAll(utf8("1"), list)).toEqual([]);
      expect(await sender.sendToAll(utf8("2"), list, { except: 1 })).toEqual([]);
      list.push(d.local);
      expect(await sender.sendToAll(utf8("3"), list, { except: 0 })).toEqual([]);
      // Two lists at a time, each of which is laid out anew for its part.
      await Promise.all([sender.sendToAll(utf8("4"), [e.local, a.local]), sender.sendToAll(utf8("5"), list)]);
      expect(await sender.sendToAll(utf8("6"), list, { except: 3 })).toEqual([]);
      expect(await sender.sendToAll(new Uint8Array(0), [])).toEqual([]);
      await expect(sender.sendToAll(pattern(70_000), list)).rejects.toMatchObject({ code: "ERR_MESSAGE_TOO_LONG" });
      const wanted = ["12456", "1356", "12356", "35", "4"];
      for (const [index, receiver] of receivers.entries()) {
        const got = (await collect(receiver, wanted[index]?.length ?? 0)).map(({ bytes }) =>
          new TextDecoder().decode(bytes),
        );
        expect(got.toSorted().join("")).toBe(wanted[index]);
        await receiver.close();
      }
    });

    // Node's dgram hears of refusals on connected sockets only.
    it.runIf(backend.name === "native")(
      "that come back refused are told with their address, and the socket goes on",
      async () => {
        await using socket = await bind(at("127.0.0.1"));
        await using friend = await bind(at("127.0.0.1"));
        const gone = await bind(at("127.0.0.1"));
        await gone.close();
        const waiting = socket.receive();
        await socket.send(utf8("anybody?"), gone.local);
        const refusal = { code: "ERR_REFUSED", op: "recv", remote: formatAddress(gone.local) };
        await expect(waiting).rejects.toMatchObject(refusal);
        // The next sends meet the refusal of the one before, and are not lost.
        await socket.send(utf8("anybody?"), gone.local);
        await socket.send(utf8("one"), friend.local);
        await socket.send(utf8("anybody?"), gone.local);
        await socket.sendMany([{ bytes: utf8("two"), to: friend.local }]);
        expect((await collect(friend, 2)).map((item) => text(item.bytes))).toEqual(["one", "two"]);
        await friend.send(utf8("answer"), socket.local);
        let refusals = 0;
        for (;;) {
          const batch = await socket.receive().catch((error: unknown) => {
            expect(error).toMatchObject(refusal);
            refusals += 1;
          });
          if (batch === undefined) continue;
          expect(batch.map((item) => text(item.bytes))).toEqual(["answer"]);
          break;
        }
        expect(refusals).toBe(2);
      },
    );

    it("have one receiver at a time", async () => {
      await using socket = await bind(at("127.0.0.1"));
      const first = socket.receive();
      await expect(socket.receive()).rejects.toMatchObject({ code: "ERR_BUSY", op: "recv" });
      await socket.send(utf8("me"), socket.local);
      expect(text((await first)[0]?.bytes ?? null)).toBe("me");
      await expect(socket.receive(0)).rejects.toBeInstanceOf(RangeError);
    });

    it("say who holds a port that is in use", async () => {
      await using socket = await bind(at("127.0.0.1"));
      const error: unknown = await bind(socket.local).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "ERR_ADDRESS_IN_USE", op: "bind", network: "udp" });
      if (process.platform === "linux") expect((error as Error).message).toContain(`(pid ${process.pid})`);
      await expect(bind(at("192.0.2.1"))).rejects.toMatchObject({ code: "ERR_ADDRESS_NOT_AVAILABLE" });
      await expect(bind(at("127.0.0.1", 65_536))).rejects.toBeInstanceOf(RangeError);
      await expect(socket.send(utf8("x"), at("127.0.0.1", 0))).rejects.toBeInstanceOf(RangeError);
    });

    it("share a port when both sides want it", async () => {
      await using first = await bind(at("127.0.0.1"), { reuseAddress: true });
      await using second = await bind(first.local, { reuseAddress: true });
      expect(second.local).toEqual(first.local);
    });

    it("take the options and tell the buffer that was granted", async () => {
      await using socket = await bind(at("127.0.0.1"), { ttl: 3, multicastTtl: 2, receiveBufferBytes: 100_000 });
      expect(socket.receiveBufferBytes).toBeGreaterThanOrEqual(100_000);
    });

    it("end when they are closed: by dispose, twice, with a receive in flight, by the signal", async () => {
      const controller = new AbortController();
      const socket = await bind(at("127.0.0.1"), { signal: controller.signal });
      const waiting = expect(socket.receive()).rejects.toMatchObject({ code: "ERR_CLOSED", op: "recv" });
      controller.abort();
      await waiting;
      await Promise.all([socket.close(), socket[Symbol.asyncDispose]()]);
      await expect(socket.receive()).rejects.toMatchObject({ code: "ERR_CLOSED" });
      await expect(socket.send(utf8("x"), at("127.0.0.1", 9))).rejects.toMatchObject({ code: "ERR_CLOSED" });
      expect(() => socket.join("239.1.1.1")).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
    });

    it("are iterated until the socket closes", async () => {
      const socket = await bind(at("127.0.0.1"));
      const seen: string[] = [];
      await socket.send(utf8("1"), socket.local);
      await socket.send(utf8("2"), socket.local);
      for await (const { bytes } of socket) {
        seen.push(new TextDecoder().decode(bytes));
        if (seen.length === 2) await socket.close();
      }
      expect(seen).toEqual(["1", "2"]);
    });
  });
}
