import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";
import { pythonPeer } from "../support/python-peer.ts";

const python = itWith(["python3"]);
const FRAMING = ["--framing", "len:u8,offset=2,adjust=2,max=64"];
const BEAT = ["--reply", "hex:aa 55 03 10 *=>hex:aa 55 01 {{counter 0}}"];

/** A device in Python; its frame is in `beat`. */
function device(source: string, port: number): ForeignProgram {
  return pythonPeer(`beat = bytes.fromhex("aa55031020300102")\n${source}`, port);
}

/** Runs the device against `jack` with these arguments and returns the lines that it prints. */
async function lines(args: readonly string[], source: string, count: number): Promise<{ told: string[]; jack: Jack }> {
  const jack = new Jack(args);
  jack.child.stdin.end();
  const port = await jack.port();
  await using peer = device(source, port);
  const told: string[] = [];
  while (told.length < count) told.push(await peer.line());
  return { told, jack };
}

describe("rules with a framing", () => {
  python("answer glued frames each, and half a frame only when it is whole", async () => {
    const source = `
s = tcp()
s.sendall(beat + beat); say(exactly(s, 8).hex())
s.sendall(beat[:5]); say(silent(s))
s.sendall(beat[5:]); say(exactly(s, 4).hex())
s.sendall(beat + beat[:1]); say(exactly(s, 4).hex())
s.sendall(beat[1:]); say(exactly(s, 4).hex())
s.shutdown(socket.SHUT_WR); say("rest", rest(s).hex())
`;
    const { told, jack } = await lines(["listen", "127.0.0.1:0", "-k", ...FRAMING, ...BEAT], source, 6);
    await using _jack = jack;
    const answers = ["aa550130aa550131", "silent", "aa550132", "aa550133", "aa550134", "rest "];
    expect(told).toEqual(answers);
  });

  python("keep peers apart, and append the checksum of the command", async () => {
    const source = `
a, b = tcp(), tcp()
a.sendall(beat[:3]); b.sendall(beat[:6])
a.sendall(beat[3:]); say(exactly(a, 6).hex())
b.sendall(beat[6:]); say(exactly(b, 6).hex())
`;
    const args = ["listen", "127.0.0.1:0", "-k", ...FRAMING, "--checksum", "modbus"];
    const { told, jack } = await lines([...args, "--reply", "hex:aa 55 03 *=>hex:aa 55 01 90"], source, 2);
    await using _jack = jack;
    expect(told).toEqual(["aa5501903010", "aa5501903010"]);
  });

  python("tell what they cannot answer, and answer others", async () => {
    const source = `
s = tcp()
s.sendall(bytes.fromhex("aa55ff00") + beat); say(silent(s))
t = tcp()
t.sendall(beat); say(exactly(t, 4).hex())
t.sendall(beat[:5]); t.shutdown(socket.SHUT_WR); say("rest", rest(t).hex())
`;
    const { told, jack } = await lines(["listen", "127.0.0.1:0", "-k", ...FRAMING, ...BEAT], source, 3);
    await using _jack = jack;
    expect(told).toEqual(["silent", "aa550130", "rest "]);
    await jack.stderr(/not answered: Message is longer than the framing's maxLength of 64 bytes/);
    await jack.stderr(/not answered: Stream ended inside a message, after 5 bytes of it/);
  });

  python("of a service too, whose rows say which rule answered", async () => {
    await using jack = new Jack(["serve", "reply:0", "--tcp", "--text", "{{length}};", "--framing", "line"]);
    const [, port] = await jack.stdout(/listening tcp \S+:(\d+)/);
    await using peer = device(
      `s = tcp()
s.sendall(b"ab\\r\\nc\\n"); say(exactly(s, 4)); s.sendall(b"x"); say(silent(s)); s.sendall(b"\\n"); say(exactly(s, 2))`,
      Number(port),
    );
    expect([await peer.line(), await peer.line(), await peer.line()]).toEqual(["b'4;2;'", "silent", "b'2;'"]);
    await jack.stdout(/rule 1 answered/);
  });
});

describe("the guide's examples of rules", () => {
  const cases = ["en", "zh"].flatMap((language) => {
    const page = readFileSync(fileURLToPath(new URL(`../../docs/${language}/terminal.md`, import.meta.url)), "utf8");
    const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
    return blocks.flatMap((block, index) =>
      /^\$ jack listen .*--reply/.test(block) ? [[language, block.trim(), blocks[index + 1] ?? ""] as const] : [],
    );
  });
  const words = (line: string): string[] =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

  it("are there", () => {
    expect(cases).toHaveLength(4);
  });

  it.each(cases)("%s: %s", async (_language, server, talk) => {
    await using jack = new Jack(
      words(server)
        .slice(2)
        .map((word) => (/^:\d+$/.test(word) ? "127.0.0.1:0" : word)),
    );
    jack.child.stdin.end();
    const port = await jack.port();
    const turns = talk.split(/^\$ /m).slice(1);
    expect(turns.length).toBeGreaterThan(0);
    for (const turn of turns) {
      const [line = "", ...output] = turn.split("\n");
      const { code, stdout } = await Jack.run(
        words(line)
          .slice(1)
          .map((word) => word.replace(/^127.0.0.1:\d+$/, `127.0.0.1:${port}`)),
      );
      expect([code, stdout.toString().replaceAll("\r", "")]).toEqual([0, output.join("\n")]);
    }
  });
});
