import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

interface Place {
  readonly port: number;
  readonly accepted: Promise<Socket>;
  readonly server: Server;
}

async function place(): Promise<Place> {
  let found: (socket: Socket) => void = () => undefined;
  const accepted = new Promise<Socket>((resolve) => (found = resolve));
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    server.close();
    found(socket);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { port: (server.address() as { port: number }).port, accepted, server };
}

function all(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (bytes) => (text += bytes.toString()));
    socket.on("end", () => resolve(text));
  });
}

describe("the end of the input", () => {
  for (const name of ["jack", "ncat"] as const) {
    itWith(["ncat"])(`is a FIN, and the answer is still read: ${name}`, async () => {
      const { port, accepted } = await place();
      const run = Netcat.run(name, ["127.0.0.1", port], "question");
      const socket = await accepted;
      expect(await all(socket)).toBe("question");
      socket.end("answer");
      expect(await run).toMatchObject({ code: 0, stdout: "answer", stderr: "" });
    });

    itWith(["ncat"])(`is no FIN with --no-shutdown: ${name}`, async () => {
      const { port, accepted } = await place();
      const run = Netcat.run(name, ["--no-shutdown", "127.0.0.1", port], "question");
      const socket = await accepted;
      let ended = false;
      socket.on("end", () => (ended = true));
      await new Promise((resolve) => socket.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(ended).toBe(false);
      socket.end("answer");
      expect(await run).toMatchObject({ code: 0, stdout: "answer" });
    });

    itWith(["ncat"])(`is the end with --send-only, and what comes is not printed: ${name}`, async () => {
      const { port, accepted } = await place();
      const run = Netcat.run(name, ["--send-only", "127.0.0.1", port], "question");
      const socket = await accepted;
      socket.write("ignored");
      expect(await all(socket)).toBe("question");
      expect(await run).toMatchObject({ code: 0, stdout: "" });
      socket.destroy();
    });
  }

  it("with -q ends the program after that time, with exit code 0", async () => {
    const { port, accepted } = await place();
    const run = Netcat.run("jack", ["-q", "200ms", "127.0.0.1", port], "x");
    const socket = await accepted;
    expect(await all(socket)).toBe("x");
    expect(await run).toMatchObject({ code: 0, stderr: "" });
    socket.destroy();
  });

  it("with -q 0 ends it at once, when all is sent", async () => {
    const { port, accepted } = await place();
    const much = "x".repeat(3_000_000);
    const run = Netcat.run("jack", ["-q", "0", "127.0.0.1", port], much);
    expect((await all(await accepted)).length).toBe(much.length);
    expect((await run).code).toBe(0);
  });

  it("with -q -1 and --send-only never ends it", async () => {
    const { port, accepted } = await place();
    await using run = new Netcat("jack", ["-q", "-1", "--send-only", "127.0.0.1", port]);
    run.end("x");
    expect(await all(await accepted)).toBe("x");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(run.running).toBe(true);
  });
});

describe("the end of the peer", () => {
  it("ends a client at once, although the input is open (ncat since 7.96)", async () => {
    const { port, accepted } = await place();
    const run = Netcat.run("jack", ["127.0.0.1", port], null);
    (await accepted).end("all");
    expect(await run).toMatchObject({ code: 0, stdout: "all" });
  });

  it("does not end a client with -k: what is typed is still sent", async () => {
    const { port, accepted } = await place();
    await using run = new Netcat("jack", ["-k", "127.0.0.1", port]);
    const socket = await accepted;
    socket.end("all");
    await run.stdout(/all/);
    await new Promise((resolve) => setTimeout(resolve, 400));
    run.end("still here");
    expect(await all(socket)).toBe("still here");
    expect((await run.result).code).toBe(0);
  });

  it("does not cut off what the input is giving", async () => {
    const { port, accepted } = await place();
    const much = "x".repeat(8_000_000);
    const run = Netcat.run("jack", ["127.0.0.1", port], much);
    const socket = await accepted;
    socket.end();
    expect((await all(socket)).length).toBe(much.length);
    expect((await run).code).toBe(0);
  });

  it("ends a listener without -k, with exit code 0", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    dial(await listener.port(), "127.0.0.1").end("bye");
    expect(await listener.result).toMatchObject({ code: 0, stdout: "bye" });
  });

  it("is still answered by a listener whose input has ended", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    listener.end("greeting");
    const client = dial({ port: await listener.port(), host: "127.0.0.1", allowHalfOpen: true });
    expect(await all(client)).toBe("greeting");
    client.end("late");
    expect(await listener.result).toMatchObject({ code: 0, stdout: "late" });
  });
});
