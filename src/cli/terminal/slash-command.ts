import type { PeerTarget } from "../../engine/index.ts";

/** What a line that was typed asks for. */
export type LineAction =
  | { readonly type: "send"; readonly text: string; readonly as: "input" | "hex" | "escape" }
  | { readonly type: "empty" | "peers" | "help" | "quit" }
  | { readonly type: "to"; readonly target: PeerTarget }
  /** No number: perhaps a name. `command` is what it was given to. */
  | { readonly type: "badTarget"; readonly text: string; readonly command: string }
  /** `@2 text`, `@pump text`. */
  | { readonly type: "sendTo"; readonly to: string; readonly text: string; readonly command: string }
  | { readonly type: "name"; readonly peer: string; readonly name: string; readonly command: string }
  | { readonly type: "every"; readonly argument: string; readonly command: string }
  | { readonly type: "stop"; readonly command: string }
  | { readonly type: "file" | "charset"; readonly argument: string }
  | { readonly type: "eof" | "close" | "reset"; readonly peer: number | null }
  | { readonly type: "needsArgument" | "unknown"; readonly command: string };

/** The verbs of the prompt. */
export const SLASH_COMMANDS: readonly string[] = [
  "/peers",
  "/to",
  "/name",
  "/hex",
  "/escape",
  "/file",
  "/empty",
  "/every",
  "/stop",
  "/charset",
  "/eof",
  "/close",
  "/reset",
  "/help",
  "/quit",
];

/**
 * Reads a line: a command, or text to send. `//` sends a line that begins with `/`, `@@` one that begins with `@`.
 * @param peers whether `@2 text` and `@name text` choose the peer; with one peer alone they are text. @default true
 */
export function parseLine(line: string, peers = true): LineAction {
  if (peers && line.startsWith("@")) return sendTo(line);
  if (line.startsWith("//")) return { type: "send", text: line.slice(1), as: "input" };
  if (!line.startsWith("/")) return { type: "send", text: line, as: "input" };
  const space = line.search(/\s/);
  const command = space < 0 ? line : line.slice(0, space);
  const argument = space < 0 ? "" : line.slice(space + 1);
  switch (command) {
    case "/hex":
    case "/escape":
      return argument === ""
        ? { type: "needsArgument", command }
        : { type: "send", text: argument, as: command === "/hex" ? "hex" : "escape" };
    case "/file":
    case "/charset":
      if (argument.trim() === "") return { type: "needsArgument", command };
      return { type: command === "/file" ? "file" : "charset", argument: argument.trim() };
    case "/to":
      return targetOf(argument.trim(), command);
    case "/name":
      return nameOf(argument.trim(), command);
    case "/every":
      return argument.trim() === "" ? { type: "needsArgument", command } : { type: "every", argument, command };
    case "/stop":
      return { type: "stop", command };
    case "/eof":
    case "/close":
    case "/reset":
      return peerAction(command.slice(1) as "eof" | "close" | "reset", argument.trim());
    case "/empty":
    case "/peers":
    case "/help":
    case "/quit":
      return { type: command.slice(1) as "empty" | "peers" | "help" | "quit" };
    default:
      return { type: "unknown", command };
  }
}

function targetOf(text: string, command: string): LineAction {
  if (text === "") return { type: "needsArgument", command };
  if (text === "all" || text === "last") return { type: "to", target: text };
  const peer = peerNumber(text);
  return peer === null ? { type: "badTarget", text, command } : { type: "to", target: peer };
}

function sendTo(line: string): LineAction {
  if (line.startsWith("@@")) return { type: "send", text: line.slice(1), as: "input" };
  const [, to = "", text] = /^@(\S*)(?: (.*))?$/s.exec(line) ?? [];
  if (text === undefined) return { type: "needsArgument", command: `@${to}` };
  return { type: "sendTo", to, text, command: `@${to}` };
}

function nameOf(argument: string, command: string): LineAction {
  const [peer = "", name = "", ...rest] = argument.split(/\s+/);
  if (name === "") return { type: "needsArgument", command };
  return { type: "name", peer, name: [name, ...rest].join(" "), command };
}

function peerAction(type: "eof" | "close" | "reset", text: string): LineAction {
  if (text === "") return { type, peer: null };
  const peer = peerNumber(text);
  return peer === null ? { type: "badTarget", text, command: `/${type}` } : { type, peer };
}

function peerNumber(text: string): number | null {
  return /^#?[1-9]\d{0,8}$/.test(text) ? Number(text.replace("#", "")) : null;
}
