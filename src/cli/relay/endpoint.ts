import type { InetAddress, UnixAddress } from "../../net/index.ts";
import type { SocketTuning } from "./socket-tuning.ts";

/** How a file is opened. `create` refuses a file that is there. */
export const FILE_MODES = ["read", "create", "truncate", "append", "rw"] as const;
/** One of {@link FILE_MODES}. */
export type FileMode = (typeof FILE_MODES)[number];

/** A socket that is connected, or listened on. */
export type SocketEndpoint =
  | {
      readonly type: "tcp" | "tls" | "udp";
      readonly listen: boolean;
      readonly address: InetAddress;
      /** Options of its socket. */
      readonly tuning?: SocketTuning;
    }
  | { readonly type: "unix" | "unix-datagram"; readonly listen: boolean; readonly address: UnixAddress }
  | WebSocketEndpoint;

/** A WebSocket, client or server. */
export interface WebSocketEndpoint {
  readonly type: "ws" | "wss";
  readonly listen: boolean;
  readonly address: InetAddress;
  /** `/path?query`; a server answers this path only, unless it is `/`. */
  readonly path: string;
  /** Bytes become binary messages, or text messages, which must be UTF-8. */
  readonly message: "binary" | "text";
  readonly protocol: string | null;
  /** A server: pages of this origin are let in, too; `*` is any. */
  readonly origin: string | null;
  /** Options of its socket. */
  readonly tuning?: SocketTuning;
}

/** A program that is started. */
export interface ExecEndpoint {
  readonly type: "exec";
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** On a pseudo terminal of its own. */
  readonly pty: boolean;
  /** Its standard error goes where its output goes. */
  readonly stderr: boolean;
  /** Columns and rows of the pseudo terminal; null takes those of our own terminal, or 80×24. */
  readonly size: readonly [columns: number, rows: number] | null;
}

/** What one word of `jack relay` names. */
export type Endpoint =
  | SocketEndpoint
  | ExecEndpoint
  | { readonly type: "stdio"; readonly side: "both" | "in" | "out"; readonly raw: boolean }
  | { readonly type: "file"; readonly path: string; readonly mode: FileMode | null }
  | { readonly type: "pty"; readonly link: string | null }
  | { readonly type: "dual"; readonly read: Endpoint; readonly write: Endpoint };

/** Whether others come to this endpoint. */
export function listens(endpoint: Endpoint): endpoint is SocketEndpoint {
  return "listen" in endpoint && endpoint.listen;
}
