import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server of Node's, which answers FIN with FIN, at the address it returns. */
async function serve(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as { readonly port: number }).port}`;
}

/** Says so, a while after it was connected to. */
const lateReady = (socket: Socket): void => {
  socket.resume();
  setTimeout(() => socket.writable && socket.write("READY\n"), 700);
};

describe("what is expected", () => {
  it("is waited for when there is nothing to send: the end of an empty input is no FIN", async () => {
    const at = await serve(lateReady);
    const { code, stdout } = await Jack.run(["connect", at, "--expect", "READY", "--timeout", "30s"]);
    expect({ code, text: String(stdout) }).toEqual({ code: 0, text: "READY\n" });
  });

  it("does not keep back the FIN after what was sent, nor without an expectation", async () => {
    const at = await serve(lateReady);
    const sent = await Jack.run(["connect", at, "--expect", "READY", "--timeout", "30s"], "x");
    expect(sent.code).toBe(4);
    const silent = await Jack.run(["connect", at]);
    expect({ code: silent.code, text: String(silent.stdout) }).toEqual({ code: 0, text: "" });
  });

  it.each([["send"], ["connect"]])("ends %s when its regular expression backtracks for ever", async (command) => {
    const at = await serve((socket) => {
      socket.resume();
      socket.write("a".repeat(1 << 20));
    });
    const words = command === "send" ? ["x", "--eol", "lf", "--out", "raw"] : [];
    const { code, stderr } = await Jack.run([command, at, ...words, "--expect", "(a+)+b", "--timeout", "60s"]);
    expect(code).toBe(4);
    expect(stderr).toContain("(a+)+b");
  });
});
