import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Address, type InetAddress, isUnixAddress } from "../../../src/net/index.ts";
import { HAS_IPV6 } from "./ipv6.ts";
import type { NetBackend } from "./backend.ts";
import { readToEnd, text, utf8 } from "./bytes.ts";

/** What `connect` and every {@link Listener} must do. */
export function checkListeners(backend: NetBackend): void {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-listeners-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let serial = 0;
  const path = (): string => join(folder, `${(serial += 1)}.sock`);
  const loopback: InetAddress = { host: "127.0.0.1", port: 0 };

  describe.each<[string, () => Address]>([
    ["tcp", () => loopback],
    ["unix", () => ({ path: path() })],
  ])(`${backend.name}: a listener, %s`, (kind, address) => {
    it("queues connections until they are accepted, in order", async () => {
      await using listener = await backend.listen(address());
      const clients = [];
      for (const name of ["a", "b", "c"]) {
        const client = await backend.connect(listener.local);
        await client.write(utf8(name));
        clients.push(client);
      }
      for (const name of ["a", "b", "c"]) {
        await using stream = await listener.accept();
        expect(text(await stream.read())).toBe(name);
      }
      await Promise.all(clients.map((client) => client.close()));
    });

    it("refuses a second accept and serves the first", async () => {
      await using listener = await backend.listen(address());
      const first = listener.accept();
      await expect(listener.accept()).rejects.toMatchObject({ code: "ERR_BUSY", op: "accept" });
      await using client = await backend.connect(listener.local);
      await using server = await first;
      expect(server.local).toEqual(client.remote);
    });

    it("lets accepted connections live when it closes", async () => {
      const listener = await backend.listen(address());
      await using client = await backend.connect(listener.local);
      await using server = await listener.accept();
      await listener.close();
      await client.write(utf8("still"));
      expect(text(await server.read())).toBe("still");
      await expect(backend.connect(listener.local)).rejects.toMatchObject({
        code: kind === "tcp" ? "ERR_REFUSED" : "ERR_PATH_NOT_FOUND",
        op: "connect",
      });
    });

    it("drops connections that nobody has accepted when it closes", async () => {
      const listener = await backend.listen(address());
      await using client = await backend.connect(listener.local);
      await listener.close();
      const { bytes } = await readToEnd(client);
      expect(bytes).toHaveLength(0);
    });

    it("is iterated until it closes", async () => {
      const listener = await backend.listen(address());
      let count = 0;
      const serving = (async () => {
        for await (const stream of listener) {
          count += 1;
          await stream.close();
          if (count === 2) void listener.close();
        }
      })();
      for (let n = 0; n < 2; n += 1) {
        await using client = await backend.connect(listener.local);
        expect(await client.read()).toBeNull();
      }
      await serving;
      expect(count).toBe(2);
    });

    it("is closed by dispose, twice, and ends an accept that waits", async () => {
      const listener = await backend.listen(address());
      const waiting = expect(listener.accept()).rejects.toMatchObject({ code: "ERR_CLOSED", op: "accept" });
      await Promise.all([listener[Symbol.asyncDispose](), listener.close()]);
      await waiting;
      await listener.close();
      await expect(listener.accept()).rejects.toMatchObject({ code: "ERR_CLOSED" });
      if (isUnixAddress(listener.local)) expect(existsSync(listener.local.path)).toBe(false);
    });

    it("is closed by its signal", async () => {
      const controller = new AbortController();
      const listener = await backend.listen(address(), { signal: controller.signal });
      const waiting = expect(listener.accept()).rejects.toMatchObject({ code: "ERR_CLOSED" });
      controller.abort();
      await waiting;
      const stopped = backend.listen(address(), { signal: AbortSignal.abort(new Error("never mind")) });
      await expect(stopped).rejects.toThrow("never mind");
    });

    it("says that the address is in use", async () => {
      await using listener = await backend.listen(address());
      const second = backend.listen(listener.local);
      await expect(second).rejects.toMatchObject({ code: "ERR_ADDRESS_IN_USE", op: "listen" });
      const { message } = (await second.catch((error: unknown) => error)) as Error;
      if (process.platform === "linux") expect(message).toContain(`(pid ${process.pid})`);
      if (kind === "tcp") expect(message).toMatch(/; port \d+ is free$/);
    });
  });

  describe(`${backend.name}: tcp`, () => {
    it.runIf(HAS_IPV6)("listens for both families on :: and shows IPv4 peers as IPv4", async () => {
      await using listener = await backend.listen({ host: "::", port: 0 });
      const { port } = listener.local as InetAddress;
      await using client = await backend.connect({ host: "127.0.0.1", port });
      await using server = await listener.accept();
      expect(server.remote).toEqual(client.local);
      expect(server.remote).toMatchObject({ host: "127.0.0.1" });
    });

    it.runIf(HAS_IPV6)("keeps IPv4 away with ipv6Only", async () => {
      await using listener = await backend.listen({ host: "::", port: 0 }, { ipv6Only: true });
      const { port } = listener.local as InetAddress;
      await expect(backend.connect({ host: "127.0.0.1", port })).rejects.toMatchObject({ code: "ERR_REFUSED" });
    });

    it.runIf(HAS_IPV6)("tries every address of a name", async () => {
      for (const host of ["127.0.0.1", "::1"]) {
        await using listener = await backend.listen({ host, port: 0 });
        const { port } = listener.local as InetAddress;
        const connecting = backend.connect({ host: "localhost", port });
        // Where localhost has only one family, the other listener cannot be reached by name.
        const client = await connecting.catch((error: unknown) => error);
        if (client instanceof Error) expect(client).toMatchObject({ code: "ERR_REFUSED" });
        else await (client as AsyncDisposable)[Symbol.asyncDispose]();
        if (host === "127.0.0.1") expect(client).not.toBeInstanceOf(Error);
      }
    });

    it("connects from the local address and port that are asked for", async () => {
      await using listener = await backend.listen(loopback);
      const probe = await backend.listen({ host: "127.0.0.2", port: 0 });
      const { port } = probe.local as InetAddress;
      await probe.close();
      await using client = await backend.connect(listener.local, { localHost: "127.0.0.2", localPort: port });
      await using server = await listener.accept();
      expect(server.remote).toEqual({ host: "127.0.0.2", port });
      expect(client.local).toEqual({ host: "127.0.0.2", port });
    });

    it.each([
      ["a port where nobody listens", { host: "127.0.0.1", port: 1 }, {}, "ERR_REFUSED", "connect"],
      ["a name that does not exist", { host: "nowhere.invalid", port: 1 }, {}, "ERR_HOST_UNKNOWN", "resolve"],
      ["the wrong family", { host: "127.0.0.1", port: 1 }, { family: 6 }, "ERR_HOST_UNKNOWN", "resolve"],
      [
        "a foreign local address",
        { host: "127.0.0.1", port: 1 },
        { localHost: "192.0.2.1" },
        "ERR_ADDRESS_NOT_AVAILABLE",
        "bind",
      ],
    ] as const)("cannot connect to %s", async (_, address, options, code, op) => {
      await expect(backend.connect(address, options)).rejects.toMatchObject({ code, op, network: "tcp" });
    });

    it("cannot listen on an address of another machine", async () => {
      const failing = backend.listen({ host: "192.0.2.1", port: 0 });
      await expect(failing).rejects.toMatchObject({
        code: "ERR_ADDRESS_NOT_AVAILABLE",
        op: "listen",
        local: "192.0.2.1:0",
      });
    });

    it.each([-1, 65_536, 1.5, Number.NaN])("takes %s for no port", async (port) => {
      await expect(backend.connect({ host: "127.0.0.1", port })).rejects.toBeInstanceOf(RangeError);
      await expect(backend.listen({ host: "127.0.0.1", port })).rejects.toBeInstanceOf(RangeError);
    });

    it("does not connect when the signal was aborted, and gives its reason", async () => {
      await using listener = await backend.listen(loopback);
      const reason = new Error("changed my mind");
      const stopped = backend.connect(listener.local, { signal: AbortSignal.abort(reason) });
      await expect(stopped).rejects.toBe(reason);
      const controller = new AbortController();
      const later = backend.connect({ host: "localhost", port: 1 }, { signal: controller.signal });
      controller.abort(reason);
      await expect(later).rejects.toBe(reason);
    });

    it("shares a port among listeners that all want it, or says that it cannot", async () => {
      if (backend.name !== "native") {
        await expect(backend.listen(loopback, { reusePort: true })).rejects.toMatchObject({ code: "ERR_UNSUPPORTED" });
        return;
      }
      await using first = await backend.listen(loopback, { reusePort: true });
      await using second = await backend.listen(first.local, { reusePort: true });
      await expect(backend.listen(first.local)).rejects.toMatchObject({ code: "ERR_ADDRESS_IN_USE" });
      const heard = [0, 0];
      const count = async (listener: typeof first, which: 0 | 1): Promise<void> => {
        for await (const stream of listener) {
          heard[which] = (heard[which] ?? 0) + 1;
          await stream.close();
        }
      };
      const counting = [count(first, 0), count(second, 1)];
      for (let n = 0; n < 64; n += 1) {
        await using client = await backend.connect(first.local);
        expect(await client.read()).toBeNull();
      }
      await Promise.all([first.close(), second.close()]);
      await Promise.all(counting);
      // The kernel spreads by a hash of the addresses: one of 64 to each is as good as sure.
      expect((heard[0] ?? 0) + (heard[1] ?? 0)).toBe(64);
      expect(Math.min(...heard)).toBeGreaterThan(0);
    });

    it("says why a low port is refused", async () => {
      const failing = backend.listen({ host: "127.0.0.1", port: 81 });
      const error = await failing.then((listener) => listener.close()).catch((caught: unknown) => caught);
      // Root, and systems without the rule, may.
      if (error !== undefined)
        expect(error).toMatchObject({ code: "ERR_ACCESS", hint: expect.stringContaining("8081") });
    });
  });

  describe(`${backend.name}: unix paths`, () => {
    it("makes the file with mode 0600, or as asked", async () => {
      await using strict = await backend.listen({ path: path() });
      await using open = await backend.listen({ path: path() }, { mode: 0o666 });
      const modes = [strict, open].map(({ local }) => statSync((local as { path: string }).path).mode & 0o777);
      expect(modes).toEqual([0o600, 0o666]);
    });

    it("tells a stale file from a live one, and replaces it when asked", async () => {
      const stale = path();
      await makeStale(stale);
      await expect(backend.connect({ path: stale })).rejects.toMatchObject({ code: "ERR_STALE_SOCKET", remote: stale });
      await expect(backend.listen({ path: stale })).rejects.toMatchObject({ code: "ERR_STALE_SOCKET", local: stale });
      await using listener = await backend.listen({ path: stale }, { replaceStale: true });
      await using client = await backend.connect({ path: stale });
      await using server = await listener.accept();
      await client.write(utf8("alive"));
      expect(text(await server.read())).toBe("alive");
      await expect(backend.listen({ path: stale }, { replaceStale: true })).rejects.toMatchObject({
        code: "ERR_ADDRESS_IN_USE",
      });
    });

    it("never replaces a file that is no socket", async () => {
      const file = path();
      writeFileSync(file, "precious");
      await expect(backend.connect({ path: file })).rejects.toMatchObject({ code: "ERR_NOT_A_SOCKET" });
      await expect(backend.listen({ path: file }, { replaceStale: true })).rejects.toMatchObject({
        code: "ERR_NOT_A_SOCKET",
      });
      expect(statSync(file).size).toBe(8);
    });

    it("says that a path is missing, or too long", async () => {
      await expect(backend.connect({ path: path() })).rejects.toMatchObject({ code: "ERR_PATH_NOT_FOUND" });
      await expect(backend.listen({ path: join(folder, "no/such/x.sock") })).rejects.toMatchObject({
        code: "ERR_PATH_NOT_FOUND",
      });
      const long = `/tmp/${"x".repeat(103)}`;
      expect(long).toHaveLength(108);
      for (const failing of [backend.connect({ path: long }), backend.listen({ path: long })]) {
        await expect(failing).rejects.toMatchObject({ code: "ERR_PATH_TOO_LONG", hint: "108 bytes, the limit is 107" });
      }
    });

    it("takes a path of 107 bytes whole", async () => {
      const longest = `${folder}/${"y".repeat(106 - Buffer.byteLength(folder))}`;
      await using listener = await backend.listen({ path: longest });
      expect(existsSync(longest)).toBe(true);
      await using client = await backend.connect(listener.local);
      await using server = await listener.accept();
      expect(server.local).toEqual(client.remote);
    });
  });
}

/** Leaves a socket file without a listener behind, as a killed server does: the child exits without closing. */
async function makeStale(path: string): Promise<void> {
  const { spawn } = await import("node:child_process");
  const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  const child = spawn(process.execPath, ["-e", script, path], { stdio: "ignore" });
  await new Promise((resolve) => child.once("exit", resolve));
  expect(existsSync(path)).toBe(true);
}
