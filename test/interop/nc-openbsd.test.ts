import { lookup } from "node:dns/promises";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/index.ts";
import { HAS_IPV6 } from "../support/net/ipv6.ts";
import { Netcat, type NetcatName } from "../support/netcat.ts";
import { OwnHosts } from "../support/own-hosts.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-nc-"));
let sockets = 0;

/** A path for a socket that nothing uses. */
function path(name: string): string {
  sockets += 1;
  return join(folder, `${name}${sockets}.sock`);
}

/** One of OpenBSD's regression cases: what each side says and prints after a greeting and a command. */
interface Case {
  readonly name: string;
  readonly server: readonly string[];
  /** Behind these stands the port, or the path. */
  readonly client: readonly string[];
  readonly socket?: string;
  readonly said: readonly (readonly [side: "server" | "client", pattern: RegExp])[];
}

const LISTENING = /^Listening on 127\.0\.0\.1 \d+$/m;
const RECEIVED = /^Connection received on 127\.0\.0\.1 \d+$/m;
const SUCCEEDED = /^Connection to 127\.0\.0\.1 \d+ port \[tcp\/\*\] succeeded!$/m;

/** The cases of OpenBSD's regress/usr.bin/nc that need no certificate. */
const CASES: readonly Case[] = [
  {
    name: "tcp",
    server: ["-n", "-l", "127.0.0.1", "0"],
    client: ["-n", "-v", "127.0.0.1"],
    said: [
      ["server", LISTENING],
      ["server", RECEIVED],
      ["client", SUCCEEDED],
    ],
  },
  {
    name: "tcp6",
    server: ["-n", "-l", "::1", "0"],
    client: ["-n", "-v", "::1"],
    said: [
      ["server", /^Listening on ::1 \d+$/m],
      ["server", /^Connection received on ::1 \d+$/m],
      ["client", /^Connection to ::1 \d+ port \[tcp\/\*\] succeeded!$/m],
    ],
  },
  {
    name: "tcp, the server by its name",
    server: ["-4", "-l", "localhost", "0"],
    client: ["-n", "-v", "127.0.0.1"],
    said: [
      ["server", /^Listening on localhost \d+$/m],
      ["server", /^Connection received on localhost \d+$/m],
      ["client", SUCCEEDED],
    ],
  },
  {
    name: "tcp6, the server by its name",
    server: ["-6", "-l", "localhost", "0"],
    client: ["-n", "-v", "::1"],
    said: [
      ["server", /^Listening on localhost \d+$/m],
      ["client", /^Connection to ::1 \d+ port \[tcp\/\*\] succeeded!$/m],
    ],
  },
  {
    name: "tcp, the client by a name",
    server: ["-n", "-l", "127.0.0.1", "0"],
    client: ["-4", "-v", "localhost"],
    said: [
      ["server", LISTENING],
      ["client", /^Connection to localhost .*succeeded!$/m],
    ],
  },
  {
    name: "tcp6, the client by a name",
    server: ["-n", "-l", "::1", "0"],
    client: ["-6", "-v", "localhost"],
    said: [["client", /^Connection to localhost .*succeeded!$/m]],
  },
  {
    name: "udp",
    server: ["-u", "-n", "-l", "127.0.0.1", "0"],
    client: ["-u", "-n", "127.0.0.1"],
    said: [
      ["server", /^Bound on 127\.0\.0\.1 \d+$/m],
      ["server", RECEIVED],
    ],
  },
  {
    name: "udp6",
    server: ["-u", "-n", "-l", "::1", "0"],
    client: ["-u", "-n", "::1"],
    said: [
      ["server", /^Bound on ::1 \d+$/m],
      ["server", /^Connection received on ::1 \d+$/m],
    ],
  },
  {
    name: "udp by names",
    server: ["-u", "-4", "-l", "localhost", "0"],
    client: ["-u", "-4", "localhost"],
    said: [
      ["server", /^Bound on localhost \d+$/m],
      ["server", /^Connection received on localhost \d+$/m],
    ],
  },
  {
    name: "udp6 by names",
    server: ["-u", "-6", "-l", "localhost", "0"],
    client: ["-u", "-6", "localhost"],
    said: [["server", /^Bound on localhost \d+$/m]],
  },
  {
    name: "unix",
    server: ["-U", "-n", "-l"],
    client: ["-U", "-n", "-v"],
    socket: path("unix"),
    said: [
      ["server", /^Bound on .*\.sock$/m],
      ["server", /^Listening on .*\.sock$/m],
      ["server", /^Connection received on .*\.sock$/m],
    ],
  },
  {
    name: "unix, with names looked up",
    server: ["-U", "-l"],
    client: ["-U", "-v"],
    socket: path("unix"),
    said: [["server", /^Connection received on .*\.sock$/m]],
  },
  {
    name: "unix datagrams",
    server: ["-U", "-u", "-n", "-l"],
    client: ["-U", "-u", "-n", "-v"],
    socket: path("dgram"),
    said: [
      ["server", /^Bound on .*\.sock$/m],
      ["server", /^Connection received on .*\.sock$/m],
      ["client", /^Bound on /m],
    ],
  },
  {
    name: "unix datagrams, with names looked up",
    server: ["-U", "-u", "-l"],
    client: ["-U", "-u", "-v"],
    socket: path("dgram"),
    said: [["server", /^Connection received on .*\.sock$/m]],
  },
  {
    name: "unix datagrams, the client's socket named",
    server: ["-U", "-u", "-n", "-l"],
    client: ["-U", "-u", "-n", "-v", "-s", path("client")],
    socket: path("dgram"),
    said: [["client", /^Bound on .*client\d+\..*\.sock$/m]],
  },
];

/** Many machines have `::1 localhost` in their hosts file; containers often do not, and get one of their own. */
const LOCALHOST_HAS_IPV6 = await lookup("localhost", { family: 6 }).then(
  () => true,
  () => false,
);
const HOSTS = new OwnHosts(["127.0.0.1 localhost", "::1 localhost"]);
const CAN_NAME = LOCALHOST_HAS_IPV6 || (HAS_IPV6 && HOSTS.works);
afterAll(() => HOSTS[Symbol.dispose]());

const PAIRS: readonly (readonly [server: NetcatName, client: NetcatName])[] = [
  ["jackNc", "jackNc"],
  ["nc", "jackNc"],
  ["jackNc", "nc"],
];

describe("OpenBSD's regression cases", () => {
  for (const { name, server, client, socket, said } of CASES) {
    if (name.includes("datagrams") && !capabilities().berkeley) {
      it.skip(`${name} (skipped: needs koffi)`);
      continue;
    }
    const byName = [...server, ...client].includes("localhost") && name.includes("6");
    const before = byName && !LOCALHOST_HAS_IPV6 ? HOSTS.before : [];
    if (byName && !CAN_NAME) {
      it.skip(`${name} (skipped: localhost has no IPv6 address here)`);
      continue;
    }
    itWith(["nc"])(name, async () => {
      for (const [serverName, clientName] of PAIRS) {
        const pair = `.${serverName}-${clientName}.sock`;
        const own = socket === undefined ? [] : [socket.replace(".sock", pair)];
        const named = client.map((word) => word.replace(".sock", pair));
        await using listening = await Netcat.listening(serverName, [...server, ...own], {}, before);
        const place = own.length > 0 ? own : [String(await listening.port())];
        await using connecting = new Netcat(clientName, [...named, ...place], {}, before);
        connecting.write("command\n");
        await listening.stdout(/^command\n/);
        listening.write("greeting\n");
        await connecting.stdout(/^greeting\n/);
        for (const [side, pattern] of said) {
          const who = side === "server" ? ([listening, serverName] as const) : ([connecting, clientName] as const);
          // What nc itself says is not what is tested here.
          if (who[1] === "jackNc") await who[0].stderr(pattern);
        }
      }
    });
  }

  it.each([
    [
      "tcp, a server's name of the other family",
      ["-4", "-v", "-l", "::1", "0"],
      "Address family for hostname not supported",
    ],
    [
      "tcp6, a server's name of the other family",
      ["-6", "-v", "-l", "127.0.0.1", "0"],
      "Address family for hostname not supported",
    ],
    ["tcp, a client's name of the other family", ["-4", "-v", "::1", "1"], "Address family for hostname not supported"],
    [
      "tcp6, a client's name of the other family",
      ["-6", "-v", "127.0.0.1", "1"],
      "Address family for hostname not supported",
    ],
  ])("%s", async (_name, args, line) => {
    const result = await Netcat.run("jackNc", args);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(line);
  });
});

describe("lines and exit codes are nc's", () => {
  const SAME: readonly (readonly string[])[] = [
    ["127.0.0.1", "1"],
    ["-v", "127.0.0.1", "1"],
    ["-zv", "127.0.0.1", "1-3"],
    ["-zv", "localhost", "1"],
    ["-z", "127.0.0.1", "1"],
    ["nowhere.invalid", "1"],
    ["-n", "localhost", "80"],
    ["-l"],
    ["127.0.0.1"],
    ["-l", "-z", "1"],
    ["-k", "127.0.0.1", "1"],
    ["-z", "127.0.0.1", "0"],
    ["-z", "127.0.0.1", "70000"],
    ["-w", "x", "127.0.0.1", "1"],
    ["-i", "-1", "127.0.0.1", "1"],
    ["-T", "foo", "127.0.0.1", "1"],
    ["-M", "300", "127.0.0.1", "1"],
    ["-q", "x", "127.0.0.1", "1"],
    ["-W", "0", "127.0.0.1", "1"],
    ["-X", "9", "127.0.0.1", "1"],
    ["-U", "a", "b"],
    ["-l", "-x", "a", "3"],
    ["-l", "192.0.2.1", "0"],
    ["-s", "192.0.2.1", "127.0.0.1", "1"],
  ];

  for (const args of SAME) {
    itWith(["nc"])(`nc ${args.join(" ")}`, async () => {
      const [ours, theirs] = await Promise.all([Netcat.run("jackNc", args), Netcat.run("nc", args)]);
      expect([ours.code, ours.stderr, ours.stdout]).toEqual([theirs.code, theirs.stderr, theirs.stdout]);
    });
  }

  it("a refused datagram of -zu is 1, where nc claims success", async () => {
    const result = await Netcat.run("jackNc", ["-zuv", "127.0.0.1", "1"]);
    expect(result).toMatchObject({
      code: 1,
      stderr: "nc: connect to 127.0.0.1 port 1 (udp) failed: Connection refused\n",
    });
  });

  it("a list of ports is 0 when one of them is open", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const result = await Netcat.run("jackNc", ["-nzv", "127.0.0.1", "1", `${port}-${port}`, "2"]);
    server.close();
    expect(result.code).toBe(0);
    expect(result.stderr).toBe(
      "nc: connect to 127.0.0.1 port 1 (tcp) failed: Connection refused\n" +
        `Connection to 127.0.0.1 ${port} port [tcp/*] succeeded!\n` +
        "nc: connect to 127.0.0.1 port 2 (tcp) failed: Connection refused\n",
    );
  });
});

describe("how OpenBSD's nc ends", () => {
  it("without -N no FIN is sent at the end of the input; with it one is", async () => {
    await using plain = await Netcat.listening("jackNc", ["-n", "-l", "127.0.0.1", "0"]);
    await using client = new Netcat("jackNc", ["127.0.0.1", await plain.port()]);
    client.end("text");
    await plain.stdout(/text/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(plain.running).toBe(true);
    await using other = await Netcat.listening("jackNc", ["-n", "-l", "127.0.0.1", "0"]);
    const result = await Netcat.run("jackNc", ["-N", "127.0.0.1", await other.port()], "text");
    expect((await other.result).code).toBe(0);
    expect(result.code).toBe(0);
  });

  it("-w ends a silent connection with 0", async () => {
    await using server = await Netcat.listening("jackNc", ["-n", "-l", "127.0.0.1", "0"]);
    expect(await Netcat.run("jackNc", ["-w", "1", "127.0.0.1", await server.port()], null)).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  it("-W ends after so many reads", async () => {
    await using server = await Netcat.listening("jackNc", ["-n", "-l", "127.0.0.1", "0"]);
    const client = Netcat.run("jackNc", ["-W", "1", "127.0.0.1", await server.port()], null);
    server.write("one");
    expect(await client).toMatchObject({ code: 0, stdout: "one" });
  });

  it("-k serves one connection after another", async () => {
    await using server = await Netcat.listening("jackNc", ["-n", "-k", "-l", "127.0.0.1", "0"]);
    const port = await server.port();
    await Netcat.run("jackNc", ["-N", "127.0.0.1", port], "one ");
    await server.stdout(/one/);
    await Netcat.run("jackNc", ["-N", "127.0.0.1", port], "two");
    await server.stdout(/one two/);
  });

  it("-d does not read the input", async () => {
    await using server = await Netcat.listening("jackNc", ["-n", "-N", "-l", "127.0.0.1", "0"]);
    server.end("from the server");
    const client = await Netcat.run("jackNc", ["-d", "127.0.0.1", await server.port()], "never sent");
    expect(client).toMatchObject({ code: 0, stdout: "from the server" });
    expect((await server.result).stdout).toBe("");
  });

  it("a reset is 1 and said, where nc says nothing and ends with 0", async () => {
    const server = createServer((socket) => socket.once("data", () => socket.resetAndDestroy())).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const result = await Netcat.run("jackNc", ["127.0.0.1", port], "x");
    server.close();
    expect(result).toMatchObject({ code: 1, stderr: "nc: Connection reset by peer\n" });
  });

  it.skipIf(!capabilities().berkeley)("takes options of the socket, on both families", async () => {
    const options = ["-T", "ef", "-M", "5", "-m", "1", "-I", "65536", "-O", "65536"];
    for (const host of ["127.0.0.1", "::1"]) {
      await using server = await Netcat.listening("jackNc", ["-n", ...options, "-l", host, "0"]);
      await Netcat.run("jackNc", ["-N", ...options, host, await server.port()], "text");
      expect(await server.result).toMatchObject({ code: 0, stdout: "text" });
    }
  });

  it("goes through a proxy with -X and -x", async () => {
    await using proxy = await Netcat.listening("jack", ["-l", "--proxy-type", "http", "127.0.0.1", 0]);
    await using server = await Netcat.listening("jackNc", ["-n", "-l", "127.0.0.1", "0"]);
    const words = ["-N", "-X", "connect", "-x", `127.0.0.1:${await proxy.port()}`, "127.0.0.1", await server.port()];
    expect((await Netcat.run("jackNc", words, "through")).code).toBe(0);
    expect((await server.result).stdout).toBe("through");
  });

  it("a command line that only ncat has is ncat's", async () => {
    await using server = await Netcat.listening("jackNc", ["-l", "127.0.0.1", "0", "-c", "echo from ncat"]);
    expect((await Netcat.run("jackNc", ["127.0.0.1", await server.port()])).stdout).toBe("from ncat\n");
  });
});

describe.each<NetcatName>(["nc", "jackNc"])("%s", (name) => {
  const run = name === "nc" ? itWith(["nc"]) : it;
  run("takes an output that nobody reads for the end", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write("x".repeat(100));
      const again = setInterval(() => socket.write("x".repeat(100)), 20);
      socket.on("close", () => clearInterval(again));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { readonly port: number };
    await using client = new Netcat(name, ["-d", "127.0.0.1", port]);
    await client.stdout(/x/);
    client.child.stdout.destroy();
    expect(await client.result).toMatchObject({ code: 0, stderr: "" });
    server.close();
  });
});
