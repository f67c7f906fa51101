import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/capabilities.ts";

const dist = fileURLToPath(new URL("../../dist/net/", import.meta.url));

/** Runs a program over the built library and gives what it prints; it must end by itself. */
function run(source: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  const program = `import * as net from ${JSON.stringify(`${dist}index.js`)};
    import * as blocking from ${JSON.stringify(`${dist}blocking/index.js`)};
    ${source}`;
  const args = [...flags, "--input-type=module", "-e", program];
  const result = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 40_000,
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) throw new Error(`exit ${result.status ?? result.signal}: ${result.stderr}`);
  return result.stdout;
}

describe.skipIf(!capabilities().berkeley)("sockets in a process of their own", () => {
  it("lets the process end when nothing waits, and holds it while something does", () => {
    expect(run(`const s = net.create_server(["127.0.0.1", 0]); console.log("idle");`)).toBe("idle\n");
    const output = run(`
      const s = net.create_server(["127.0.0.1", 0]);
      s.accept().catch((error) => console.log(error.code));
      setTimeout(() => { console.log("later"); s.close(); }, 50).unref();
    `);
    // The timer alone would not keep the process: the waiting accept does.
    expect(output).toBe("later\nERR_CLOSED\n");
  });

  it("serves the other connections when a callback throws what nobody catches", () => {
    const output = run(`
      const thrown = [];
      process.on("uncaughtException", (error) => thrown.push(error.message));
      const server = await net.serve({ host: "127.0.0.1", port: 0 }, {
        open: () => undefined,
        data(peer, bytes) { if (bytes[0] === 1) throw new Error("data"); peer.send(bytes); },
        close(peer, error) { if (error !== null) throw new Error("close"); },
      });
      const clients = await Promise.all(Array.from({ length: 8 }, () => net.create_connection(["127.0.0.1", server.local.port])));
      await Promise.all(clients.map((sock, i) => sock.sendall(Uint8Array.of(i % 2))));
      const heard = await Promise.all(clients.map((sock) => sock.recv(10).then((data) => data.length, (error) => error.code)));
      for (const sock of clients) sock.close();
      while (thrown.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(heard.join(" "), thrown.join(" "));
      await server.close();
    `);
    expect(output).toBe("1 ERR_RESET 1 ERR_RESET 1 ERR_RESET 1 ERR_RESET close close close close\n");
  });

  it("works in worker threads, each with a reactor of its own", () => {
    const output = run(`
      import { Worker, isMainThread } from "node:worker_threads";
      const code = \`
        const { parentPort, workerData } = require("node:worker_threads");
        import(workerData.url).then(async (net) => {
          const s = net.create_server(["127.0.0.1", 0]);
          parentPort.postMessage(s.getsockname());
          const [peer] = await s.accept();
          for (;;) { const data = await peer.recv(100); if (data.length === 0) break; await peer.sendall(data); }
          peer.close(); s.close();
        });\`;
      const url = ${JSON.stringify(`file://${dist}index.js`)};
      const answers = await Promise.all([1, 2, 3].map(async (n) => {
        const worker = new Worker(code, { eval: true, execArgv: [], workerData: { url } });
        const name = await new Promise((resolve) => worker.once("message", resolve));
        const sock = await net.create_connection(name);
        let heard = "";
        for (let i = 0; i < 100; i++) {
          await sock.sendall(new TextEncoder().encode(String(n)));
          heard += new TextDecoder().decode(await sock.recv(100));
        }
        sock.close();
        await new Promise((resolve) => worker.once("exit", resolve));
        return heard;
      }));
      console.log(answers.map((heard) => heard.length + heard[0]).join(" "));
    `);
    expect(output).toBe("1001 1002 1003\n");
  });

  it("answers with busy-polling on, and timers still run", () => {
    const output = run(`
      net.setBusyPoll(100);
      const [a, b] = net.socketpair();
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      (async () => { for (;;) { const data = await b.recv(10); if (data.length === 0) break; await b.sendall(data); } b.close(); })();
      const until = performance.now() + 300;
      let rounds = 0;
      while (performance.now() < until) { await a.sendall(Uint8Array.of(1)); await a.recv(10); rounds++; }
      a.close(); clearInterval(timer);
      console.log(rounds > 100, ticks > 10);
    `);
    expect(output).toBe("true true\n");
  });

  it("blocks for as long as it takes when there is no timeout", () => {
    const output = run(`
      import { Worker } from "node:worker_threads";
      const listener = blocking.create_server(["127.0.0.1", 0]);
      const code = \`
        const { workerData } = require("node:worker_threads");
        import(workerData.url).then((net) => {
          const sock = net.create_connection(workerData.name);
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
          sock.sendall(new TextEncoder().encode("late"));
          sock.close();
        });\`;
      const url = ${JSON.stringify(`file://${dist}blocking/index.js`)};
      new Worker(code, { eval: true, execArgv: [], workerData: { url, name: listener.getsockname() } });
      const [peer] = listener.accept();
      console.log(new TextDecoder().decode(peer.recv(100)), peer.recv(100).length);
      peer.close(); listener.close();
    `);
    expect(output).toBe("late 0\n");
  });

  it("survives a garbage collection at any moment", () => {
    const output = run(
      `
      const [a, b] = net.socketpair();
      const u = net.socket(net.AF_INET, net.SOCK_DGRAM);
      u.bind(["127.0.0.1", 0]);
      let good = 0;
      for (let round = 0; round < 150; round++) {
        const parts = Array.from({ length: 5 }, (_, i) => Uint8Array.from({ length: 20 + round }, (_, k) => (i * 7 + k) & 255));
        const waiting = b.recvmsg_into(parts.map((part) => new Uint8Array(part.length)), 64);
        gc();
        await a.sendmsg(parts.map((part) => part.slice()));
        gc();
        const [length] = await waiting;
        const messages = Array.from({ length: 20 }, (_, i) => [Uint8Array.from({ length: 30 }, () => i), u.getsockname()]);
        const sending = net.sendmany(u, messages);
        gc();
        await sending;
        let got = [];
        while (got.length < 20) { got.push(...await net.recvmany(u)); if (round % 4 === 0) gc(); }
        if (length === parts.length * (20 + round) && got.every(([data], i) => data.length === 30 && data.every((byte) => byte === i))) good++;
        const [c, d] = blocking.socketpair();
        c.sendmsg([new Uint8Array(10).fill(round)]);
        gc();
        if (d.recv(10).some((byte) => byte !== (round & 255))) good--;
        c.close(); d.close();
      }
      a.close(); b.close(); u.close();
      console.log(good);
    `,
      ["--expose-gc"],
    );
    expect(output).toBe("150\n");
  });

  it("says why there are no sockets when Node's own are asked for", () => {
    const output = run(
      `console.log(JSON.stringify(net.capabilities()));
       try { net.socket(); } catch (error) { console.log(error.code, error.hint); }
       try { blocking.socket(); } catch (error) { console.log(error.code); }`,
      [],
      { JACKFIELD_NET: "node" },
    );
    const [capable = "", ...rest] = output.trim().split("\n");
    expect(JSON.parse(capable)).toMatchObject({ backend: "node", berkeley: false });
    expect(rest).toEqual(["ERR_UNSUPPORTED JACKFIELD_NET=node asks for Node's own sockets", "ERR_UNSUPPORTED"]);
  });
});
