import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getSystemErrorMap } from "node:util";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { DETAIL_PAIRS, zhDetail } from "../../../../src/api/zh/detail.ts";

const SRC = fileURLToPath(new URL("../../../../src", import.meta.url));
const ERRORS = new Set(["JackfieldError", "LocalProtocolError", "RemoteProtocolError"]);

/** What Node says of files. */
const SYSTEM: ReadonlySet<string> = new Set([...getSystemErrorMap().values()].map(([, text]) => text));
/** Made of parts, each of which is known. */
const ASSEMBLED = new Set(["{} is {}, want {}", 'File "{}" {}{}', "{} ({}) at {} is not in {}"]);

interface Said {
  readonly file: string;
  /** With `{}` for each expression. */
  readonly text: string;
}

type Node = Record<string, unknown> & { readonly type: string };

function textOf(node: Node | undefined): string | null {
  if (node?.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node?.type !== "TemplateLiteral") return null;
  const quasis = node["quasis"] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map((quasi) => quasi.value.cooked).join("{}");
}

/** Every text in the sources, and those that an error is made with. */
function saidIn(file: string): { readonly texts: string[]; readonly errors: Said[] } {
  const texts: string[] = [];
  const errors: Said[] = [];
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== "object") return;
    if (Array.isArray(value)) return value.forEach(visit);
    const node = value as Node;
    const text = textOf(node);
    if (text !== null) texts.push(text);
    const callee = node["callee"] as Node | undefined;
    if (node.type === "NewExpression" && ERRORS.has(String(callee?.["name"]))) {
      const said = textOf((node["arguments"] as readonly Node[])[1]);
      if (said !== null) errors.push({ file, text: said });
    }
    for (const key of Object.keys(node)) visit(node[key]);
  };
  visit(parseSync(file, readFileSync(join(SRC, file), "utf8")).program);
  return { texts, errors };
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.startsWith("web/client") && !file.startsWith("api/zh/"),
);
const said = files.map(saidIn);
const texts = said.flatMap((each) => each.texts).join("\n");

describe("what errors say beside their code", () => {
  const errors = said
    .flatMap((each) => each.errors)
    .filter(({ text }) => /[a-z]{2}/.test(text) && !ASSEMBLED.has(text));

  it("is a list worth checking", () => {
    expect(errors.length).toBeGreaterThan(80);
  });

  it.each(errors.map((each) => [each.text, each.file]))("%j has a Chinese form (%s)", (text) => {
    let hole = 0;
    const sample = text.replaceAll("{}", () => String(++hole));
    // Only what the expressions gave may be all there is.
    if (/^[\d\s:;,."]*$/.test(sample)) return;
    expect(zhDetail(sample)).not.toBe(sample);
  });

  it.each(DETAIL_PAIRS.map(([english]) => [english]))("%j is still said by the sources", (english) => {
    // Sentences are put together of parts: some three words in a row stand in one of them.
    const words = english.split(/\s+/);
    const size = Math.min(3, words.length);
    const runs = words.slice(0, words.length - size + 1).map((_, at) => words.slice(at, at + size).join(" "));
    expect(
      runs.some(
        (run) =>
          texts.includes(run.replaceAll(/\{[*#@]\}|\b(?:server|client)\b/g, "{}")) ||
          texts.includes(run) ||
          SYSTEM.has(english),
      ),
    ).toBe(true);
  });
});

describe("zhDetail", () => {
  it.each([
    ["held by python3 (pid 12); port 8081 is free", "被 python3 (pid 12) 占用；端口 8081 空闲"],
    ["ports below 1024 need privileges, for example port 8080 does not", "1024 以下的端口需要特权，可改用端口 8080 等"],
    ["the path is another kind of file", "该路径是别的文件"],
    ["there is no folder /no; such", "文件夹 /no; such 不存在"],
    ["65508 bytes given, the limit is 65507", "给了 65508 字节，上限是 65507 字节"],
    ['Bad address "x:1:2": "1:2" is no port number', "“x:1:2”：“1:2”不是端口号"],
    ['Field "port" is "x", want a whole number from 0 to 65535', '字段“port”是 "x"，应为 0 到 65535 的整数'],
    ['Character "€" (U+20AC) at line 2, column 7 is not in GB2312', "第 2 行第 7 列的字符“€”（U+20AC）不在 GB2312 里"],
    ["\\x needs two hexadecimal digits at column 3", "第 3 列：\\x 需要两位十六进制数字"],
    [
      'Bad hex pattern "0g" at column 2: "g" is no hex digit and no "?"',
      "十六进制模式“0g”第 2 列有误：“g”既不是十六进制数字，也不是“?”",
    ],
    [
      'the server\'s certificate "CN=x" is for a.b, not for "c"; connect by one of its names, or say which name is meant (serverName, --tls-name)',
      "服务器的证书“CN=x”属于 a.b，不属于“c”；请用其中一个名称连接，或说明所指的名称（serverName，--tls-name）",
    ],
    [
      'the server\'s certificate "CN=device" is self-signed and not among the trusted ones (SHA-256 A4:26); compare the fingerprint with the other end and trust this certificate (ca, --tls-ca)',
      "服务器的证书“CN=device”是自签名的，不在受信任的证书之中（SHA-256 A4:26）；请与对方核对指纹，并信任这张证书（ca，--tls-ca）",
    ],
    [
      '/a/b.json:2:42: services[0].port: wanted an integer from 0 to 65535, got "x"',
      '/a/b.json:2:42：services[0].port：应为 0 到 65535 的整数，实际是 "x"',
    ],
    ['/a/b.json:1:30: no comma before "}"', "/a/b.json:1:30：“}”前面不能有逗号"],
    ['Command "rm" is not allowed; allowed: disk, say', "不允许命令“rm”；允许的有 disk, say"],
    ["exists; If-Match replaces it", "已存在；用 If-Match 可以替换它"],
    ["no such thing was ever said", "no such thing was ever said"],
  ])("says %j in Chinese", (english, chinese) => {
    expect(zhDetail(english)).toBe(chinese);
  });
});
