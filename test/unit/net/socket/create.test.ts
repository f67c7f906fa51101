import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  AF_INET,
  AF_INET6,
  capabilities,
  create_connection,
  create_server,
  has_dualstack_ipv6,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_SOCKET,
  socket,
} from "../../../../src/net/berkeley.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

describe.skipIf(!capabilities().berkeley)("create_server and create_connection", () => {
  it("connect to each other, by numbers and by name", async () => {
    using server = create_server(["127.0.0.1", 0]);
    expect(server.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    const [, port] = server.getsockname() as [string, number];
    for (const address of [["127.0.0.1", port] as const, { host: "localhost", port }]) {
      using client = await create_connection(address, { timeout: 5, sourceAddress: ["127.0.0.1", 0] });
      expect(client.gettimeout()).toBe(5);
      const [accepted, name] = await server.accept();
      expect(name).toEqual(client.getsockname());
      expect(client.toString()).toBe(
        `<socket fd=${client.fileno()}, family=2, type=1, proto=6, laddr=127.0.0.1:${(name as [string, number])[1]}, raddr=127.0.0.1:${port}>`,
      );
      accepted.close();
      expect(inspect(accepted)).toMatch(/^<socket \[closed\] fd=-1/);
    }
  });

  it("share a port, or take both families, when told so", async () => {
    using first = create_server(["127.0.0.1", 0], { reusePort: true });
    expect(first.getsockopt(SOL_SOCKET, SO_REUSEPORT)).toBe(1);
    using second = create_server(first.getsockname(), { reusePort: true });
    expect(second.getsockname()).toEqual(first.getsockname());
    if (!has_dualstack_ipv6()) return;
    using both = create_server(["::", 0], { family: AF_INET6, dualstackIpv6: true });
    using client = await create_connection(["127.0.0.1", (both.getsockname() as unknown as [string, number])[1]]);
    const [accepted, name] = await both.accept();
    expect((name as readonly unknown[])[0]).toBe("::ffff:127.0.0.1");
    accepted.close();
    expect(client.family).toBe(AF_INET);
    expect(() => create_server(["127.0.0.1", 0], { dualstackIpv6: true })).toThrow(RangeError);
  });

  it("leave nothing open when they fail", async () => {
    using holder = create_server(["127.0.0.1", 0]);
    expect(() => create_server(holder.getsockname())).toThrow("address already in use");
    using free = socket();
    free.bind(["127.0.0.1", 0]);
    const [, port] = free.getsockname() as [string, number];
    await expect(create_connection(["127.0.0.1", port])).rejects.toMatchObject({ code: "ERR_REFUSED" });
    await expect(create_connection(["127.0.0.1", port], { allErrors: true })).rejects.toBeInstanceOf(AggregateError);
    const signal = AbortSignal.abort(new Error("no more"));
    await expect(create_connection(holder.getsockname() as [string, number], { signal })).rejects.toThrow("no more");
  });
});
