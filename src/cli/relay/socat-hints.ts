/** How socat's kinds of address are written here; `$1` is what stands behind the kind. */
const KINDS: readonly (readonly [pattern: RegExp, ours: (rest: string) => string])[] = [
  [/^(?:tcp[46]?|tcp[46]?-connect)$/i, (rest) => `tcp://${rest}`],
  [/^(?:tcp[46]?-(?:listen|l))$/i, (rest) => `listen:tcp://:${rest}`],
  [/^(?:udp[46]?|udp[46]?-connect|udp[46]?-sendto|udp[46]?-datagram)$/i, (rest) => `udp://${rest}`],
  [/^(?:udp[46]?-(?:listen|l|recv|recvfrom))$/i, (rest) => `listen:udp://:${rest}`],
  [/^(?:unix|unix-connect|unix-client)$/i, (rest) => `unix:${rest}`],
  [/^(?:unix-listen|unix-l)$/i, (rest) => `listen:unix:${rest}`],
  [/^unix-(?:sendto|client)$/i, (rest) => `unix-datagram:${rest}`],
  [/^unix-(?:recv|recvfrom)$/i, (rest) => `listen:unix-datagram:${rest}`],
  [/^(?:abstract|abstract-connect|abstract-client)$/i, (rest) => `unix:@${rest}`],
  [/^abstract-listen$/i, (rest) => `listen:unix:@${rest}`],
  [/^(?:openssl|ssl|openssl-connect)$/i, (rest) => `tls://${rest}`],
  [/^(?:openssl-listen|ssl-l)$/i, (rest) => `listen:tls://:${rest}`],
  [/^exec$/i, (rest) => `exec:'${rest}'`],
  [/^(?:system|shell)$/i, (rest) => `shell:'${rest}'`],
  [/^(?:stdio|fd|stdin|stdout)$/i, () => "-"],
  [/^(?:file|open|gopen)$/i, (rest) => `file:${rest}`],
  [/^creat(?:e)?$/i, (rest) => `file:${rest},truncate`],
  [/^(?:pipe|echo)$/i, (rest) => (rest === "" ? "exec:cat" : `file:${rest}`)],
  [/^pty$/i, () => "pty:LINK"],
];
/** Written just as socat does, and meant as here. */
const SHARED = /^(?:exec|shell|file|stdio|stdin|stdout|pty|unix|listen|ws|wss)$/;

/** What is said to somebody who writes an endpoint as socat does; null for anything else. */
export function socatHint(word: string): string | null {
  const [, kind, rest = ""] = /^([A-Za-z][A-Za-z0-9-]*)(?::([^,]*)|(?=,|$))/.exec(word) ?? [];
  if (kind === undefined || SHARED.test(kind) || rest.startsWith("//")) return null;
  // `localhost` and `localhost:80` are addresses, and `tcp` alone may be a host: only what has a colon can be socat's.
  if (!word.includes(":") && !/^(?:STDIO|STDIN|STDOUT|PIPE|PTY|ECHO)/.test(word)) return null;
  const found = KINDS.find(([pattern]) => pattern.test(kind));
  if (found === undefined) return null;
  const isPort = /^\d+$/.test(rest) || !/^(?:tcp|udp|openssl|ssl)/i.test(kind) || rest.includes(":");
  const fork = /,fork\b/.test(word) ? " with --keep-open" : "";
  return `"${kind}" is socat's; write ${found[1](isPort ? rest : "HOST:PORT")}${fork}`;
}

const OPTIONS: Readonly<Record<string, string>> = {
  fork: "use --keep-open",
  retry: "use --retry N",
  forever: "use --retry 0",
  interval: "use --retry-delay TIME",
  "max-children": "use --max-connections N",
  "connect-timeout": "use --connect-timeout TIME",
  verify: "use --tls-insecure to accept any certificate",
  cert: "use --tls-cert FILE",
  key: "use --tls-key FILE",
  cafile: "use --tls-ca FILE",
  shut: "the end of one side is always passed on to the other",
  "shut-none": "use --no-shutdown",
  ignoreeof: "use --linger with a long time",
  rawer: "write stdio,raw",
  raw: "write stdio,raw or exec:…,pty",
  echo: "write stdio,raw",
  su: "start jack as that user",
};

/** What is written here in place of one of socat's options; null for what is none. */
export function socatOptionHint(name: string): string | null {
  return OPTIONS[name.toLowerCase()] ?? null;
}
