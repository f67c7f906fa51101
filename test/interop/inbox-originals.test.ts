import { describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";
import { originalClient } from "../support/original.ts";
import { itWith } from "../support/programs.ts";

const python = itWith(["python3"]);

async function serveInbox(...args: string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["serve", "inbox:0", ...args]);
  const [whole, port = whole] = await jack.stdout(/listening udp \S+:(\d+)|(?<="port":)\d+/);
  return { jack, port: Number(port) };
}

describe("jack serve inbox", () => {
  python("queues originals, and answers each as the operator chooses", async () => {
    const { jack, port } = await serveInbox();
    await using _jack = jack;
    await using one = originalClient("udp_qq_client", port, "taibai");
    await using two = originalClient("udp_qq_client", port, "Jedan");
    one.write("在吗\n");
    await jack.stdout(/\[1\] 127.0.0.1:\d+ to taibai: 在吗\n/);
    two.write("hi\n");
    await jack.stdout(/\[2\] 127.0.0.1:\d+ to Jedan: hi\n/);
    jack.child.stdin.write("2 你好\n");
    expect(await two.line()).toBe("'你好'");
    two.write("\n");
    await jack.stdout(/\[3\] 127.0.0.1:\d+ to Jedan: \(empty datagram\)\n/);
    jack.child.stdin.write(`${"长".repeat(400)}\n`);
    await jack.stderr(/1200 bytes long; the asker reads at most 1024/);
    jack.child.stdin.write("/list\n  2 o'clock \n\n");
    expect(await one.line()).toBe(`"2 o'clock"`);
    expect(await two.line()).toBe("''");
    await jack.stdout(/\[1\] answered 127.0.0.1:\d+: 2 o'clock\n/);
    jack.child.stdin.write("/dance\n");
    one.write("再见\n");
    await jack.stderr(/unknown command \/dance/);
    jack.child.stdin.write("/quit\n");
    expect(await one.line()).toBe("''");
    expect(await jack.result).toMatchObject({ code: 0 });
  });

  python("answers by itself, and by the lines of a script, and goes on after their end", async () => {
    const { jack: robot, port } = await serveInbox("--auto-answer", "不在");
    await using _robot = robot;
    await using one = originalClient("udp_qq_client", port, "taibai");
    one.write("a\nb\n");
    expect([await one.line(), await one.line()]).toEqual(["'不在'", "'不在'"]);
    const { jack, port: second } = await serveInbox("--json");
    await using _jack = jack;
    jack.child.stdin.end("first\n");
    await using two = originalClient("udp_qq_client", second, "Jack");
    two.write("a\nb\n");
    expect(await two.line()).toBe("'first'");
    await jack.stdout(/"number":2/);
    jack.child.kill("SIGTERM");
    expect(await two.line()).toBe("''");
    expect((await jack.result).code).toBe(0);
  });

  it("talks with jack chat to, in both charsets", async () => {
    const { jack, port } = await serveInbox("--charset", "gbk");
    await using _jack = jack;
    jack.child.stdin.write("好\n".repeat(15));
    const args = ["chat", "to", `127.0.0.1:${port}`, "--as", "老王", "--charset", "gbk"];
    const asked = await Jack.run(args, "在吗\n".repeat(15));
    expect([asked.code, asked.stdout.toString(), asked.stderr]).toEqual([0, "老王: 好\n".repeat(15), ""]);
    await jack.stdout(/to 老王: 在吗\n/);
  });
});
