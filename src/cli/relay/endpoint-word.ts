import { LocalProtocolError } from "../../errors/index.ts";
import { splitWords } from "../../handlers/index.ts";
import { type NetworkAddress, parseAddress } from "../../net/index.ts";
import { suggest } from "../suggest.ts";
import {
  type Endpoint,
  type ExecEndpoint,
  FILE_MODES,
  type FileMode,
  listens,
  type SocketEndpoint,
} from "./endpoint.ts";
import { socatHint } from "./socat-hints.ts";
import type { SocketTuning } from "./socket-tuning.ts";
import { SOCKET_WORDS, tuningOf } from "./socket-words.ts";
import { badEndpoint as bad, optionsOf, type WordOptions } from "./word-options.ts";

/** The words before the first colon that name a kind of endpoint. */
const KINDS = [
  "tcp",
  "udp",
  "tls",
  "unix",
  "unix-datagram",
  "ws",
  "wss",
  "listen",
  "stdio",
  "stdin",
  "stdout",
  "file",
  "exec",
  "shell",
  "pty",
] as const;
/** Where a word after `!!` may begin; elsewhere `!!` is part of a command or a name. */
const WORD_START = new RegExp(`^(?:-$|-,|(?:${KINDS.join("|")}):|(?:stdio|stdin|stdout|pty)(?:,|$)|[/.@:[\\d])`);
const SHELL = "/bin/sh";

/**
 * Reads one endpoint of `jack relay`:
 * `tcp://H:P` (or `H:P`), `udp://H:P`, `tls://H:P`, `unix:PATH`, `unix-datagram:PATH`, `ws://H:P/PATH`, `wss://…`, each also
 * as `listen:…`, sockets with options behind commas (`,ttl=5,nodelay`, {@link SOCKET_WORDS}); `-` (`stdin`, `stdout`), `file:PATH[,MODE]`, `exec:COMMAND[,pty][,stderr]`, `shell:COMMAND`, `pty[:LINK]`;
 * `READ!!WRITE` reads from one endpoint and writes to another.
 * @throws LocalProtocolError `ERR_BAD_ENDPOINT` or `ERR_BAD_ADDRESS` with the position; socat's spellings are answered with ours
 */
export function parseEndpoint(word: string): Endpoint {
  const cut = dualCut(word);
  if (cut === null) return parseSingle(word, 0, word);
  const read = parseSingle(word.slice(0, cut), 0, word);
  const write = parseSingle(word.slice(cut + 2), cut + 2, word);
  for (const [side, at] of [
    [read, 0],
    [write, cut + 2],
  ] as const) {
    if (listens(side)) throw bad(word, at, "a listening endpoint cannot be one half of READ!!WRITE");
  }
  return { type: "dual", read, write };
}

/** Where `!!` stands between two endpoints, outside of quotes; null where there is none. */
function dualCut(word: string): number | null {
  let quote: string | null = null;
  for (let at = 0; at < word.length; at++) {
    const character = word[at] as string;
    if (quote !== null) quote = character === quote ? null : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (at > 0 && word.startsWith("!!", at) && WORD_START.test(word.slice(at + 2))) return at;
  }
  return null;
}

/** `at` is where the word begins in `input`, the whole argument. */
function parseSingle(word: string, at: number, input: string): Endpoint {
  if (word === "") throw bad(input, at, "the endpoint is empty");
  const hint = socatHint(word);
  if (hint !== null) throw bad(input, at, hint);
  const colon = /^([a-z][a-z-]*)(?=:|,|$)/.exec(word)?.[1];
  const after = at + (colon?.length ?? 0) + 1;
  const body = word.slice((colon?.length ?? 0) + 1);
  if (word === "-" || word.startsWith("-,")) return stdio("both", word.slice(1), at + 1, input);
  switch (colon) {
    case "stdio":
      return stdio("both", word.slice(5).replace(/^:/, ""), after - 1, input);
    case "stdin":
      return stdio("in", word.slice(5).replace(/^:/, ""), after - 1, input);
    case "stdout":
      return stdio("out", word.slice(6).replace(/^:/, ""), after - 1, input);
    case "listen":
      return listening(body, after, input);
    case "file":
      return file(body, after, input);
    case "exec":
    case "shell":
      return exec(colon, body, after, input);
    case "pty":
      return pty(word.includes(":") ? body : "", after, input);
    default:
      return socket(word, at, input, false);
  }
}

function stdio(side: "both" | "in" | "out", options: string, at: number, input: string): Endpoint {
  const { rest, given } = optionsOf(options, at, input, { raw: false });
  if (rest !== "") throw bad(input, at, `"${rest}" has no place here`);
  return { type: "stdio", side, raw: given.has("raw") };
}

function listening(body: string, at: number, input: string): Endpoint {
  if (body === "") throw bad(input, at, "the address to listen on is missing: listen:tcp://:8080");
  const found = socket(body, at, input, true);
  if ((found.type === "ws" || found.type === "wss") && found.path.includes("?")) {
    throw bad(input, input.indexOf("?"), "a server's path has no query");
  }
  return found;
}

function file(body: string, at: number, input: string): Endpoint {
  const known = Object.fromEntries(FILE_MODES.map((mode) => [mode, false]));
  // A comma is as good as any other letter in a file's name: only what is a mode is taken for one.
  const { rest, given } = optionsOf(body, at, input, known, false);
  if (rest === "") throw bad(input, at, "the path is missing: file:PATH");
  const modes = [...given.keys()] as FileMode[];
  if (modes.length > 1) throw bad(input, at + rest.length, `a file is opened in one way, not ${modes.join(" and ")}`);
  return { type: "file", path: rest, mode: modes[0] ?? null };
}

function exec(kind: "exec" | "shell", body: string, at: number, input: string): ExecEndpoint {
  const { rest, given } = optionsOf(body, at, input, { pty: false, stderr: false, size: true }, false);
  const command = kind === "shell" ? shellCommand(rest) : wordsOf(rest, at, input);
  if (command.length === 0) throw bad(input, at, `the command is missing: ${kind}:COMMAND`);
  const size = given.get("size") ?? null;
  if (size !== null && !given.has("pty")) throw bad(input, at + rest.length, "size= needs pty");
  return {
    type: "exec",
    command,
    pty: given.has("pty"),
    stderr: given.has("stderr"),
    size: size === null ? null : sizeOf(size, input),
  };
}

function shellCommand(text: string): string[] {
  return text.trim() === "" ? [] : [SHELL, "-c", text];
}

function wordsOf(text: string, at: number, input: string): string[] {
  try {
    return splitWords(text);
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    throw bad(input, at + (error.position ?? 0), `the quote ${text[error.position ?? 0]} is not closed`);
  }
}

function sizeOf(text: string, input: string): readonly [number, number] {
  const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  if (columns !== undefined && rows !== undefined) return [Number(columns), Number(rows)];
  throw bad(input, input.lastIndexOf(text), `"${text}" is no size; write size=80x24, columns and rows`);
}

function pty(body: string, at: number, input: string): Endpoint {
  const { rest } = optionsOf(body, at, input, {});
  return { type: "pty", link: rest === "" ? null : rest };
}

function socket(word: string, at: number, input: string, listen: boolean): SocketEndpoint {
  if (/^wss?:/.test(word)) return webSocket(word, at, input, listen);
  if (word.startsWith("unix-datagram:")) {
    const path = word.slice("unix-datagram:".length).replace(/^\/\/(?=[/@.])/, "");
    const { address } = addressOf(`unix:${path}`, at + word.length - path.length - 5, input);
    return { type: "unix-datagram", listen, address: address as { path: string } };
  }
  const unknown = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(word)?.[1];
  if (unknown !== undefined && !/^(tcp|udp|tls|unix)$/i.test(unknown)) throw unknownKind(unknown, at, input);
  const isPath = /^(unix:|@|\/|\.)/i.test(word);
  // Addresses have no commas; in a path they are letters.
  const options = isPath ? null : optionsOf(word, at, input, SOCKET_WORDS);
  const found = addressOf(options?.rest ?? word, at, input);
  if (found.network === "unix") return { type: "unix", listen, address: found.address };
  const use = { network: found.network === "udp" ? "udp" : "tcp", listen } as const;
  return { type: found.network, listen, address: found.address, ...tuning(options, use, input) };
}

function webSocket(word: string, at: number, input: string, listen: boolean): SocketEndpoint {
  const known = { ...SOCKET_WORDS, text: false, binary: false, protocol: true, origin: true } as const;
  const options = optionsOf(word, at, input, known, false);
  const { rest, given } = options;
  const [, type, authority = "", path = ""] = /^(wss?):\/\/([^/?]*)(.*)$/.exec(rest) ?? [];
  if (type !== "ws" && type !== "wss") throw bad(input, at, "a WebSocket is written ws://HOST:PORT/PATH");
  if (given.has("text") && given.has("binary")) throw bad(input, at + rest.length, "choose text or binary");
  if (given.has("origin") && !listen) throw bad(input, at + rest.length, "origin= is for listen:ws");
  if (path.includes("#")) throw bad(input, at + rest.indexOf("#"), "a WebSocket's address has no #fragment");
  const defaultPort = listen ? {} : { defaultPort: type === "ws" ? 80 : 443 };
  const { address } = addressOf(`tcp://${authority}`, at + type.length - 3, input, defaultPort);
  return {
    type,
    listen,
    address: address as { host: string; port: number },
    path: path.startsWith("/") ? path : `/${path}`,
    message: given.has("text") ? "text" : "binary",
    protocol: given.get("protocol") ?? null,
    origin: given.get("origin") ?? null,
    ...tuning(options, { network: "tcp", listen }, input),
  };
}

function tuning(
  options: WordOptions | null,
  use: { readonly network: "tcp" | "udp"; readonly listen: boolean },
  input: string,
): { readonly tuning?: SocketTuning } {
  const found = options === null ? undefined : tuningOf(options.words, use, input);
  return found === undefined ? {} : { tuning: found };
}

function addressOf(word: string, at: number, input: string, options: { defaultPort?: number } = {}): NetworkAddress {
  try {
    return parseAddress(word, options);
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    const position = Math.max(0, Math.min(input.length, at + (error.position ?? 0)));
    const kind = /^([A-Za-z][A-Za-z-]*)(?=:|$)/.exec(word)?.[1] ?? "";
    const near = word.includes("://") ? null : suggest(kind, KINDS);
    const meant = near === null || near === kind ? "" : `; did you mean ${near}:…?`;
    const reason = error.message.replace(/^Bad address ".*?": /s, "");
    throw new LocalProtocolError("ERR_BAD_ADDRESS", `Bad address "${input}": ${reason}${meant}`, {
      input,
      position,
    });
  }
}

function unknownKind(name: string, at: number, input: string): LocalProtocolError {
  const near = suggest(name, KINDS);
  return bad(input, at, `unknown kind "${name}"${near === null ? "" : `; did you mean ${near}?`}`);
}
