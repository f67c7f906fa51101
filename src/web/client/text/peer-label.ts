import type { PeerState, SessionSpec, SessionState } from "../../../api/index.ts";
import { visibleText } from "./visible-text.ts";

/** The host of a printed address, or null for a path. */
function hostOf(address: string): string | null {
  return /^(\[.*\]|[^:/@]+):\d+$/.exec(address)?.[1] ?? null;
}

/**
 * How a peer is printed in rows: `:53211` when it is on the same host as the session's own address, so that the column
 * stays narrow, else its whole address.
 */
export function peerLabel(peer: PeerState): string {
  const host = hostOf(peer.remote);
  if (host !== null && host === hostOf(peer.local)) return peer.remote.slice(host.length);
  return visibleText(peer.remote);
}

/** What a session's protocol is called: its type, TCP's two also with TLS. */
export function kindOfSpec(spec: SessionSpec): SessionSpec["type"] | "tls-server" | "tls-client" {
  if (!("tls" in spec) || spec.tls === undefined) return spec.type;
  return spec.type === "tcp-server" ? "tls-server" : "tls-client";
}

/** What a session is called: its own name, else where it is. */
export function sessionTitle(session: SessionState): string {
  const { spec } = session;
  if (spec.name !== undefined) return visibleText(spec.name);
  switch (spec.type) {
    case "tcp-client":
      return `→ ${spec.host.includes(":") ? `[${spec.host}]` : spec.host}:${spec.port}`;
    case "unix-client":
      return `→ ${visibleText(spec.path)}`;
    case "unix-server":
      return visibleText(spec.path);
    case "tcp-server":
      return session.local ?? `${spec.host ?? "127.0.0.1"}:${spec.port}`;
    case "udp":
      return session.local ?? `:${spec.port ?? 0}`;
    default:
      return visibleText(session.name);
  }
}
