import type { SessionSpec } from "./session-spec.ts";

function inet(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The name of a session whose spec has none, made from its address: `tcp://127.0.0.1:8080` for a client, with `listen`
 * before it for a server, `udp://:7788`, `unix:///run/x.sock`, or the name of the capture file.
 */
export function defaultName(spec: SessionSpec): string {
  switch (spec.type) {
    case "tcp-server":
      return `listen ${spec.tls === undefined ? "tcp" : "tls"}://${inet(spec.host ?? "127.0.0.1", spec.port)}`;
    case "tcp-client":
      return `${spec.tls === undefined ? "tcp" : "tls"}://${inet(spec.host, spec.port)}`;
    case "udp": {
      const bound = `udp://${inet(spec.host ?? "", spec.port ?? 0)}`;
      if (spec.remote === undefined) return bound;
      return `${(spec.port ?? 0) === 0 ? "udp://" : `${bound} → `}${inet(spec.remote.host, spec.remote.port)}`;
    }
    case "unix-server":
      return `listen unix://${spec.path}`;
    case "unix-client":
      return `unix://${spec.path}`;
    case "capture-file":
      return spec.path.split(/[\\/]/).pop() ?? spec.path;
    default:
      return spec satisfies never;
  }
}
