import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../../src/handlers/index.ts";

/** A peer for handler tests. */
export function testPeer(id: number, network: HandlerPeer["network"] = "tcp", session = "s1"): HandlerPeer {
  return { session, id, network, remote: network === "unix" ? `unix#${id}` : `127.0.0.1:${5000 + id}` };
}

/** Plays events against a handler at a time that the test sets, and writes its commands as short lines. */
export class HandlerScript {
  readonly #handler: Handler;
  nowMs = 1_000_000;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  raw(event: HandlerEvent): HandlerCommand[] {
    return [...this.#handler.handle(event)].flatMap(sendOneByOne);
  }

  start(): string[] {
    return this.#lines({ type: "start", nowMs: this.nowMs });
  }

  stop(): string[] {
    return this.#lines({ type: "stop", nowMs: this.nowMs });
  }

  open(peer: HandlerPeer): string[] {
    return this.#lines({ type: "open", peer, nowMs: this.nowMs });
  }

  data(peer: HandlerPeer, data: string | Uint8Array): string[] {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    return this.#lines({ type: "data", peer, bytes, nowMs: this.nowMs });
  }

  eof(peer: HandlerPeer): string[] {
    return this.#lines({ type: "eof", peer, nowMs: this.nowMs });
  }

  close(peer: HandlerPeer): string[] {
    return this.#lines({ type: "close", peer, nowMs: this.nowMs });
  }

  wake(token: string): string[] {
    return this.#lines({ type: "wake", token, nowMs: this.nowMs });
  }

  #lines(event: HandlerEvent): string[] {
    return this.raw(event).map(describeCommand);
  }
}

/** Whether bytes go to many at once or to one after the other is all the same to who reads them. */
function sendOneByOne(command: HandlerCommand): HandlerCommand[] {
  if (command.type !== "sendAll") return [command];
  const { peers, except, bytes } = command;
  return peers.filter((peer) => peer !== except).map((peer) => ({ type: "send", peer, bytes }));
}

/** `send 1 "text"`, `send 1 hex c4e3` when it is no UTF-8, `close 1 fin`, `wake token +500`, `limit 1 {…}`. */
export function describeCommand(command: HandlerCommand): string {
  switch (command.type) {
    case "send":
      return `send ${command.peer.id} ${describeBytes(command.bytes)}`;
    case "close":
      return `close ${command.peer.id} ${command.how}`;
    case "wake":
      return `wake ${command.token} ${command.atMs}`;
    case "cancelWake":
      return `cancelWake ${command.token}`;
    case "note":
      return `${command.kind} ${command.peer?.id ?? 0} ${JSON.stringify(command.detail)}`;
    default:
      return JSON.stringify(command);
  }
}

function describeBytes(bytes: Uint8Array): string {
  try {
    return JSON.stringify(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return `hex ${Buffer.from(bytes).toString("hex")}`;
  }
}
