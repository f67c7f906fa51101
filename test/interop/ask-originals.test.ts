import { describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack, type JackResult } from "../support/jack.ts";
import { originalServer } from "../support/original.ts";
import { itWith } from "../support/programs.ts";

const python = itWith(["python3"]);
const told = ({ code, stdout, stderr }: JackResult): unknown[] => [code, stdout.toString(), stderr];

/** A UDP program in Python: `answer(data, address, socket)` is the lambda's business. */
const UDP = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); other.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
count = 0
while True:
    data, address = s.recvfrom(65535)
    count += 1
    print(data.hex(), flush=True)
    exec(sys.argv[1])
`;

describe("jack time", () => {
  python("asks the original server: a format, Chinese around it, and nothing", async () => {
    const { server, address } = await originalServer("udp_time_server");
    await using _server = server;
    expect(told(await Jack.run(["time", address, "今年是%Y年 %%"]))).toEqual([
      0,
      expect.stringMatching(/^今年是\d{4}年 %\n$/),
      "",
    ]);
    expect((await Jack.run(["time", address])).stdout.toString()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$/);
    expect([await server.line(), await server.line()]).toEqual(["'今年是%Y年 %%'", "''"]);
  });

  python("asks again when the answer is lost, and only believes the address that it asked", async () => {
    await using server = ForeignProgram.python(
      UDP,
      `
other.sendto(b"forged", address)
if count == 3: s.sendto("7点".encode(), address)
`,
    );
    const to = `127.0.0.1:${await server.line()}`;
    const answer = await Jack.run(["time", to, "%H点", "--wait", "300ms", "--retries", "5"]);
    expect(told(answer)).toEqual([0, "7点\n", ""]);
    const late = await Jack.run(["time", to, "%H", "--wait", "200ms", "--retries", "1"]);
    expect(told(late)).toEqual([
      124,
      "",
      "jack: no answer within 400 ms; 2 datagrams from other addresses were not taken for an answer\n",
    ]);
  });

  it("says at once that nobody listens, and names the option that is wrong", async () => {
    const refused = await Jack.run(["time", "127.0.0.1:1", "%H"]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("connection refused")]);
    expect((await Jack.run(["time", "127.0.0.1:1", "--ntp", "%H"])).stderr).toContain("--ntp and FORMAT");
    expect((await Jack.run(["time", "127.0.0.1:1", "x".repeat(1025)])).stderr).toContain("reads at most 1024");
  });

  it("asks our own DAYTIME and SNTP servers", async () => {
    await using jack = new Jack(["serve", "time:0", "--tcp", "--json"]);
    const [, daytime] = await jack.stdout(/"network":"tcp".*"port":(\d+)\}/);
    expect((await Jack.run(["time", `tcp://127.0.0.1:${daytime}`])).stdout.toString()).toMatch(/^\w+day, .*\n$/);
    await using sntp = new Jack(["serve", "time:0", "--ntp", "--json"]);
    const [, port] = await sntp.stdout(/"port":(\d+)\}/);
    const { stdout } = await Jack.run(["time", "--ntp", `127.0.0.1:${port}`, "--json"]);
    const reading = JSON.parse(stdout.toString()) as { offsetMs: number; stratum: number; reference: string };
    expect(reading).toMatchObject({ stratum: 10, reference: "LOCL" });
    expect(Math.abs(reading.offsetMs)).toBeLessThan(2000);
  });
});

describe("jack exec", () => {
  it("keeps stdout, stderr and the exit code of our own server apart", async () => {
    const allowed = [
      "say=/bin/echo {text:.+}",
      "missing=/bin/ls /no/such/file",
      "flood=/usr/bin/seq 30000",
      "endless=/bin/sleep 1000",
    ].flatMap((rule) => ["--allow", rule]);
    await using jack = new Jack(["serve", "exec:0", "--json", "--timeout", "500ms", ...allowed]);
    const [, port] = await jack.stdout(/"port":(\d+)\}/);
    const run = (...words: string[]): Promise<JackResult> => Jack.run(["exec", `127.0.0.1:${port}`, ...words]);
    expect(told(await run("say", "你好"))).toEqual([0, "你好\n", ""]);
    const missing = await run("missing");
    expect([missing.code, missing.stdout.length]).toEqual([2, 0]);
    expect(missing.stderr).toContain("/no/such/file");
    expect((await run("flood")).stdout.toString().split("\n")).toHaveLength(30_001);
    expect(told(await run("endless"))).toEqual([124, "", "jack: the server ended the command: it ran too long\n"]);
    const refused = await run("rm", "-rf", "/");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("unknown option")]);
    const notAllowed = await run("--", "rm", "-rf", "/");
    expect([notAllowed.code, notAllowed.stderr]).toEqual([3, expect.stringContaining('"rm" is not allowed')]);
    expect((await Jack.run(["exec", "--plain", `127.0.0.1:${port}`, "say 你好"])).stdout.toString()).toBe("你好\n");
  });

  it("ends the remote command when it is interrupted", async () => {
    await using server = new Jack([
      "serve",
      "exec:0",
      "--json",
      "--timeout",
      "1h",
      "--allow",
      "endless=/bin/sleep 1000",
    ]);
    const [, port] = await server.stdout(/"port":(\d+)\}/);
    await using jack = new Jack(["exec", `127.0.0.1:${port}`, "endless"]);
    await server.stdout(/"text":"endless/);
    jack.child.kill("SIGINT");
    expect((await jack.result).code).toBe(130);
    await server.stdout(/"request":"endless","allowed":true,"exitCode":null,"signal":"SIG/);
  });

  python("runs a command on the original server with --plain, and nothing without", async () => {
    const { server, address } = await originalServer("tcp_exec_server");
    await using _server = server;
    expect(told(await Jack.run(["exec", "--plain", address, "echo 你好; echo 错误 >&2"]))).toEqual([
      0,
      "你好\n错误\n",
      "",
    ]);
    expect(await server.line()).toBe("'echo 你好; echo 错误 >&2'");
    const ours = await Jack.run(["exec", address, "echo never"]);
    expect([ours.code, ours.stdout.length, ours.stderr]).toEqual([3, 0, expect.stringContaining("use --plain")]);
    expect(await server.line()).toBe("'JACKFIELD-EXEC/1\\n'");
    const silent = await Jack.run(["exec", "--plain", address, "true", "--wait", "300ms"]);
    expect(told(silent)).toEqual([124, "", "jack: no answer within 300 ms\n"]);
    expect((await Jack.run(["exec", "--plain", address, "echo late"])).stdout.toString()).toBe("late\n");
    expect([await server.line(), await server.line()]).toEqual(["'true'", "'echo late'"]);
  });
});
