/**
 * What a handler knows of the peer that an event came from. There is one object per peer for as long as it is open, so
 * that it can be a key of a Map.
 */
export interface HandlerPeer {
  /** The session that the peer belongs to: one handler may serve several. */
  readonly session: string;
  /** The peer's number inside its session, from 1. */
  readonly id: number;
  /** The peer's address as printed. */
  readonly remote: string;
  readonly network: "tcp" | "udp" | "unix";
  /** The subject of the certificate that the peer gave and that is trusted, `CN=alice`. */
  readonly certificate?: string;
}

/** What a handler is told. Bytes are valid only during the call; copy what is kept. Times are Unix milliseconds. */
export type HandlerEvent =
  | { readonly type: "start"; readonly nowMs: number }
  | { readonly type: "open"; readonly peer: HandlerPeer; readonly nowMs: number }
  | { readonly type: "data"; readonly peer: HandlerPeer; readonly bytes: Uint8Array; readonly nowMs: number }
  | { readonly type: "eof"; readonly peer: HandlerPeer; readonly nowMs: number }
  /** The peer is gone; nothing can be sent to it any more. */
  | { readonly type: "close"; readonly peer: HandlerPeer; readonly nowMs: number }
  /** A time asked for with `wake` has come. */
  | { readonly type: "wake"; readonly token: string; readonly nowMs: number }
  /** What it asked for with the function that {@link Handler.connect} got. */
  | { readonly type: "nudge"; readonly nowMs: number }
  /** The session is stopping: the last event. */
  | { readonly type: "stop"; readonly nowMs: number }
  /** The answer to a command that has one; `id` is the command's. */
  | { readonly type: "reply"; readonly id: string; readonly reply: HandlerReply; readonly nowMs: number };

/** Answers of the machine to commands that need it. */
export type HandlerReply =
  | { readonly type: "file"; readonly ok: true; readonly size: number; readonly modifiedMs: number }
  | { readonly type: "chunk"; readonly bytes: Uint8Array; readonly last: boolean }
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array }
  | { readonly type: "exit"; readonly exitCode: number | null; readonly signal: string | null }
  /** Everything sent to the peer so far has been taken by the operating system. */
  | { readonly type: "drained" }
  | { readonly type: "failed"; readonly ok: false; readonly message: string };

/** What a handler wants done. Commands with an `id` are answered by a `reply` event of that id. */
export type HandlerCommand =
  | { readonly type: "send"; readonly peer: HandlerPeer; readonly bytes: Uint8Array }
  /**
   * The same bytes to many peers in order, one of them perhaps left out. An array may come again and is then quick to
   * send to; meanwhile peers may only have been added at its end.
   */
  | {
      readonly type: "sendAll";
      readonly peers: readonly HandlerPeer[];
      readonly except: HandlerPeer | null;
      readonly bytes: Uint8Array;
    }
  | { readonly type: "close"; readonly peer: HandlerPeer; readonly how: "fin" | "reset" }
  /** Ask for a `wake` event with this token at this time; a later wake with the same token replaces it. */
  | { readonly type: "wake"; readonly token: string; readonly atMs: number }
  | { readonly type: "cancelWake"; readonly token: string }
  /** A row in the capture. */
  | {
      readonly type: "note";
      readonly kind: "note" | "rule" | "limit" | "error";
      readonly peer: HandlerPeer | null;
      readonly detail: Readonly<Record<string, string | number | boolean | null>>;
    }
  /** Ask for a `drained` reply when what was sent to the peer has left this process. */
  | { readonly type: "drain"; readonly id: string; readonly peer: HandlerPeer }
  | { readonly type: "openFile"; readonly id: string; readonly name: string }
  | { readonly type: "readFile"; readonly id: string; readonly offset: number; readonly length: number }
  | { readonly type: "closeFile"; readonly id: string }
  | { readonly type: "run"; readonly id: string; readonly command: string; readonly args: readonly string[] }
  | { readonly type: "kill"; readonly id: string };

/**
 * Answers on a session. A handler is pure: it gets events and returns commands; it opens no socket, reads no clock or
 * file and starts no process. It never throws for a peer's bytes.
 */
export interface Handler {
  /**
   * Called once, before the first event, when a handler has to act on what does not come from its sessions, such as the
   * news of a room: `nudge` asks for a `nudge` event, soon.
   */
  connect?(nudge: () => void): void;
  handle(event: HandlerEvent): Iterable<HandlerCommand>;
}
