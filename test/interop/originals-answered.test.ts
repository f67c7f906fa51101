import { describe, expect } from "vitest";
import { Jack, type JackResult } from "../support/jack.ts";
import { originalClient, originalServer } from "../support/original.ts";
import { itWith } from "../support/programs.ts";

const python = itWith(["python3"]);
const told = ({ code, stdout, stderr }: JackResult): unknown[] => [code, stdout.toString(), stderr];

/** `jack udp` that receives, and the port that it receives on. */
async function receiver(...args: string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["udp", "--bind", ":0", ...args]);
  const [port] = await Promise.race([jack.stderr(/(?<=listening udp \S+:)\d+/), jack.stdout(/(?<="port":)\d+/)]);
  return { jack, port: Number(port) };
}

describe("UDP senders and receivers", () => {
  for (const [charset, lines] of [
    ["gb2312", "您好\nshuju\n"],
    ["gbk", "朱镕基\n"],
    ["utf-8", "你好 €😀\n\n"],
  ] as const)
    python(`jack udp shows what the ${charset} sender sends`, async () => {
      const { jack, port } = await receiver("--charset", charset, "--json");
      await using _jack = jack;
      await using sender = originalClient("udp_send", port, charset);
      sender.write(lines);
      sender.end();
      for (const line of lines.trimEnd().split("\n")) await jack.stdout(new RegExp(`"text":"${line}"`));
      expect(await sender.exited).toBe(0);
    });

  python("jack udp answers the one that sends utf-8 and reads gbk", async () => {
    const { jack, port } = await receiver("--charset-in", "utf-8", "--charset-out", "gbk", "--in", "text");
    await using _jack = jack;
    await using asker = originalClient("udp_send_recv", port);
    asker.write("在吗\n");
    await jack.stdout(/在吗/);
    jack.child.stdin.write("在的\n");
    expect(await asker.line()).toBe("在的 True");
  });

  for (const charset of ["gb2312", "gbk", "utf-8"])
    python(`jack send reaches the receiver of one datagram in ${charset}`, async () => {
      const { server, address } = await originalServer("udp_recv", charset);
      await using _server = server;
      expect(told(await Jack.run(["send", `udp://${address}`, "--charset", charset, "--no-wait", "你好"]))).toEqual([
        0,
        "",
        "",
      ]);
      expect(await server.line()).toBe("你好");
      expect(await server.exited).toBe(0);
    });

  python("jack send reaches the listener, datagram by datagram, and an empty one too", async () => {
    const { server, address } = await originalServer("udp_room_listener");
    await using _server = server;
    const args = ["send", `udp://${address}`, "--charset", "gb2312", "--no-wait", "一", "", "二"];
    expect((await Jack.run(args)).code).toBe(0);
    expect([await server.line(), await server.line(), await server.line()]).toEqual([
      expect.stringMatching(/\)\]:一$/),
      expect.stringMatching(/\)\]:$/),
      expect.stringMatching(/\)\]:二$/),
    ]);
  });

  python("jack send asks the hello server", async () => {
    const { server, address } = await originalServer("udp_hello_server");
    await using _server = server;
    expect(told(await Jack.run(["send", `udp://${address}`, "hello"]))).toEqual([0, "hi\n", ""]);
    expect(await server.line()).toBe("hello");
  });
});

describe("TCP servers", () => {
  python("jack send takes the raw server's empty answer as normal", async () => {
    const { server, address } = await originalServer("tcp_raw_server");
    await using _server = server;
    expect(told(await Jack.run(["send", address, "clientInfromation"]))).toEqual([0, "", ""]);
    expect(await server.line()).toBe("[108]:99");
  });

  python("jack send is thanked by the gbk server", async () => {
    const { server, address } = await originalServer("tcp_gbk_server");
    await using _server = server;
    expect(told(await Jack.run(["send", address, "--charset", "gbk", "你好"]))).toEqual([0, "thank you !\n", ""]);
    expect(await server.line()).toBe("你好");
  });

  python("jack send and jack connect talk with the upper servers v1, v2 and v3", async () => {
    const one = await originalServer("tcp_upper_v1_server");
    await using _one = one.server;
    expect(told(await Jack.run(["send", one.address, "hello"]))).toEqual([0, "HELLO\n", ""]);
    const two = await originalServer("tcp_upper_v2_server");
    await using _two = two.server;
    expect(told(await Jack.run(["send", two.address, "hé", "你好 abc", "q"]))).toEqual([0, "Hé\n你好 ABC\nQ\n", ""]);
    const three = await originalServer("tcp_upper_v3_server");
    await using _three = three.server;
    for (const text of ["first", "second"]) {
      await using jack = new Jack(["connect", three.address, "--eol", "none"]);
      jack.child.stdin.write(`${text}\n`);
      await jack.stdout(new RegExp(text.toUpperCase()));
      jack.child.stdin.write("again\n");
      await jack.stdout(/AGAIN/);
    }
  });
});

describe("the two-way chat", () => {
  python("jack listen is its server, without turns", async () => {
    await using jack = new Jack(["listen", "127.0.0.1:0", "--eol", "none"]);
    await using client = originalClient("tcp_two_way_chat_client", await jack.port());
    client.write("在吗\n");
    await jack.stdout(/在吗/);
    jack.child.stdin.write("在的\n");
    expect(await client.line()).toBe("'在的'");
    client.write("好\n");
    await jack.stdout(/好/);
    jack.child.stdin.write("嗯\n");
    expect(await client.line()).toBe("'嗯'");
    client.write("q\n");
    expect(await client.exited).toBe(0);
    expect((await jack.result).code).toBe(0);
  });

  python("jack connect is its client, and ends when it closes", async () => {
    const { server, address } = await originalServer("tcp_two_way_chat_server");
    await using _server = server;
    await using jack = new Jack(["connect", address, "--eol", "none"]);
    jack.child.stdin.write("hello\n");
    expect(await server.line()).toBe("'HELLO'");
    server.write("你好\n");
    await jack.stdout(/你好/);
    jack.child.stdin.write("again\n");
    expect(await server.line()).toBe("'AGAIN'");
    server.write("q\n");
    expect((await jack.result).code).toBe(0);
  });
});
