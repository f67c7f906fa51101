import { spawnSync } from "node:child_process";
import { describe, expect } from "vitest";
import { CharsetDecoder, type CharsetName, encodeText, formatHex } from "../../src/bytes/index.ts";
import { itWith } from "../support/programs.ts";

/** Says for every code of one, two and (EUC-JP, GB18030) more bytes what it decodes to, and how the BMP is encoded. */
const DUMP = `
import json, sys
name, wide = sys.argv[1], sys.argv[2] == "wide"
def dec(b):
    try:
        s = b.decode(name)
        return s if len(s) == 1 else None
    except UnicodeDecodeError:
        return None
def enc(c):
    try:
        return chr(c).encode(name).hex()
    except UnicodeEncodeError:
        return None
json.dump({
    "single": [dec(bytes([v])) for v in range(256)],
    "pairs": [dec(bytes([v >> 8, v & 255])) for v in range(65536 if wide else 0)],
    "triples": [dec(bytes([0x8f, 0xa1 + v // 94, 0xa1 + v % 94])) for v in range(94 * 94 if name == "euc_jp" else 0)],
    "quads": [dec(bytes([0x81 + p // 12600, 0x30 + p // 1260 % 10, 0x81 + p // 10 % 126, 0x30 + p % 10])) for p in range(39420 if name == "gb18030" else 0)],
    "encoded": [None if 0xd800 <= c <= 0xdfff else enc(c) for c in range(65536)],
}, sys.stdout)
`;

interface Table {
  readonly single: readonly (string | null)[];
  readonly pairs: readonly (string | null)[];
  readonly triples: readonly (string | null)[];
  readonly quads: readonly (string | null)[];
  readonly encoded: readonly (string | null)[];
}

function pythonTable(codec: string, width: "wide" | "single" = "wide"): Table {
  const result = spawnSync("python3", ["-c", DUMP, codec, width], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Table;
}

/** One whole, good character or nothing. */
function decodeOne(charset: CharsetName, bytes: readonly number[]): string | null {
  const decoder = new CharsetDecoder(charset);
  const text = decoder.end(Uint8Array.from(bytes));
  return decoder.badBytes === 0 && [...text].length === 1 ? text : null;
}

function ourTable(charset: CharsetName, width: "wide" | "single" = "wide"): Table {
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  return {
    single: count(256).map((v) => decodeOne(charset, [v])),
    pairs: count(width === "wide" ? 65536 : 0).map((v) => decodeOne(charset, [v >> 8, v & 255])),
    triples: count(charset === "euc-jp" ? 94 * 94 : 0).map((v) =>
      decodeOne(charset, [0x8f, 0xa1 + Math.floor(v / 94), 0xa1 + (v % 94)]),
    ),
    quads: count(charset === "gb18030" ? 39420 : 0).map((p) =>
      decodeOne(charset, [
        0x81 + Math.floor(p / 12600),
        0x30 + (Math.floor(p / 1260) % 10),
        0x81 + (Math.floor(p / 10) % 126),
        0x30 + (p % 10),
      ]),
    ),
    encoded: count(65536).map((c) => {
      if (c >= 0xd800 && c <= 0xdfff) return null;
      // A thrown error for each of them would cost most of this test's time.
      const bytes = encodeText(String.fromCharCode(c), charset, { onUnencodable: "question" });
      const text = formatHex(bytes, { separator: "" });
      const question = { "utf-16le": "3f00", "utf-16be": "003f" }[charset as string] ?? "3f";
      return c !== 0x3f && text === question ? null : text;
    }),
  };
}

function name(value: string | null): string {
  return value === null ? "-" : value.length === 1 ? (value.codePointAt(0) ?? 0).toString(16) : value;
}

/** Every difference as `code:ours/theirs`. */
function differences(ours: readonly (string | null)[], theirs: readonly (string | null)[]): string[] {
  return ours.flatMap((value, code) =>
    value === theirs[code] ? [] : [`${code.toString(16)}:${name(value)}/${name(theirs[code] ?? null)}`],
  );
}

const codeOf = (difference: string): number => Number.parseInt(difference, 16);
const oneSided = (list: readonly string[], side: "ours" | "theirs"): string[] =>
  list.filter((item) => (side === "ours" ? item.endsWith("/-") : item.includes(":-/")));
const changed = (list: readonly string[]): string[] =>
  list.filter((item) => !item.endsWith("/-") && !item.includes(":-/"));
const within = (list: readonly string[], ...ranges: readonly (readonly [number, number])[]): boolean =>
  list.every((item) => ranges.some(([from, to]) => codeOf(item) >= from && codeOf(item) <= to));

const EXACT: readonly (readonly [CharsetName, string])[] = [
  ["gbk", "gbk"],
  ["gb2312", "gb2312"],
  ["ascii", "ascii"],
  ["latin1", "latin1"],
  ["koi8-r", "koi8_r"],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map(
    (page) => [`windows-${page}` as CharsetName, `cp${page}`] as const,
  ),
];

describe("charsets beside CPython's codecs, over all codes of one and two bytes and the whole BMP", () => {
  const python = itWith(["python3"]);

  for (const [charset, codec] of EXACT) {
    python(`${charset} is CPython's ${codec}, both ways`, () => {
      const width = charset.startsWith("gb") ? "wide" : "single";
      const ours = ourTable(charset, width);
      const theirs = pythonTable(codec, width);
      expect(theirs.encoded.filter((value) => value !== null).length).toBeGreaterThanOrEqual(128);
      expect(differences(ours.single, theirs.single)).toEqual([]);
      expect(differences(ours.pairs, theirs.pairs)).toEqual([]);
      expect(differences(ours.encoded, theirs.encoded)).toEqual([]);
    });
  }

  python("utf-16le and utf-16be are CPython's, for every unit", () => {
    for (const [charset, codec] of [
      ["utf-16le", "utf_16_le"],
      ["utf-16be", "utf_16_be"],
    ] as const) {
      const ours = ourTable(charset);
      const theirs = pythonTable(codec);
      expect(differences(ours.pairs, theirs.pairs)).toEqual([]);
      expect(differences(ours.encoded, theirs.encoded)).toEqual([]);
    }
  });

  python("gb18030 differs only in what the editions of 2005 and 2022 moved", () => {
    const ours = ourTable("gb18030");
    const theirs = pythonTable("gb18030");
    expect(differences(ours.single, theirs.single)).toEqual([]);
    expect(differences(ours.pairs, theirs.pairs)).toEqual([
      ..."a3a0:3000/e5e5 a6d9:fe10/e78d a6da:fe12/e78e a6db:fe11/e78f a6dc:fe13/e790 a6dd:fe14/e791".split(" "),
      ..."a6de:fe15/e792 a6df:fe16/e793 a6ec:fe17/e794 a6ed:fe18/e795 a6f3:fe19/e796 a8bc:1e3f/e7c7".split(" "),
      ..."fe59:9fb4/e81e fe61:9fb5/e826 fe66:9fb6/e82b fe67:9fb7/e82c fe6d:9fb8/e832 fe7e:9fb9/e843".split(" "),
      ..."fe90:9fba/e854 fea0:9fbb/e864".split(" "),
    ]);
    expect(differences(ours.quads, theirs.quads)).toEqual(["1d21:e7c7/1e3f"]);
    const encoded = differences(ours.encoded, theirs.encoded);
    expect(oneSided(encoded, "theirs")).toHaveLength(19);
    expect(changed(encoded)).toHaveLength(20);
  });

  python("big5 is cp950 but for ETEN's symbols, and sends what both of CPython's tables send", () => {
    const ours = ourTable("big5");
    const theirs = pythonTable("cp950");
    const pairs = differences(ours.pairs, theirs.pairs);
    expect(differences(ours.single, theirs.single)).toEqual([]);
    expect(within(pairs, [0xc6a1, 0xc875])).toBe(true);
    expect(oneSided(pairs, "theirs")).toEqual([]);
    const encoded = differences(ours.encoded, theirs.encoded);
    expect(oneSided(encoded, "theirs")).toEqual([]);
    expect(
      changed(encoded).filter((item) => !within([item], [0x401, 0x451], [0x2460, 0x247d], [0x3005, 0x30fe])),
    ).toEqual([]);
    const strict = differences(ours.encoded, pythonTable("big5").encoded);
    expect(oneSided(strict, "theirs")).toEqual([]);
    // The fraction slash and the backslash of full width stand twice in Big5.
    expect(changed(strict).filter((item) => !changed(encoded).includes(item))).toEqual([
      "ff0f:a1fe/a241",
      "ff3c:a240/a242",
    ]);
  });

  python(
    "shift_jis is cp932 but for the single bytes that Microsoft left open, and takes both tables' characters",
    () => {
      const ours = ourTable("shift_jis");
      const theirs = pythonTable("cp932");
      expect(differences(ours.single, theirs.single)).toEqual([
        "80:-/80",
        "a0:-/f8f0",
        "fd:-/f8f1",
        "fe:-/f8f2",
        "ff:-/f8f3",
      ]);
      expect(differences(ours.pairs, theirs.pairs)).toEqual([]);
      const encoded = differences(ours.encoded, theirs.encoded);
      expect(encoded).toEqual(["80:-/80", "f8f0:-/a0", "f8f1:-/fd", "f8f2:-/fe", "f8f3:-/ff"]);
      const strict = differences(ours.encoded, pythonTable("shift_jis").encoded);
      expect(oneSided(strict, "theirs")).toEqual(["a5:-/5c", "203e:-/7e"]);
      expect(changed(strict)).toEqual([]);
    },
  );

  python("euc-jp reads all of CPython's but for six look-alikes, and sends the same", () => {
    const ours = ourTable("euc-jp");
    const theirs = pythonTable("euc_jp");
    expect(differences(ours.single, theirs.single)).toEqual([]);
    const pairs = differences(ours.pairs, theirs.pairs);
    expect(changed(pairs)).toEqual(
      "a1c1:ff5e/301c a1c2:2225/2016 a1dd:ff0d/2212 a1f1:ffe0/a2 a1f2:ffe1/a3 a2cc:ffe2/ac".split(" "),
    );
    expect(oneSided(pairs, "theirs")).toEqual([]);
    expect(within(oneSided(pairs, "ours"), [0xada1, 0xadfc], [0xf9a1, 0xfcfe])).toBe(true);
    const triples = differences(ours.triples, theirs.triples);
    expect(changed(triples)).toHaveLength(1);
    expect(oneSided(triples, "theirs")).toEqual([]);
    const encoded = differences(ours.encoded, theirs.encoded);
    expect(oneSided(encoded, "theirs")).toEqual(["a5:-/5c", "203e:-/7e"]);
    expect(changed(encoded)).toEqual([]);
  });

  python("euc-kr is cp949, both ways, and reads all of CPython's euc_kr", () => {
    const ours = ourTable("euc-kr");
    const theirs = pythonTable("cp949");
    expect(differences(ours.single, theirs.single)).toEqual([]);
    expect(differences(ours.pairs, theirs.pairs)).toEqual([]);
    expect(differences(ours.encoded, theirs.encoded)).toEqual([]);
    const strict = pythonTable("euc_kr");
    expect(oneSided(differences(ours.pairs, strict.pairs), "theirs")).toEqual([]);
    expect(changed(differences(ours.pairs, strict.pairs))).toEqual([]);
    const encoded = differences(ours.encoded, strict.encoded);
    // CPython writes the syllables outside KS X 1001 as eight bytes of jamo, which few programs read.
    expect(changed(encoded)).toHaveLength(8822);
    expect(changed(encoded).every((item) => item.includes("/a4d4"))).toBe(true);
  });
});
