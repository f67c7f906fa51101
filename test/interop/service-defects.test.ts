import { describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { originalClient } from "../support/original.ts";
import { itWith } from "../support/programs.ts";
import { pythonPeer } from "../support/python-peer.ts";

const python = itWith(["python3"]);

async function serve(...args: readonly string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["serve", ...args, "--json"]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, port: Number(port) };
}

describe("upper outlives what ended the originals", () => {
  python("silent clients, resets, bad text, a character cut at 1024, more than 1024 bytes, FIN on FIN", async () => {
    const { jack, port } = await serve("upper:0", "--tcp");
    await using _jack = jack;
    await using peer = pythonPeer(
      `
silent = [tcp() for _ in range(20)]
for bad in (b"\\xff\\xfe", b"a" * 1023 + "你".encode()):
    s = tcp(); s.sendall(bad); say(exactly(s, len(bad)) == bad.upper()); reset(s)
s = tcp()
text = ("a你é" * 3000).encode()
s.sendall(text); s.shutdown(socket.SHUT_WR)
answer = exactly(s, len(text) + 1)
say(answer == text.upper(), len(answer) == len(text))
silent[0].sendall(b"still here"); say(exactly(silent[0], 10))
`,
      port,
    );
    expect([await peer.line(), await peer.line()]).toEqual(["True", "True"]);
    expect(await peer.line()).toBe("True True");
    expect(await peer.line()).toBe("b'STILL HERE'");
    await jack.stdout(/"event":"reset"/);
  });
});

describe("reply outlives what ended the originals", () => {
  python("a silent client, a reset, a FIN without a word, one byte", async () => {
    const { jack, port } = await serve("reply:0", "--tcp", "--text", "thank you !", "--charset", "gbk", "--close");
    await using _jack = jack;
    await using peer = pythonPeer(
      `
silent = tcp()
reset(tcp())
s = tcp(); s.shutdown(socket.SHUT_WR); say(exactly(s, 100))
s = tcp(); s.sendall(b"\\x80"); say(exactly(s, 100))
`,
      port,
    );
    expect(["b''", "b'thank you !'"]).toContain(await peer.line());
    expect(await peer.line()).toBe("b'thank you !'");
    await using client = originalClient("tcp_gbk_client", port);
    client.write("你好\n");
    expect(await client.line()).toBe("thank you !");
  });
});

describe("room outlives what ended the original", () => {
  python("bad bytes, cut characters, empty and huge datagrams, q as a name, forged names", async () => {
    const { jack, port } = await serve("room:0");
    await using _jack = jack;
    // What is said reaches members byte for byte: an original that decodes strictly could not watch this.
    await using ann = new Jack(["chat", "room", `udp://127.0.0.1:${port}`, "--name", "Ann"]);
    await jack.stdout(/"text":"Ann"/);
    await using peer = pythonPeer(
      `
s = udp(); s.send(b"q"); s.send(b""); s.send(b"q:\\xff\\xfe!")
s.send(b"q:" + b"a" * 1021 + "你".encode() + b"b")
s.send(b"q:" + "长".encode() * 20000)
s.send(b"Ann:give me money")
s.send(b"q"); s.send(b"again")
`,
      port,
    );
    expect(await peer.exited).toBe(0);
    await ann.stdout(
      /^q: 加入了群聊\n\nq:\\xFF\\xFE!\nq:a{1021}\nq:你b\nAnn:give me money\nq：离开了聊天室\nagain: 加入了群聊\n$/,
    );
    // 60 pieces at once are more than a member may say.
    await jack.stdout(/"limit":"messagesPerSecond"/);
    await jack.stdout(/"rule":"forged name","wrote":"Ann"/);
  });
});

describe("exec outlives what ended the original", () => {
  python("bad requests, early leavers, endless commands, 10 MB of stderr", async () => {
    const allowed = [
      "say=/bin/echo {text:.+}",
      "endless=/bin/sleep 1000",
      "read=/bin/cat",
      "flood=/usr/bin/env python3 -c 'import sys; sys.stderr.write(\"e\" * 10_000_000); print(1)'",
    ].flatMap((rule) => ["--allow", rule]);
    const { jack, port } = await serve("exec:0", "--timeout", "20s", "--charset", "utf-8", ...allowed);
    await using _jack = jack;
    await using peer = pythonPeer(
      `
s = tcp()
for request in (b"\\xff\\xfe", b"x" * 4097, b"flood", b"read", b"say 'hi; id'"):
    s.sendall(request)
    say(s.recv(2048).decode())
leaver = tcp(); leaver.sendall(b"endless"); time.sleep(0.3); reset(leaver)
s.sendall(b"say still-here"); say(s.recv(2048).decode())
`,
      port,
    );
    expect(await peer.line()).toContain("UTF-8");
    expect(await peer.line()).toContain("longer than");
    expect(await peer.line()).toMatch(/^e+$/);
    expect(await peer.line()).toBe("[cut]");
    let line = await peer.line();
    while (line === "" || line.startsWith("[too much")) line = await peer.line();
    expect(line).toBe("[no output]");
    expect(await peer.line()).toBe("hi; id");
    expect(await peer.line()).toBe("");
    expect(await peer.line()).toBe("still-here");
    await jack.stdout(/"request":"endless","allowed":true,"exitCode":null,"signal":"SIG/);
  });
});

describe("our clients outlive hostile servers", () => {
  python("jack chat room --udp: floods, bad bytes, escapes, empty and 65,000-byte datagrams", async () => {
    await using server = ForeignProgram.python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
name, address = s.recvfrom(1024)
for data in (b"", b"\\xff\\xfe", b"\\x1b[2J\\x07\\n\\xe2\\x80\\xae", b"x" * 65000, "ok: 你好".encode()): s.sendto(data, address)
print(s.recvfrom(1024)[0], flush=True)
`);
    const port = await server.line();
    await using jack = new Jack(["chat", "room", `udp://127.0.0.1:${port}`, "--name", "A"]);
    await jack.stdout(/\n\\xFF\\xFE\n\\e\[2J\\a\\n\\u202E\nx{65000}\nok: 你好\n/);
    jack.child.stdin.write("/quit\n");
    expect(await server.line()).toBe("b'q'");
    expect((await jack.result).code).toBe(0);
  });

  python("jack exec --plain and jack chat room: a reset, a silent server, one that leaves early", async () => {
    await using server = ForeignProgram.python(`
import socket, struct
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1], flush=True)
held = []
for turn in range(9):
    c, _ = s.accept()
    held.append(c)
    if turn == 0: c.recv(1024); c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); c.close()
    if turn == 1: c.close()
    if turn == 2: c.recv(1024); c.sendall("你".encode("gbk")[:1]); c.close()
`);
    const to = `127.0.0.1:${await server.line()}`;
    const reset = await Jack.run(["exec", "--plain", to, "x"]);
    expect([reset.code, reset.stderr]).toEqual([3, expect.stringContaining("connection reset by peer")]);
    const early = await Jack.run(["exec", "--plain", to, "x"]);
    expect(early.code).toBe(3);
    const cut = await Jack.run(["exec", "--plain", to, "x"]);
    expect([cut.code, cut.stdout.toString()]).toEqual([0, "\\xC4"]);
    const silent = await Jack.run(["exec", to, "x", "--wait", "300ms"]);
    expect([silent.code, silent.stderr]).toEqual([124, expect.stringContaining("use --plain")]);
  });

  it("a room that is gone ends the chat over UDP with the reason", async () => {
    const gone = await Jack.run(["chat", "room", "udp://127.0.0.1:1", "--name", "A"], "hi\n");
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("connection refused")]);
  });
});
