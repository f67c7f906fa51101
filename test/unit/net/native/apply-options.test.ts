import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { bindDatagrams, connect, listen, type SocketOptions } from "../../../../src/net/index.ts";
import { applySocketOptions } from "../../../../src/net/native/apply-options.ts";
import { getInt } from "../../../../src/net/native/sys-error.ts";
import { trySys } from "../../../../src/net/sys/load-sys.ts";

const found = trySys();
const [AF_UNIX, AF_INET, AF_INET6] = [1, 2, 10];
const [STREAM, DGRAM] = [1, 2];
const [IP, TCP, IPV6, SOCKET] = [0, 6, 41, 1];

describe.skipIf(!("sys" in found))("applySocketOptions", () => {
  const sys = "sys" in found ? found.sys : (undefined as never);

  function withSocket<T>(family: number, type: number, work: (fd: number) => T): T {
    const fd = sys.socket(family, type, 0);
    try {
      return work(fd);
    } finally {
      sys.close(fd);
    }
  }

  /** Sets the options and reads one back. */
  function readBack(family: number, type: number, options: SocketOptions, level: number, option: number): number {
    const network = family === AF_UNIX ? "unix" : type === DGRAM ? "udp" : "tcp";
    return withSocket(family, type, (fd) => {
      applySocketOptions({ sys, fd, family, site: { op: "connect", network } }, options);
      return getInt(sys, fd, level, option);
    });
  }

  it.each<[string, number, number, SocketOptions, number, number, number]>([
    ["ttl of TCP", AF_INET, STREAM, { ttl: 3 }, IP, 2, 3],
    ["ttl of UDP", AF_INET, DGRAM, { ttl: 255 }, IP, 2, 255],
    ["hops of IPv6", AF_INET6, STREAM, { ttl: 9 }, IPV6, 16, 9],
    ["hops of IPv4 in an IPv6 socket", AF_INET6, STREAM, { ttl: 9 }, IP, 2, 9],
    ["tos", AF_INET, DGRAM, { tos: 0xb8 }, IP, 1, 0xb8],
    ["traffic class", AF_INET6, DGRAM, { tos: 0xb8 }, IPV6, 67, 0xb8],
    ["receive buffer, doubled by the kernel", AF_INET, STREAM, { receiveBufferBytes: 8192 }, SOCKET, 8, 16_384],
    ["send buffer, doubled by the kernel", AF_INET, DGRAM, { sendBufferBytes: 8192 }, SOCKET, 7, 16_384],
    ["buffers of Unix sockets", AF_UNIX, STREAM, { sendBufferBytes: 8192 }, SOCKET, 7, 16_384],
    ["reusePort", AF_INET, STREAM, { reusePort: true }, SOCKET, 15, 1],
    ["noDelay", AF_INET, STREAM, { noDelay: true }, TCP, 1, 1],
    ["keep-alive", AF_INET, STREAM, { keepAlive: { idleSeconds: 5 } }, SOCKET, 9, 1],
    ["keep-alive idle", AF_INET, STREAM, { keepAlive: { idleSeconds: 5 } }, TCP, 4, 5],
    ["keep-alive interval", AF_INET, STREAM, { keepAlive: { idleSeconds: 5, intervalSeconds: 7 } }, TCP, 5, 7],
    ["keep-alive count", AF_INET, STREAM, { keepAlive: { idleSeconds: 5, count: 3 } }, TCP, 6, 3],
    ["user timeout", AF_INET, STREAM, { userTimeoutMs: 1234 }, TCP, 18, 1234],
    ["segment size", AF_INET, STREAM, { maxSegmentBytes: 600 }, TCP, 2, 600],
    ["a raw number", AF_INET, STREAM, { raw: [{ level: 1, option: 12, value: 6 }] }, SOCKET, 12, 6],
    [
      "raw bytes",
      AF_INET,
      STREAM,
      { raw: [{ level: 1, option: 12, value: Uint8Array.of(6, 0, 0, 0) }] },
      SOCKET,
      12,
      6,
    ],
  ])("sets %s", (_, family, type, options, level, option, wanted) => {
    expect(readBack(family, type, options, level, option)).toBe(wanted);
  });

  it("sets linger and the device", () => {
    withSocket(AF_INET, STREAM, (fd) => {
      const target = { sys, fd, family: AF_INET, site: { op: "connect", network: "tcp" } } as const;
      applySocketOptions(target, { lingerSeconds: 4, device: "lo" });
      const linger = new Uint8Array(8);
      sys.getsockopt(fd, SOCKET, 13, linger);
      expect([...linger]).toEqual([1, 0, 0, 0, 4, 0, 0, 0]);
      const device = new Uint8Array(16);
      sys.getsockopt(fd, SOCKET, 25, device);
      expect(Buffer.from(device).toString().replaceAll("\0", "")).toBe("lo");
    });
  });

  it.each<[string, number, number, SocketOptions, string, RegExp]>([
    ["a device that is not there", AF_INET, STREAM, { device: "none9" }, "ERR_BAD_OPTION", /"none9", only lo/],
    ["a TTL of Unix sockets", AF_UNIX, STREAM, { ttl: 1 }, "ERR_UNSUPPORTED", /network "unix" has no IP_TTL/],
    ["TCP_NODELAY of UDP", AF_INET, DGRAM, { noDelay: true }, "ERR_UNSUPPORTED", /network "udp" has no TCP_NODELAY/],
    ["a number that the kernel refuses", AF_INET, STREAM, { maxSegmentBytes: 1 }, "ERR_SYSTEM", /EINVAL.*TCP_MAXSEG 1/],
    [
      "an unknown option",
      AF_INET,
      STREAM,
      { raw: [{ level: 1, option: 999, value: 1 }] },
      "ERR_UNSUPPORTED",
      /level 1 option 999/,
    ],
  ])("refuses %s", (_, family, type, options, code, message) => {
    const error = ((): unknown => {
      try {
        readBack(family, type, options, SOCKET, 3);
        return null;
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code, op: "setsockopt", message: expect.stringMatching(message) });
  });

  it("gives the connections of a listener its options, and those of a client", async () => {
    await using listener = await listen({ host: "127.0.0.1", port: 0 }, { socket: { tos: 0x20, ttl: 7 } });
    await using client = await connect(listener.local, { socket: { sendBufferBytes: 8192, tos: 0x40 } });
    await using server = await listener.accept();
    const { fd: serverFd } = server as unknown as { readonly fd: number };
    const { fd: clientFd } = client as unknown as { readonly fd: number };
    expect([getInt(sys, serverFd, IP, 1), getInt(sys, serverFd, IP, 2)]).toEqual([0x20, 7]);
    expect([getInt(sys, clientFd, IP, 1), getInt(sys, clientFd, SOCKET, 7)]).toEqual([0x40, 16_384]);
  });

  it("lets two datagram sockets share a port only when both ask for it", async () => {
    await using first = await bindDatagrams({ host: "127.0.0.1", port: 0 }, { socket: { reusePort: true } });
    await using second = await bindDatagrams(first.local, { socket: { reusePort: true } });
    expect(second.local).toEqual(first.local);
    await expect(bindDatagrams(first.local)).rejects.toMatchObject({ code: "ERR_ADDRESS_IN_USE" });
  });

  it("leaves no descriptor open when an option is refused", async () => {
    const count = (): number => Number(execFileSync("sh", ["-c", `ls /proc/${process.pid}/fd | wc -l`]));
    const before = count();
    for (let turn = 0; turn < 20; turn += 1) {
      await expect(listen({ host: "127.0.0.1", port: 0 }, { socket: { device: "none9" } })).rejects.toThrow("none9");
    }
    expect(count()).toBeLessThan(before + 10);
  });
});
