import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-project-"));
  await mkdir(join(folder, "pub"));
  await writeFile(join(folder, "pub", "a.txt"), "hello\n");
  await writeFile(
    join(folder, "jackfield.json"),
    JSON.stringify({
      services: [
        { type: "time", port: 0, zone: "UTC" },
        { type: "files", folder: "pub", port: 0 },
      ],
      sessions: [
        {
          type: "tcp-server",
          port: 0,
          name: "device",
          service: { type: "upper" },
          captureFile: "d.pcapng",
          // The project is started more than once.
          captureOverwrite: true,
        },
      ],
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function portOf(jack: Jack, name: string): Promise<number> {
  const [, port] = await jack.stdout(new RegExp(`"event":"listening"[^\\n]*"${name}"[^\\n]*"port":(\\d+)\\}`));
  return Number(port);
}

/** Each service answers: the proof that all of them are there. */
async function ask(jack: Jack): Promise<void> {
  const time = await Jack.run(["time", `127.0.0.1:${await portOf(jack, "time")}`, "%%"]);
  expect(time.stdout.toString()).toBe("%\n");
  const answer = await fetch(`http://127.0.0.1:${await portOf(jack, "files")}/a.txt`);
  expect(await answer.text()).toBe("hello\n");
}

describe("several services in one process", () => {
  it("are named on the command line, each with its port", async () => {
    await using jack = new Jack(["serve", "time:0", "room:0", `files:0=${folder}/pub`, "--json"]);
    await ask(jack);
    await jack.stdout(/"event":"listening"[^\n]*"service":"room","network":"udp"/);
    await jack.stdout(/"event":"listening"[^\n]*"service":"room","network":"tcp"/);
    // Every line says which service it is about.
    await jack.stdout(/"event":"data"[^\n]*"service":"time"/);
    jack.child.kill("SIGTERM");
    expect((await jack.result).code).toBe(0);
  });

  it("have a capture file each", async () => {
    const capture = join(folder, "both.pcapng");
    await using jack = new Jack(["serve", "time:0", "upper:0", "--json", "--capture", capture]);
    const answer = await Jack.run(["send", `127.0.0.1:${await portOf(jack, "upper")}`, "abc"]);
    expect(answer.stdout.toString()).toContain("ABC");
    jack.child.kill("SIGINT");
    expect((await jack.result).code).toBe(0);
    expect((await readFile(join(folder, "both-upper-tcp.pcapng"))).includes("ABC")).toBe(true);
    expect((await readFile(join(folder, "both-time.pcapng"))).length).toBeGreaterThan(0);
  });

  it("are said by a project file: services and sessions", async () => {
    await using jack = new Jack(["serve", "--project", join(folder, "jackfield.json"), "--json"]);
    await jack.stdout(/^\{"event":"project","file":"[^"]*jackfield\.json"\}\n/);
    await ask(jack);
    const upper = await Jack.run(["send", `127.0.0.1:${await portOf(jack, "device")}`, "device"]);
    expect(upper.stdout.toString()).toContain("DEVICE");
    jack.child.kill("SIGTERM");
    expect((await jack.result).code).toBe(0);
    // A path in the file is relative to the file.
    expect((await readFile(join(folder, "d.pcapng"))).includes("DEVICE")).toBe(true);
  });

  it("come from the working folder's project when none is named, which it says", async () => {
    await using jack = new Jack(["serve"], {}, folder);
    await jack.stdout(/^· project .*jackfield\.json\n/);
    await jack.stdout(/· time listening udp/);
    await jack.stdout(/· device listening tcp/);
  });

  it("are missing without either, and a project excludes their options", async () => {
    const empty = await mkdtemp(join(tmpdir(), "jackfield-none-"));
    await using nothing = new Jack(["serve"], {}, empty);
    expect(await nothing.result).toMatchObject({ code: 1, stderr: expect.stringContaining("put a jackfield.json") });
    await rm(empty, { recursive: true });
    const both = await Jack.run(["serve", "time", "--project", "x.json"]);
    expect([both.code, both.stderr]).toEqual([1, expect.stringContaining("--project and time") as string]);
    const port = await Jack.run(["serve", "--project", join(folder, "jackfield.json"), "--port", "1"]);
    expect([port.code, port.stderr]).toEqual([1, expect.stringContaining("--port and jackfield.json") as string]);
  });

  it("shows where a project file is wrong", async () => {
    const file = join(folder, "wrong.json");
    await writeFile(file, '{\n  "services": [{ "type": "time", "port": 70000 }]\n}\n');
    const wrong = await Jack.run(["serve", "--project", file]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`${file}:2:42: services[0].port: wanted an integer from 0 to 65535, got 70000`);
    expect(wrong.stderr.split("\n")[2]).toBe(`${" ".repeat(2 + 41)}^`);
  });
});
