import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/originals/", import.meta.url));

function original(program: string, port: number, ...args: readonly string[]): ForeignProgram {
  return new ForeignProgram("python3", [`${FOLDER}${program}.py`, "127.0.0.1", String(port), ...args]);
}

async function serve(...args: readonly string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["serve", ...args, "--json"]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, port: Number(port) };
}

const python = itWith(["python3"]);

describe("original clients talk to jack serve", () => {
  python("upper: v1, v2 and v3, one after the other and at once", async () => {
    const { jack, port } = await serve("upper:0", "--tcp");
    await using _server = jack;
    await using one = original("tcp_upper_v1_client", port);
    await using two = original("tcp_upper_v3_client", port);
    two.write("héllo\n");
    expect(await two.line()).toBe("HéLLO");
    one.write("hello\n");
    expect(await one.line()).toBe("b'HELLO'");
    two.write("你好 abc\nq\n");
    expect(await two.line()).toBe("你好 ABC");
    expect(await two.exited).toBe(0);
    await using three = original("tcp_upper_v3_client", port);
    three.write("again\nq\n");
    expect(await three.line()).toBe("AGAIN");
  });

  python("reply: the gbk server thanks once and goes on serving", async () => {
    const { jack, port } = await serve("reply:0", "--tcp", "--text", "thank you !", "--charset", "gbk", "--close");
    await using _server = jack;
    for (const text of ["你好", "世界"]) {
      await using client = original("tcp_gbk_client", port);
      client.write(`${text}\n`);
      expect(await client.line()).toBe("thank you !");
      expect(await client.exited).toBe(0);
    }
    await jack.stdout(/"text":"你好"/);
  });

  python("reply: the raw server only listens and closes", async () => {
    const { jack, port } = await serve("reply:0", "--tcp", "--none", "--close");
    await using _server = jack;
    await using client = original("tcp_raw_client", port);
    expect(await client.line()).toBe("recv_data: b''");
    await jack.stdout(/"text":"clientInfromation"/);
  });

  python("reply: the UDP hello server, for any number of datagrams", async () => {
    const { jack, port } = await serve("reply:0", "--udp", "--text", "hi");
    await using _server = jack;
    await using client = original("udp_ask_client", port);
    client.write("hello\n\nhello\n");
    expect([await client.line(), await client.line(), await client.line()]).toEqual(["hi", "hi", "hi"]);
  });

  python("time: any format, an empty request, and requests that killed the original", async () => {
    const { jack, port } = await serve("time:0", "--tz", "Asia/Shanghai");
    await using _server = jack;
    await using killer = ForeignProgram.python(
      `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for request in (b"%Y\\0%m", b"\\xff\\xfe", b"%66000d" * 3 + b"%c" * 300):
    s.sendto(request, ("127.0.0.1", int(sys.argv[1])))
    print(len(s.recvfrom(65535)[0]) <= 1024, flush=True)
`,
      port,
    );
    expect([await killer.line(), await killer.line(), await killer.line()]).toEqual(["True", "True", "True"]);
    await using client = original("udp_ask_client", port);
    client.write("\n今年是%Y年 %Z\n");
    expect(await client.line()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await client.line()).toMatch(/^今年是\d{4}年 CST$/);
  });

  python("room: originals and ncat-like TCP members talk together; q leaves in every form", async () => {
    const { jack, port } = await serve("room:0");
    await using _server = jack;
    await using ann = original("udp_room_client", port, "Ann");
    expect(await ann.line()).toBe("joined");
    await jack.stdout(/"text":"Ann"/);
    await using bob = original("udp_room_client", port, "小明");
    expect(await bob.line()).toBe("joined");
    expect(await ann.line()).toBe("小明: 加入了群聊");
    await using cat = ForeignProgram.python(
      `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
f = s.makefile("rw", encoding="utf-8", newline="\\n")
f.readline()
f.write("Cat\\n"); f.flush()
for line in f: print(line.rstrip("\\n"), flush=True)
`,
      port,
    );
    expect(await cat.line()).toMatch(/Cat$/);
    expect([await ann.line(), await bob.line()]).toEqual(["Cat: 加入了群聊", "Cat: 加入了群聊"]);
    ann.write("你好\n");
    expect([await bob.line(), await cat.line()]).toEqual(["Ann:你好", "Ann: 你好"]);
    bob.write("q\n");
    expect([await ann.line(), await cat.line()]).toEqual(["小明：离开了聊天室", "小明：离开了聊天室"]);
  });

  python("exec: one answer a command, in gbk, within 1024 bytes, and nothing that is not allowed", async () => {
    const { jack, port } = await serve(
      "exec:0",
      "--allow",
      "say=/bin/echo {text:.+}",
      "--allow",
      "quiet=/bin/true",
      "--allow",
      "flood=/usr/bin/seq 1000000",
      "--allow",
      "endless=/bin/sleep 1000",
      "--timeout",
      "300ms",
    );
    await using _server = jack;
    await using client = original("tcp_exec_client", port);
    client.write("say 你好\n");
    expect(await client.line()).toBe("'你好\\n'");
    client.write("quiet\n");
    expect(await client.line()).toBe("'[no output]'");
    client.write("flood\n");
    expect(await client.line()).toMatch(/\\n\[cut\]/);
    client.write("endless\n");
    expect(await client.line()).toBe("'\\n[timed out]'");
    client.write("rm -rf /\n");
    expect(await client.line()).toContain('"rm" is not allowed');
    client.write("say '; id'\n");
    expect(await client.line()).toBe("'; id\\n'");
    await jack.stdout(/"rule":"exec","request":"rm -rf \/","allowed":false/);
  });
});
