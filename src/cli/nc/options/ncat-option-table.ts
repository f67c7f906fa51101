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

type Row = readonly [key: NcatOption, short: string, long: string, value?: "value"];

/** The table for `getopt`, made when it is asked for. */
export function ncatOptionTable(): readonly OptionSpec<NcatOption>[] {
  const rows: readonly Row[] = [
    ["4", "4", "4"],
    ["6", "6", "6"],
    ["unix", "U", "unixsock"],
    ["vsock", "", "vsock"],
    ["crlf", "C", "crlf"],
    ["g", "g", "g", "value"],
    ["G", "G", "G", "value"],
    ["exec", "e", "exec", "value"],
    ["shExec", "c", "sh-exec", "value"],
    ["jsExec", "", "js-exec", "value"],
    ["luaExec", "", "lua-exec", "value"],
    ["maxConns", "m", "max-conns", "value"],
    ["help", "h", "help"],
    ["delay", "d", "delay", "value"],
    ["listen", "l", "listen"],
    ["output", "o", "output", "value"],
    ["hexDump", "x", "hex-dump", "value"],
    ["appendOutput", "", "append-output"],
    ["idle", "i", "idle-timeout", "value"],
    ["keepOpen", "k", "keep-open"],
    ["recvOnly", "", "recv-only"],
    ["sourcePort", "p", "source-port", "value"],
    ["quit", "q", "", "value"],
    ["source", "s", "source", "value"],
    ["sendOnly", "", "send-only"],
    ["noShutdown", "", "no-shutdown"],
    ["broker", "", "broker"],
    ["chat", "", "chat talk"],
    ["deny", "", "deny", "value"],
    ["denyFile", "", "denyfile", "value"],
    ["allow", "", "allow", "value"],
    ["allowFile", "", "allowfile", "value"],
    ["telnet", "t", "telnet"],
    ["udp", "u", "udp"],
    ["sctp", "", "sctp"],
    ["version", "", "version"],
    ["verbose", "v", "verbose"],
    ["wait", "w", "wait", "value"],
    ["nodns", "n", "nodns"],
    ["proxy", "", "proxy", "value"],
    ["proxyType", "", "proxy-type", "value"],
    ["proxyAuth", "", "proxy-auth", "value"],
    ["proxyDns", "", "proxy-dns", "value"],
    ["nsockEngine", "", "nsock-engine", "value"],
    ["test", "", "test"],
    ["probe", "z", ""],
    ["raw", "", "raw"],
    ["ssl", "", "ssl"],
    ["sslCert", "", "ssl-cert", "value"],
    ["sslKey", "", "ssl-key", "value"],
    ["sslVerify", "", "ssl-verify"],
    ["sslTrustFile", "", "ssl-trustfile", "value"],
    ["sslCiphers", "", "ssl-ciphers", "value"],
    ["sslServerName", "", "ssl-servername", "value"],
    ["sslAlpn", "", "ssl-alpn", "value"],
  ];
  return rows.map(([key, short, long, value]) => ({
    key,
    ...(short === "" ? {} : { short }),
    long: long.split(" ").filter((name) => name !== ""),
    takesValue: value === "value",
  }));
}
