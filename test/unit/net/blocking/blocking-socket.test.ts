import { describe, expect, it } from "vitest";
import { SocketError } from "../../../../src/errors/index.ts";
import {
  AF_INET,
  AF_UNIX,
  create_connection,
  create_server,
  getaddrinfo,
  gethostbyname,
  MSG_DONTWAIT,
  MSG_PEEK,
  SOCK_DGRAM,
  type Socket,
  send_fds,
  recv_fds,
  close,
  socket,
  socketpair,
} from "../../../../src/net/blocking/index.ts";
import { capabilities } from "../../../../src/net/capabilities.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
/** Nothing can interrupt a call that blocks this thread, so each socket here has a timeout; calls without one are tested in
 * child processes (test/interop/notes-*.test.ts, net-process.test.ts). */
const PATIENCE_SECONDS = 15;
/** Fails at once, without asking a name server: a label has at most 63 characters. */
const NO_HOST = `${"a".repeat(64)}.invalid`;

function failure(call: () => unknown): SocketError {
  try {
    call();
  } catch (error) {
    if (error instanceof SocketError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}

function tcpPair(): [Socket, Socket] {
  using listener = create_server(["127.0.0.1", 0]);
  listener.settimeout(PATIENCE_SECONDS);
  const client = create_connection(listener.getsockname() as [string, number], { timeout: PATIENCE_SECONDS });
  const [server] = listener.accept();
  server.settimeout(PATIENCE_SECONDS);
  return [client, server];
}

describe.skipIf(!capabilities().berkeley)("BlockingSocket", () => {
  it("talks over TCP without a promise", () => {
    const [a, b] = tcpPair();
    a.sendall(bytes("hello world"));
    expect(text(b.recv(5, MSG_PEEK))).toBe("hello");
    expect(text(b.recv(5))).toBe("hello");
    const into = new Uint8Array(10);
    expect(b.recv_into(into, 3)).toBe(3);
    expect(b.recvInto(into)).toBe(3);
    expect(text(into.subarray(0, 3))).toBe("rld");
    a.close();
    expect(b.recv(1).length).toBe(0);
    b.close();
  });

  it("times out, and does not wait when told so", () => {
    const [a, b] = tcpPair();
    b.settimeout(0.02);
    expect(failure(() => b.recv(1)).code).toBe("ERR_TIMEOUT");
    expect(failure(() => b.sendall(new Uint8Array(50_000_000))).code).toBe("ERR_TIMEOUT");
    b.setblocking(false);
    expect(failure(() => b.recv(1))).toMatchObject({ code: "ERR_WOULD_BLOCK", errno: 11 });
    using udp = socket(AF_INET, SOCK_DGRAM);
    expect(failure(() => udp.recv(1, MSG_DONTWAIT)).code).toBe("ERR_WOULD_BLOCK");
    using listener = create_server(["127.0.0.1", 0]);
    listener.settimeout(0.02);
    expect(failure(() => listener.accept()).code).toBe("ERR_TIMEOUT");
    a.close();
    b.close();
  });

  it("keeps the bounds of datagrams", () => {
    using a = socket(AF_INET, SOCK_DGRAM);
    using b = socket(AF_INET, SOCK_DGRAM);
    b.bind(["", 0]);
    b.settimeout(PATIENCE_SECONDS);
    const [, port] = b.getsockname() as [string, number];
    a.sendto(bytes("one"), ["127.0.0.1", port]);
    a.sendto(bytes("two"), 0, { host: "localhost", port });
    expect(text(b.recvfrom(100)[0])).toBe("one");
    const into = new Uint8Array(2);
    expect(b.recvfrom_into(into)).toEqual([2, ["127.0.0.1", (a.getsockname() as [string, number])[1]]]);
    expect(text(into)).toBe("tw");
  });

  it("passes descriptors, messages and files", () => {
    const [a, b] = socketpair();
    for (const each of [a, b]) each.settimeout(PATIENCE_SECONDS);
    send_fds(a, [bytes("x")], [a.fileno()]);
    const [data, fds] = recv_fds(b, 10, 4);
    expect([text(data), fds.length]).toEqual(["x", 1]);
    for (const fd of fds) close(fd);
    expect(a.sendmsg([bytes("ab"), bytes("c")])).toBe(3);
    expect(text(b.recvmsg(10)[0])).toBe("abc");
    {
      using writer = a.makefile("w");
      writer.writelines(["one\n", "two\n"]);
    }
    a.close();
    using reader = b.makefile("r");
    expect(reader.readlines()).toEqual(["one\n", "two\n"]);
    b.close();
  });

  it("says what went wrong", () => {
    using a = socket();
    expect(failure(() => a.recv(1))).toMatchObject({ code: "ERR_NOT_CONNECTED" });
    using probe = socket();
    probe.bind(["127.0.0.1", 0]);
    expect(failure(() => a.connect(probe.getsockname())).code).toBe("ERR_REFUSED");
    using b = socket();
    expect(b.connect_ex(probe.getsockname())).toBe(111);
    using c = socket(AF_UNIX);
    expect(failure(() => c.connect("/no/such/socket")).code).toBe("ERR_PATH_NOT_FOUND");
    const d = socket();
    d.close();
    d.close();
    expect(failure(() => d.recv(1)).code).toBe("ERR_CLOSED");
    expect(() => a.recv(-1)).toThrow(RangeError);
    expect(() => a.send("x" as unknown as Uint8Array)).toThrow(TypeError);
  });

  it("asks the resolver", () => {
    expect(gethostbyname("localhost")).toBe("127.0.0.1");
    expect(getaddrinfo("127.0.0.1", 80, AF_INET, 1)).toEqual([[2, 1, 6, "", ["127.0.0.1", 80]]]);
    expect(failure(() => getaddrinfo(NO_HOST, 1)).code).toBe("ERR_HOST_UNKNOWN");
  });
});
