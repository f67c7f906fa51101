import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { hasProgram, itWith } from "../support/programs.ts";
import { ScreenProgram } from "../support/screen-program.ts";
import { freePorts, listened, ToolLine } from "../support/tool-line.ts";

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const LONG_MS = 300_000;

/** Where a line is run. */
interface Place {
  readonly folder: string;
  /** The page's 8080. */
  readonly port: number;
  /** The page's 9090. */
  readonly other: number;
  /** A line of the page, or of another tool, with this place's ports. */
  start(line: string): ToolLine;
}

type Run = (jack: () => ToolLine, place: Place) => Promise<void>;

/** The `jack` lines of a page's tables. */
function linesOf(language: "en" | "zh"): string[] {
  const page = readFileSync(`${DOCS}${language}/coming-from.md`, "utf8");
  return [...page.matchAll(/^\|.*?\| `(jack[^`]*)` \|[^|]*\|$/gm)].map((match) =>
    (match[1] ?? "").replaceAll("\\|", "|"),
  );
}

/** A server of another tool, or of ours where none is fit, then the line as its client. */
function asClient(server: string, { input = "", eof = false, keep = false, there, here, code = 0 }: Talk): Run {
  return async (jack, place) => {
    await using far = place.start(server);
    await listened(place.port);
    await using near = jack();
    near.child.stdin.write(input);
    if (eof) near.child.stdin.end();
    if (there !== undefined) await far.says(there);
    if (here !== undefined) await near.says(here);
    if (keep) return;
    near.child.stdin.end();
    if (code !== null) await endsWith(near, code);
  };
}

async function endsWith(line: ToolLine, expected: number): Promise<void> {
  const code = await line.code;
  expect({ output: line.output, code }).toMatchObject({ code: expected });
}

/** The line as a server, then a client of another tool. */
function asServer(client: string, { there, here, code = null }: Talk): Run {
  return async (jack, place) => {
    await using near = jack();
    await listened(place.port);
    await using far = place.start(client);
    if (here !== undefined) await near.says(here);
    if (there !== undefined) await far.says(there);
    if (code === null) return;
    near.child.stdin.end();
    await endsWith(near, code);
  };
}

/** The line between a client and a server of another tool. */
function between(server: string, client: string, { here, shown }: Talk & { readonly shown?: RegExp }): Run {
  return async (jack, place) => {
    await using _far = place.start(server);
    await listened(place.other);
    await using near = jack();
    await listened(near.line.includes("x.sock") ? join(place.folder, "x.sock") : place.port);
    await using caller = place.start(client);
    if (here !== undefined) await caller.says(here);
    if (shown !== undefined) await near.says(shown);
  };
}

interface Talk {
  readonly input?: string;
  /** The input ends at once, not when everything was said. */
  readonly eof?: boolean;
  /** It does not end by itself. */
  readonly keep?: boolean;
  /** What the other tool says. */
  readonly there?: RegExp;
  /** What `jack` says (or, between two, the client). */
  readonly here?: RegExp;
  /** The exit code; null: any. */
  readonly code?: number | null;
}

const ECHO = "ncat -lk 127.0.0.1 8080 -e /bin/cat";
const ECHO_ONCE = "socat -t 600 TCP-LISTEN:8080,bind=127.0.0.1 EXEC:/bin/cat";
const UDP_ECHO = "socat UDP-LISTEN:8080,bind=127.0.0.1,fork EXEC:/bin/cat";
const FAR_ECHO = "ncat -lk 127.0.0.1 9090 -e /bin/cat";
// Tools end at different times once their input has ended: it stays open, and they are ended at the end of the test.
const CALL = "(echo 'called 你好'; sleep 600) | ncat 127.0.0.1 8080";
const CALLED = /called 你好/;
const ECHOED: Talk = { input: "hello 你好\n", here: /hello 你好/ };
/** Prints what it gets in hexadecimal. */
const HEX_SINK = "ncat -l 127.0.0.1 8080 --recv-only | od -An -tx1 -v";

const RUNS: Readonly<Record<string, Run>> = {
  "jack connect 10.0.0.7:8080": asClient(ECHO_ONCE, ECHOED),
  "jack listen :8080 > received": async (jack, place) => {
    await asServer("ncat --send-only 127.0.0.1 8080 < file", { code: 0 })(jack, place);
    expect(readFileSync(join(place.folder, "received"), "utf8")).toBe("a file\n");
  },
  "jack connect 10.0.0.7:8080 < file": asClient(
    "socat -t 600 TCP-LISTEN:8080,bind=127.0.0.1 SYSTEM:'cat; echo answered'",
    {
      here: /a file\nanswered/,
    },
  ),
  "jack listen :8080 -k": async (jack, place) => {
    await using near = jack();
    await listened(place.port);
    await using one = place.start("ncat 127.0.0.1 8080");
    await using two = place.start("nc 127.0.0.1 8080");
    one.child.stdin.write("from one\n");
    two.child.stdin.write("from two\n");
    await near.says(/from one/);
    await near.says(/from two/);
    near.child.stdin.write("to both\n");
    await Promise.all([one.says(/to both/), two.says(/to both/)]);
  },
  "jack send 10.0.0.7:8080 hi --eol lf": asClient(ECHO_ONCE, { here: /^hi$/m }),
  "jack udp 10.0.0.7:8080": asClient(UDP_ECHO, { ...ECHOED, keep: true }),
  "jack udp --bind :8080": async (jack, place) => {
    await using near = jack();
    await listened(place.port);
    await using caller = place.start("nc -u 127.0.0.1 8080");
    caller.child.stdin.write("datagram\n");
    await near.says(/datagram/);
    near.child.stdin.write("answer\n");
    await caller.says(/answer/);
  },
  "jack listen ./x.sock": async (jack, place) => {
    await using near = jack();
    await listened(join(place.folder, "x.sock"));
    await using far = place.start("nc -U x.sock");
    far.child.stdin.write("over unix\n");
    await near.says(/over unix/);
  },
  "jack connect ./x.sock": async (jack, place) => {
    await using _far = place.start("socat UNIX-LISTEN:x.sock EXEC:/bin/cat");
    await listened(join(place.folder, "x.sock"));
    await using near = jack();
    near.child.stdin.write("over unix\n");
    await near.says(/over unix/);
    near.child.stdin.end();
    await endsWith(near, 0);
  },
  "jack scan 10.0.0.7 8080-8081": async (jack, place) => {
    await using _far = place.start(ECHO);
    await listened(place.port);
    await using near = jack();
    await near.says(new RegExp(`${place.port}/tcp\\s+open`));
    await endsWith(near, 0);
  },
  "jack connect 10.0.0.7:8080 --local-port 9090": async (jack, place) => {
    await asClient("ncat -lv 127.0.0.1 8080 --send-only < file", {
      here: /a file/,
      there: new RegExp(`:${place.other}\\b`),
    })(jack, place);
  },
  "jack connect 10.0.0.7:8080 --eol crlf": asClient(HEX_SINK, { input: "ab\n", eof: true, there: /61 62 0d 0a/ }),
  "jack connect 10.0.0.7:8080 --idle 2s": async (jack, place) => {
    await using _far = place.start(ECHO);
    await listened(place.port);
    await using near = jack();
    await near.says(/nothing was sent or received for 2 s/);
    await endsWith(near, 124);
  },
  "jack connect 10.0.0.7:8080 --capture talk.pcapng": async (jack, place) => {
    await asClient(ECHO_ONCE, ECHOED)(jack, place);
    expect(readFileSync(join(place.folder, "talk.pcapng")).subarray(0, 4).toString("hex")).toBe("0a0d0d0a");
  },
  "jack connect 10.0.0.7:8080 --in lines --delay 100ms < lines": asClient(ECHO_ONCE, { here: /one\ntwo\nthree/ }),
  "jack nc -lk -c date 8080": asServer("ncat --recv-only 127.0.0.1 8080", { there: /\d\d:\d\d:\d\d/ }),
  "jack nc --broker -l 8080": async (jack, place) => {
    await using _near = jack();
    await listened(place.port);
    await using one = place.start("ncat 127.0.0.1 8080");
    await using two = place.start("socat - TCP:127.0.0.1:8080");
    // A broker passes on only to those who are there.
    for (let tries = 0; !/across/.test(two.output) && tries < 400; tries++) {
      one.child.stdin.write("across\n");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await two.says(/across/);
  },
  "jack serve room --port 8080": async (jack, place) => {
    await using _near = jack();
    await listened(place.port);
    await using one = place.start("ncat 127.0.0.1 8080");
    await using two = place.start("nc 127.0.0.1 8080");
    one.child.stdin.write("甲\n");
    two.child.stdin.write("乙\n");
    await Promise.all([one.says(/甲/), two.says(/乙/)]);
    one.child.stdin.write("大家好\n");
    await two.says(/大家好/);
  },
  "jack listen tls://:8080": asServer("ncat --ssl 127.0.0.1 8080 < file", { here: /a file/ }),
  "jack connect tls://10.0.0.7:8080 --tls-insecure": asClient("ncat --ssl -l 127.0.0.1 8080 -e /bin/cat", {
    ...ECHOED,
    code: null,
  }),
  "jack connect 10.0.0.7:9090 --proxy http://10.0.0.7:8080": async (jack, place) => {
    await using _far = place.start(FAR_ECHO);
    await listened(place.other);
    await using _proxy = place.start("ncat -l --proxy-type http 127.0.0.1 8080");
    await listened(place.port);
    await using near = jack();
    near.child.stdin.write("through the proxy\n");
    await near.says(/through the proxy/);
  },
  "jack relay listen:8080 tls://10.0.0.7:9090 -k --tls-insecure": between(
    "ncat --ssl -lk 127.0.0.1 9090 -e /bin/cat",
    CALL,
    { here: CALLED },
  ),
  "jack nc -l --proxy-type http 8080": async (jack, place) => {
    await using _far = place.start(FAR_ECHO);
    await listened(place.other);
    await using _near = jack();
    await listened(place.port);
    await using caller = place.start("ncat --proxy 127.0.0.1:8080 --proxy-type http 127.0.0.1 9090");
    caller.child.stdin.write("through the proxy\n");
    await caller.says(/through the proxy/);
  },
  "jack connect 10.0.0.7:8080 --out both --time us": asClient(ECHO_ONCE, {
    input: "hi\n",
    here: /\d\d:\d\d:\d\d\.\d{6}[\s\S]*68 69 0a/,
  }),
  "jack relay listen:8080 10.0.0.7:9090 -k": between(FAR_ECHO, CALL, { here: CALLED }),
  "jack relay listen:8080 10.0.0.7:9090 -k --show both": between(FAR_ECHO, CALL, {
    here: CALLED,
    shown: /→[\s\S]*63 61 6c 6c 65 64[\s\S]*←/,
  }),
  "jack relay listen:8080 exec:/bin/cat -k": asServer(CALL, { there: CALLED }),
  "jack relay listen:8080 exec:/usr/bin/tty --pty": asServer("ncat --recv-only 127.0.0.1 8080", {
    there: /\/dev\/pts\/\d+/,
  }),
  "jack relay listen:8080 shell:'date; cat' -k": asServer(CALL, { there: /\d\d:\d\d:\d\d[\s\S]*called 你好/ }),
  "jack relay listen:unix:./x.sock 10.0.0.7:9090 -k": between(
    FAR_ECHO,
    "(echo 'called 你好'; sleep 600) | nc -U x.sock",
    {
      here: CALLED,
    },
  ),
  "jack relay listen:udp://:8080 udp://10.0.0.7:9090 -k": between(
    "socat UDP-LISTEN:9090,bind=127.0.0.1,fork EXEC:/bin/cat",
    "(echo 'called 你好'; sleep 600) | nc -u 127.0.0.1 8080",
    { here: CALLED },
  ),
  "jack relay --one-way file:file 10.0.0.7:9090": async (jack, place) => {
    await using far = place.start("ncat -l 127.0.0.1 9090 --recv-only");
    await listened(place.other);
    await using near = jack();
    await far.says(/a file/);
    await endsWith(near, 0);
  },
  "jack relay --one-way listen:8080 file:received": async (jack, place) => {
    await asServer("ncat --send-only 127.0.0.1 8080 < file", { code: 0 })(jack, place);
    expect(readFileSync(join(place.folder, "received"), "utf8")).toBe("a file\n");
  },
  "jack udp --bind :8080 --recv-only": asServer("echo datagram | socat - UDP:127.0.0.1:8080", { here: /datagram/ }),
  "jack connect 10.0.0.7:8080 --wait 5s": asClient(
    "socat -t 600 TCP-LISTEN:8080,bind=127.0.0.1 SYSTEM:'cat; sleep 1; echo late'",
    {
      input: "hi\n",
      eof: true,
      here: /hi\nlate/,
    },
  ),
  "jack send 10.0.0.7:8080 'hello\\r\\n' --in escape": asClient(HEX_SINK, {
    there: /68 65 6c 6c 6f 0d 0a/,
    code: null,
  }),
  "jack send 10.0.0.7:8080 --hex '01 03 00 00 00 0a'": asClient(HEX_SINK, { there: /01 03 00 00 00 0a/, code: null }),
  "jack send udp://10.0.0.7:8080 --no-wait hello": asClient("socat -u UDP-RECV:8080,bind=127.0.0.1 -", {
    there: /hello/,
  }),
  "jack send 10.0.0.7:8080 --every 200ms --count 3 ping": asClient(ECHO_ONCE, { here: /(?:ping\s*){3}/ }),
  "jack listen :8080 --reply 'ping=>pong\\n'": asServer("(echo -n ping; sleep 600) | ncat 127.0.0.1 8080", {
    there: /pong/,
  }),
  "jack listen :8080 --tui": (_jack, place) => onScreen(["listen", `:${place.port}`, "--tui"], place),
  "jack listen :8080 --capture talk.pcapng": async (jack, place) => {
    await asServer("ncat --send-only 127.0.0.1 8080 < file", { here: /a file/, code: 0 })(jack, place);
    expect(existsSync(join(place.folder, "talk.pcapng"))).toBe(true);
  },
  "jack send 10.0.0.7:8080 hello": asClient(ECHO_ONCE, { here: /hello/ }),
  "jack listen :8080 --charset gbk": asServer("printf '\\xc4\\xe3\\xba\\xc3\\n' | ncat --send-only 127.0.0.1 8080", {
    here: /你好/,
  }),
  "jack connect 10.0.0.7:8080 --charset gbk": asClient(
    "ncat -l 127.0.0.1 8080 -c 'printf \"\\304\\343\\272\\303\\n\"; cat'",
    { input: "世界\n", here: /你好[\s\S]*世界/ },
  ),
  "jack udp 10.0.0.7:8080 --bind :9090": asClient(UDP_ECHO, { ...ECHOED, keep: true }),
  "jack connect 10.0.0.7:8080 --out hex": asClient(ECHO_ONCE, { input: "hi\n", here: /68 69 0a/ }),
  "jack connect 10.0.0.7:8080 --in hex": asClient(ECHO_ONCE, { input: "68 69 21\n", here: /hi!/ }),
  "jack send 10.0.0.7:8080 --hex '01 03 00 00 00 0a' --checksum modbus": asClient(HEX_SINK, {
    there: /01 03 00 00 00 0a c5 cd/,
    code: null,
  }),
  "jack send 10.0.0.7:8080 --file file": asClient(ECHO_ONCE, { here: /a file/ }),
  "jack listen :8080 --save received": async (jack, place) => {
    await asServer("ncat --send-only 127.0.0.1 8080 < file", { here: /[0-9a-f]{64}/ })(jack, place);
    expect(readFileSync(join(place.folder, "received"), "utf8")).toBe("a file\n");
  },
  "jack send 10.0.0.7:8080 --every 100ms --count 3 hello": asClient(ECHO_ONCE, { here: /(?:hello\s*){3}/ }),
  "jack listen :8080 --charset gbk --reply '你好=>收到\\n'": asServer(
    "(printf '\\xc4\\xe3\\xba\\xc3'; sleep 600) | ncat 127.0.0.1 8080 | head -c 4 | od -An -tx1",
    // 收到 in GBK.
    { there: /ca d5 b5 bd/ },
  ),
  "jack listen :8080 --tui --charset gbk": (_jack, place) =>
    onScreen(["listen", `:${place.port}`, "--tui", "--charset", "gbk"], place),
  jack: async (_jack, place) => {
    // The same with its options, so that no browser is opened.
    await using near = place.start("jack --no-open --port 8080");
    await near.says(/http:\/\/127\.0\.0\.1:\d+/);
    await listened(place.port);
  },
};

async function onScreen(words: readonly string[], place: Place): Promise<void> {
  await using screen = new ScreenProgram(words);
  await screen.shows(/listening tcp/);
  await using one = place.start("ncat 127.0.0.1 8080");
  await using two = place.start("nc 127.0.0.1 8080");
  one.child.stdin.write("from one\n");
  await screen.shows(/from one/);
  two.child.stdin.write("from two\n");
  await screen.shows(/to all 2/);
  screen.type("/to 2");
  screen.press("Enter");
  await screen.shows(/to #2/);
  screen.type("chosen");
  screen.press("Enter");
  await Promise.race([one.says(/chosen/), two.says(/chosen/)]);
}

async function run(line: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "jack-coming-"));
  try {
    writeFileSync(join(folder, "file"), "a file\n");
    writeFileSync(join(folder, "lines"), "one\ntwo\nthree\n");
    const [port, other] = await freePorts();
    const here: Readonly<Record<string, string>> = {
      "10.0.0.7": "127.0.0.1",
      "8080": String(port),
      "8081": String(port + 1),
      "9090": String(other),
    };
    const local = (text: string): string =>
      text.replaceAll(/10\.0\.0\.7|8080|8081|9090/g, (found) => here[found] ?? found);
    const place: Place = { folder, port, other, start: (text) => new ToolLine(local(text), folder) };
    await RUNS[line]?.(() => place.start(line), place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the page for those who come from other tools", () => {
  it("has the same lines in both languages, and each is run", () => {
    const lines = linesOf("en");
    expect(lines.length).toBeGreaterThan(45);
    expect(linesOf("zh")).toEqual(lines);
    expect([...new Set(lines)].sort()).toEqual(Object.keys(RUNS).sort());
  });

  const tools = ["ncat", "nc", "socat", "tmux"].filter((name) => !hasProgram(name));
  for (const line of Object.keys(RUNS)) {
    itWith(tools.length === 0 ? [] : tools)(line, () => run(line), LONG_MS);
  }
});
