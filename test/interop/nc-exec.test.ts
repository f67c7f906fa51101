import { connect as dial } from "node:net";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/index.ts";
import { freePort, Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

const ENVIRONMENT = "env | grep ^NCAT_ | sort";

describe("programs", () => {
  for (const name of ["jack", "ncat"] as const) {
    itWith(["ncat"])(`-c runs a line of the shell with its connection in the environment: ${name}`, async () => {
      const port = await freePort();
      await using listener = await Netcat.listening(name, ["-l", "127.0.0.1", port, "-c", ENVIRONMENT]);
      const client = await Netcat.run("ncat", ["--recv-only", "127.0.0.1", port]);
      expect(client.stdout.replace(/REMOTE_PORT=\d+/, "REMOTE_PORT=N")).toBe(
        `NCAT_LOCAL_ADDR=127.0.0.1\nNCAT_LOCAL_PORT=${port}\nNCAT_PROTO=TCP\nNCAT_REMOTE_ADDR=127.0.0.1\nNCAT_REMOTE_PORT=N\n`,
      );
      expect((await listener.result).code).toBe(0);
    });

    itWith(["ncat"])(`-e cuts at blanks and knows no quotes: ${name}`, async () => {
      const port = await freePort();
      await using listener = await Netcat.listening(name, ["-l", "127.0.0.1", port, "-e", "/bin/echo a\\ b 'c d'"]);
      expect((await Netcat.run("ncat", ["--recv-only", "127.0.0.1", port])).stdout).toBe("a b 'c d'\n");
      expect((await listener.result).code).toBe(0);
    });

    itWith(["ncat"])(`a Unix socket is localhost without a port: ${name}`, async () => {
      const path = join(mkdtempSync(join(tmpdir(), "jack-nc-")), "socket");
      await using _listener = await Netcat.listening(name, ["-lU", path, "-c", ENVIRONMENT]);
      expect((await Netcat.run("ncat", ["--recv-only", "-U", path])).stdout).toBe(
        "NCAT_LOCAL_ADDR=localhost\nNCAT_LOCAL_PORT=\nNCAT_PROTO=TCP\nNCAT_REMOTE_ADDR=localhost\nNCAT_REMOTE_PORT=\n",
      );
    });

    itWith(["ncat"])(`has our standard error: ${name}`, async () => {
      const port = await freePort();
      await using listener = await Netcat.listening(name, ["-l", "127.0.0.1", port, "-c", "echo to the log >&2"]);
      await Netcat.run("ncat", ["--recv-only", "127.0.0.1", port]);
      await listener.stderr(/to the log\n/);
    });
  }

  // As ncat since 7.94; 7.93 ends with the peer's end and loses the answer.
  itWith(["ncat"])("gets the peer's bytes to their end, and its output is sent to its end", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0, "-c", "wc -c; echo done"]);
    const client = await Netcat.run("ncat", ["127.0.0.1", await listener.port()], Buffer.alloc(3_000_000));
    expect(client.stdout).toBe("3000000\ndone\n");
    expect((await listener.result).code).toBe(0);
  });

  it("-k runs one for each client, several at once", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "127.0.0.1", 0, "-e", "/bin/cat"]);
    const port = await listener.port();
    const open = dial(port, "127.0.0.1");
    open.write("first");
    expect(String(await new Promise((resolve) => open.once("data", resolve)))).toBe("first");
    expect((await Netcat.run("jack", ["127.0.0.1", port], "second")).stdout).toBe("second");
    open.write("third");
    expect(String(await new Promise((resolve) => open.once("data", resolve)))).toBe("third");
    open.destroy();
  });

  it("runs in a client, too", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    const client = Netcat.run("jack", ["127.0.0.1", await listener.port(), "-c", "read line; echo got $line"]);
    listener.end("hello\n");
    expect(await listener.result).toMatchObject({ code: 0, stdout: "got hello\n" });
    expect((await client).code).toBe(0);
  });

  it("gets the datagrams of one sender, and answers it", async () => {
    await using listener = await Netcat.listening("jack", [
      "-ul",
      "127.0.0.1",
      0,
      "-c",
      "read line; echo $NCAT_PROTO got $line",
    ]);
    await using client = new Netcat("jack", ["-u", "127.0.0.1", await listener.port()]);
    client.write("hello\n");
    await client.stdout(/^UDP got hello\n$/);
    expect((await listener.result).code).toBe(0);
  });

  it("--js-exec runs a JavaScript file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "jack-nc-")), "upper.mjs");
    writeFileSync(
      file,
      "process.stdin.on('data', (bytes) => process.stdout.write(String(bytes).toUpperCase() + process.env.NCAT_PROTO));",
    );
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0, "--js-exec", file]);
    expect((await Netcat.run("jack", ["127.0.0.1", await listener.port()], "abc ")).stdout).toBe("ABC TCP");
  });

  it("one that cannot be run is told", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0, "-e", "/no/such/program"]);
    await Netcat.run("jack", ["127.0.0.1", await listener.port()]);
    const result = await listener.result;
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("Ncat: Could not run /no/such/program: No such file or directory. QUITTING.\n");
  });

  it.skipIf(!capabilities().berkeley)("its input and output are pipes", async () => {
    await using listener = await Netcat.listening("jack", [
      "-l",
      "127.0.0.1",
      0,
      "-c",
      "test -p /dev/stdin && test -p /dev/stdout && echo pipes",
    ]);
    expect((await Netcat.run("jack", ["127.0.0.1", await listener.port()])).stdout).toBe("pipes\n");
  });

  it("only its own children are ended with it, and their neighbours are not", async () => {
    await using listener = await Netcat.listening("jack", ["-lk", "127.0.0.1", 0, "-c", "echo $$; exec sleep 600"]);
    const client = dial(await listener.port(), "127.0.0.1");
    const pid = Number(String(await new Promise((resolve) => client.once("data", resolve))));
    await using neighbour = new Netcat("jack", ["-l", "127.0.0.1", 0]);
    process.kill(pid, 0);
    listener.child.kill("SIGTERM");
    expect((await listener.result).code).toBe(143);
    await expect
      .poll(() => {
        try {
          process.kill(pid, 0);
          return "alive";
        } catch {
          return "gone";
        }
      })
      .toBe("gone");
    expect(neighbour.running).toBe(true);
    client.destroy();
  });
});
