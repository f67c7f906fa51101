import type { ValueHint } from "../../command.ts";
import type { OptionSpec } from "./getopt.ts";

/** Every option of ncat 7.991, `--js-exec`, `--raw`, and those that are known in order to be refused by name. */
export type NcatOption =
  | "4"
  | "6"
  | "unix"
  | "crlf"
  | "g"
  | "G"
  | "exec"
  | "shExec"
  | "jsExec"
  | "maxConns"
  | "help"
  | "delay"
  | "listen"
  | "output"
  | "hexDump"
  | "appendOutput"
  | "idle"
  | "keepOpen"
  | "recvOnly"
  | "sourcePort"
  | "quit"
  | "source"
  | "sendOnly"
  | "noShutdown"
  | "broker"
  | "chat"
  | "deny"
  | "denyFile"
  | "allow"
  | "allowFile"
  | "telnet"
  | "udp"
  | "version"
  | "verbose"
  | "wait"
  | "nodns"
  | "proxy"
  | "proxyType"
  | "proxyAuth"
  | "proxyDns"
  | "nsockEngine"
  | "test"
  | "probe"
  | "raw"
  | "ssl"
  | "sslCert"
  | "sslKey"
  | "sslVerify"
  | "sslTrustFile"
  | "sslCiphers"
  | "sslServerName"
  | "sslAlpn"
  | "sctp"
  | "vsock"
  | "luaExec";

/** One option, and what may be its value. */
export interface NcatOptionSpec extends OptionSpec<NcatOption> {
  /** What a shell can complete: what it knows itself, or these words; null for anything else. */
  readonly offers: ValueHint | readonly string[] | null;
}

type Row = readonly [key: NcatOption, short: string, long: string, value?: "value" | ValueHint | readonly string[]];

/** The table for `getopt` and for completion, made when it is asked for. */
export function ncatOptionTable(): readonly NcatOptionSpec[] {
  const rows: readonly Row[] = [
    ["4", "4", "4"],
    ["6", "6", "6"],
    ["unix", "U", "unixsock"],
    ["vsock", "", "vsock"],
    ["crlf", "C", "crlf"],
    ["g", "g", "g", "value"],
    ["G", "G", "G", "value"],
    ["exec", "e", "exec", "command"],
    ["shExec", "c", "sh-exec", "command"],
    ["jsExec", "", "js-exec", "file"],
    ["luaExec", "", "lua-exec", "value"],
    ["maxConns", "m", "max-conns", "value"],
    ["help", "h", "help"],
    ["delay", "d", "delay", "value"],
    ["listen", "l", "listen"],
    ["output", "o", "output", "file"],
    ["hexDump", "x", "hex-dump", "file"],
    ["appendOutput", "", "append-output"],
    ["idle", "i", "idle-timeout", "value"],
    ["keepOpen", "k", "keep-open"],
    ["recvOnly", "", "recv-only"],
    ["sourcePort", "p", "source-port", "service"],
    ["quit", "q", "", "value"],
    ["source", "s", "source", "host"],
    ["sendOnly", "", "send-only"],
    ["noShutdown", "", "no-shutdown"],
    ["broker", "", "broker"],
    ["chat", "", "chat talk"],
    ["deny", "", "deny", "host"],
    ["denyFile", "", "denyfile", "file"],
    ["allow", "", "allow", "host"],
    ["allowFile", "", "allowfile", "file"],
    ["telnet", "t", "telnet"],
    ["udp", "u", "udp"],
    ["sctp", "", "sctp"],
    ["version", "", "version"],
    ["verbose", "v", "verbose"],
    ["wait", "w", "wait", "value"],
    ["nodns", "n", "nodns"],
    ["proxy", "", "proxy", "host"],
    ["proxyType", "", "proxy-type", ["http", "socks4", "socks5"]],
    ["proxyAuth", "", "proxy-auth", "value"],
    ["proxyDns", "", "proxy-dns", ["remote", "local", "both", "none"]],
    ["nsockEngine", "", "nsock-engine", "value"],
    ["test", "", "test"],
    ["probe", "z", ""],
    ["raw", "", "raw"],
    ["ssl", "", "ssl"],
    ["sslCert", "", "ssl-cert", "file"],
    ["sslKey", "", "ssl-key", "file"],
    ["sslVerify", "", "ssl-verify"],
    ["sslTrustFile", "", "ssl-trustfile", "file"],
    ["sslCiphers", "", "ssl-ciphers", "value"],
    ["sslServerName", "", "ssl-servername", "host"],
    ["sslAlpn", "", "ssl-alpn", ["h2", "http/1.1"]],
  ];
  return rows.map(([key, short, long, value]) => ({
    key,
    ...(short === "" ? {} : { short }),
    long: long.split(" ").filter((name) => name !== ""),
    takesValue: value !== undefined,
    offers: value === undefined || value === "value" ? null : value,
  }));
}
