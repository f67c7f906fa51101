import type { SessionSpec, TcpClientSpec, TcpServerSpec, TlsClientSpec } from "../../../api/index.ts";
import { proxyOptions, pythonContext, tlsOptions } from "./copy-tls.ts";

/** Quotes a word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A Python string literal. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** The bytes of a Python program that opens the same socket. */
interface PythonSocket {
  readonly family: string;
  readonly kind: string;
  readonly address: string;
}

function inet(host: string, port: number, kind: string): PythonSocket {
  const family = host.includes(":") ? "socket.AF_INET6" : "socket.AF_INET";
  return { family, kind, address: `(${pythonString(host)}, ${port})` };
}

function unix(path: string): PythonSocket {
  const name = path.startsWith("@") ? `\0${path.slice(1)}` : path;
  return {
    family: "socket.AF_UNIX",
    kind: "socket.SOCK_STREAM",
    address: pythonString(name).replaceAll("\\u0000", "\\0"),
  };
}

/** Options that sessions of all kinds have in common. `framing` is its short notation, empty for `read`. */
function commonOptions(spec: SessionSpec, framing: string): string[] {
  const { charset } = spec;
  const words: string[] = [];
  if (charset !== undefined && charset.in === charset.out) words.push("--charset", charset.in);
  else if (charset !== undefined) words.push("--charset-in", charset.in, "--charset-out", charset.out);
  if (framing !== "") words.push("--framing", framing);
  return words;
}

/** The `jack` command that opens a session like this one; empty where there is none. */
export function cliOfSession(spec: SessionSpec, framing: string): string {
  const words = ["jack"];
  const options = commonOptions(spec, framing);
  switch (spec.type) {
    case "tcp-server": {
      const host = spec.host ?? "127.0.0.1";
      words.push("listen", `${spec.tls === undefined ? "tcp" : "tls"}://${hostPort(host, spec.port)}`, "-k");
      if (!isLoopback(host)) words.push("--lan");
      if (spec.tls !== undefined) words.push(...tlsOptions(spec.tls));
      break;
    }
    case "tcp-client":
      words.push("connect", `${spec.tls === undefined ? "tcp" : "tls"}://${hostPort(spec.host, spec.port)}`);
      if (spec.tls !== undefined) words.push(...tlsOptions(spec.tls));
      if (spec.proxy !== undefined) words.push(...proxyOptions(spec.proxy));
      if (spec.reconnect !== undefined) words.push("--reconnect");
      break;
    case "udp":
      words.push("udp", "--bind", hostPort(spec.host ?? "127.0.0.1", spec.port ?? 0));
      if (spec.remote !== undefined) words.push(hostPort(spec.remote.host, spec.remote.port));
      break;
    case "unix-server":
      words.push("listen", `unix://${spec.path}`, "-k");
      break;
    case "unix-client":
      words.push("connect", `unix://${spec.path}`);
      break;
    case "capture-file":
      return "";
  }
  return [...words, ...options].map(shellQuote).join(" ");
}

/** Python code, standard library only, that opens the same socket and shows what comes. */
export function pythonOfSession(spec: SessionSpec): string {
  const charset = spec.charset?.in ?? "utf-8";
  switch (spec.type) {
    case "tcp-server":
      if (spec.tls !== undefined) return secureServerCode(spec, charset);
      return serverCode(inet(spec.host ?? "127.0.0.1", spec.port, "socket.SOCK_STREAM"), charset);
    case "unix-server":
      return serverCode(unix(spec.path), charset);
    case "tcp-client":
      if (spec.tls !== undefined) return secureClientCode(spec, charset);
      return noteOfProxy(spec) + clientCode(inet(spec.host, spec.port, "socket.SOCK_STREAM"), charset);
    case "unix-client":
      return clientCode(unix(spec.path), charset);
    case "udp":
      return udpCode(inet(spec.host ?? "127.0.0.1", spec.port ?? 0, "socket.SOCK_DGRAM"), charset);
    default:
      return "";
  }
}

function serverCode(socket: PythonSocket, charset: string): string {
  return `import socket
import threading

def serve(conn, peer):
    with conn:
        while data := conn.recv(65536):
            print(peer, data, data.decode(${pythonString(charset)}, "replace"))

with socket.socket(${socket.family}, ${socket.kind}) as server:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(${socket.address})
    server.listen()
    while True:
        conn, peer = server.accept()
        threading.Thread(target=serve, args=(conn, peer), daemon=True).start()
`;
}

function clientCode(socket: PythonSocket, charset: string): string {
  return `import socket

with socket.socket(${socket.family}, ${socket.kind}) as s:
    s.connect(${socket.address})
    while data := s.recv(65536):
        print(data, data.decode(${pythonString(charset)}, "replace"))
`;
}

function noteOfProxy({ proxy }: TcpClientSpec): string {
  return proxy === undefined
    ? ""
    : `# Python has no proxies of its own: ${proxyOptions(proxy)[1] ?? ""} is left out.\n`;
}

function secureServerCode(spec: TcpServerSpec, charset: string): string {
  const host = spec.host ?? "127.0.0.1";
  const { family, address } = inet(host, spec.port, "");
  return `import socket
import ssl
import threading

${pythonContext(spec.tls ?? {}, "server", pythonString).join("\n")}

def serve(raw, peer):
    with raw, context.wrap_socket(raw, server_side=True) as conn:
        while data := conn.recv(65536):
            print(peer, data, data.decode(${pythonString(charset)}, "replace"))

with socket.create_server(${address}, family=${family}) as server:
    while True:
        raw, peer = server.accept()
        threading.Thread(target=serve, args=(raw, peer), daemon=True).start()
`;
}

function secureClientCode(spec: TcpClientSpec, charset: string): string {
  const { host, port, tls = {} } = spec;
  return `import socket
import ssl

${noteOfProxy(spec)}${pythonContext(tls, "client", pythonString).join("\n")}

with socket.create_connection((${pythonString(host)}, ${port})) as raw:
    with context.wrap_socket(raw, server_hostname=${pythonString(tls.serverName ?? host)}) as s:
        while data := s.recv(65536):
            print(data, data.decode(${pythonString(charset)}, "replace"))
`;
}

function udpCode(socket: PythonSocket, charset: string): string {
  return `import socket

with socket.socket(${socket.family}, ${socket.kind}) as s:
    s.bind(${socket.address})
    while True:
        data, peer = s.recvfrom(65535)
        print(peer, data, data.decode(${pythonString(charset)}, "replace"))
`;
}

/** Where a send goes, for copying it as code. */
export interface SendTarget {
  readonly network: "tcp" | "udp" | "unix";
  /** The other end as printed: `127.0.0.1:80`, `[::1]:80` or a path. */
  readonly remote: string;
  /** How it speaks TLS, and by which name it is reached. */
  readonly tls?: TlsClientSpec & { readonly host: string; readonly port: number };
}

/** The `jack` command that sends these bytes there. */
export function cliOfSend(target: SendTarget, hex: string): string {
  const { network, remote, tls } = target;
  const where = tls === undefined ? [`${network}://${remote}`] : [`tls://${hostPort(tls.host, tls.port)}`];
  return ["jack", "send", ...where, ...(tls === undefined ? [] : tlsOptions(tls)), "--hex", hex]
    .map(shellQuote)
    .join(" ");
}

/** Python code that sends these bytes there; `literal` is a Python bytes literal. */
export function pythonOfSend(target: SendTarget, literal: string): string {
  if (target.tls !== undefined) return secureSendCode(target.tls, literal);
  if (target.network === "unix") return sendCode(unix(target.remote), literal);
  const match = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(target.remote);
  const host = match?.[1] ?? match?.[2] ?? "127.0.0.1";
  const kind = target.network === "udp" ? "socket.SOCK_DGRAM" : "socket.SOCK_STREAM";
  return sendCode(inet(host, Number(match?.[3] ?? 0), kind), literal);
}

function secureSendCode(tls: NonNullable<SendTarget["tls"]>, literal: string): string {
  return `import socket
import ssl

${pythonContext(tls, "client", pythonString).join("\n")}

with socket.create_connection((${pythonString(tls.host)}, ${tls.port})) as raw:
    with context.wrap_socket(raw, server_hostname=${pythonString(tls.serverName ?? tls.host)}) as s:
        s.sendall(${literal})
        print(s.recv(65536))
`;
}

function sendCode(socket: PythonSocket, literal: string): string {
  return `import socket

with socket.socket(${socket.family}, ${socket.kind}) as s:
    s.connect(${socket.address})
    s.sendall(${literal})
    print(s.recv(65536))
`;
}
