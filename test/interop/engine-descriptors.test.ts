import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { capabilities } from "../../src/net/index.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const ENGINE = fileURLToPath(new URL("../../dist/engine/index.js", import.meta.url));

// A process of its own, as the limit of descriptors is one of the process.
const SERVER = `
import { createEngine } from ${JSON.stringify(ENGINE)};
const engine = createEngine();
const server = await engine.open({ type: "tcp-server", port: 0, record: false }, {
  listener: (event) => {
    if (event.kind === "error") console.log("error", event.detail.code);
  },
});
console.log(server.state().local.split(":").at(-1));
const report = setInterval(() => console.log("peers", server.state().peersOpen, server.state().peersTotal), 50);
process.stdin.on("end", () => { clearInterval(report); engine.close(); }).resume();
`;

const CLIENT = `
import socket, sys
all = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for n in range(400)]
print("connected"); sys.stdin.readline()
for s in all[:250]: s.close()
print("closed"); sys.stdin.readline()
`;

async function lineThat(program: ForeignProgram, fits: (line: string) => boolean): Promise<string> {
  for (;;) {
    const line = await program.line();
    if (fits(line)) return line;
  }
}

// Node's own sockets cannot tell: libuv accepts and closes such connections by itself.
describe.skipIf(!capabilities().berkeley)("a process without descriptors left", () => {
  const it = itWith(["python3", "bash"]);

  it("says so, keeps its peers, and takes the waiting ones when there is room again", async () => {
    await using server = new ForeignProgram("bash", [
      "-c",
      'ulimit -n 250; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      SERVER,
    ]);
    const port = await server.line();
    await using client = ForeignProgram.python(CLIENT, port);
    expect(await client.line()).toBe("connected");
    expect(await lineThat(server, (line) => line.startsWith("error"))).toBe("error ERR_TOO_MANY_FILES");
    await lineThat(server, (line) => /^peers 2\d\d /.test(line));
    client.write("\n");
    expect(await client.line()).toBe("closed");
    await lineThat(server, (line) => line === "peers 150 400");
    server.end();
    expect(await server.exited).toBe(0);
  });
});
