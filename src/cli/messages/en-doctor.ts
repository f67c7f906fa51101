import type { DoctorMessages, ShownAddress } from "./doctor-messages.ts";

const REACH: Readonly<Record<ShownAddress["reach"], string>> = {
  machine: "this machine only",
  containers: "containers and guests of this machine",
  link: "the same link; they name their interface",
  lan: "the same network",
  carrier: "the provider's or VPN's network",
  internet: "everybody, unless a firewall is between",
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
const limit = (value: number): string => (value === Infinity ? "unlimited" : String(value));

/** English of `jack doctor`. */
export const enDoctor: DoctorMessages = {
  titles: {
    port: "Port",
    addresses: "Addresses",
    ipv6: "IPv6",
    firewall: "Firewall",
    listeners: "Who listens",
    node: "Node",
    sockets: "Socket calls",
    terminal: "Charset",
    files: "Open files",
    buffers: "Buffers",
    losses: "Losses",
    ports: "Port ranges",
  },
  summary: (problems, notes, unknown) =>
    problems + notes + unknown === 0
      ? "everything is as it should be"
      : [
          problems > 0 ? plural(problems, "problem") : "no problem",
          ...(notes > 0 ? [`${plural(notes, "note")} (!)`] : []),
          ...(unknown > 0 ? [`${unknown} unknown (?)`] : []),
        ].join(", "),
  cannotTell: (platform) => `cannot tell here (${platform}): this is read from Linux's /proc`,
  askAsRoot: (command) => `root is told more: sudo ${command}`,
  address: ({ interface: name, shown, reach }) => `${shown}  ${name}: ${REACH[reach]}`,
  giveAddress: (port) =>
    `give the other side the first that reaches it; jack listen :${port ?? "PORT"} --lan listens on all of them`,
  onlyLoopback: "no network: only programs on this machine can talk to each other; check the cable, Wi-Fi or container",
  ipv6: (global) =>
    global ? "works, with an address for others" : "works on this machine and its link; no address for others",
  noIpv6: (disabled) => (disabled ? "is switched off (net.ipv6.conf.all.disable_ipv6 = 1)" : "there is no ::1"),
  ipv6Only: "net.ipv6.bindv6only = 1: a server on [::] does not take IPv4",
  useIpv4: "write 127.0.0.1 rather than localhost, which may mean ::1",
  firewall: ({ tool, state, rules }) =>
    state === "unreadable"
      ? `${tool} is here, but this user may not read it`
      : state === "off"
        ? `${tool}: nothing that comes in is dropped`
        : `${tool}: filters what comes in${rules > 0 ? ` (${plural(rules, "rule")})` : ""}`,
  noFirewallTool:
    "no ufw, firewalld, nft or iptables was found; there may be a firewall elsewhere (router, cloud, host)",
  firewallElsewhere: (platform) =>
    platform === "darwin"
      ? "cannot tell here; macOS asks when a program listens (System Settings, Network, Firewall)"
      : platform === "win32"
        ? "cannot tell here; Windows Defender asks when node.exe listens: allow it for private networks"
        : `cannot tell here (${platform})`,
  openPort: (port, tool) =>
    tool === "ufw"
      ? `to let others in: sudo ufw allow ${port}/tcp`
      : tool === "firewalld"
        ? `to let others in: sudo firewall-cmd --add-port=${port}/tcp`
        : `to let others in, accept TCP port ${port} before what drops it`,
  testFromOutside: (port) =>
    `only a test from the other side is sure: jack scan ADDRESS ${port ?? "PORT"} there; "no answer" is a firewall, "closed" is nobody listening`,
  listeners: (open, loopback) =>
    `${plural(open, "socket")} that others can reach, ${loopback} that only this machine can`,
  more: (count) => `and ${count} more: jack ls -l`,
  hiddenProcesses: "processes of other users are hidden: sudo shows them",
  node: (node, jackfield) => `${node}, Jackfield ${jackfield}`,
  newerNode: "Node 20.19 or newer is needed: https://nodejs.org",
  native: (backend) => `the operating system's own (${backend})`,
  nodeBackend: (reason) => `Node's net and dgram: ${reason}`,
  installKoffi:
    "slower, and without jack ls -l's backlogs, multicast sources, Unix datagrams and splice; npm install koffi brings the system's calls on Linux",
  terminal: (locale, charset, utf8) =>
    locale === null
      ? "no LANG or LC_ALL is set: programs take ASCII"
      : utf8
        ? `${locale}: UTF-8, Chinese and everything else can be shown`
        : `${locale}: ${charset ?? "ASCII"}, not UTF-8; text of Jackfield is UTF-8 and would be garbled`,
  noLocale: "cannot tell here: no LANG is set; Windows Terminal shows UTF-8",
  noTerminal: "standard output is no terminal: what is printed is UTF-8",
  useUtf8:
    "export LC_ALL=C.UTF-8 (or zh_CN.UTF-8), and set the terminal to UTF-8; a device that speaks GBK needs --charset gbk, not another terminal",
  files: (soft, hard) => `a process may have ${limit(soft)} sockets and files open (at most ${limit(hard)})`,
  moreFiles: (hard) => `for more connections: ulimit -n ${hard === Infinity ? 65_536 : hard}`,
  buffers: (receive, send, backlog) =>
    `a socket may ask for ${receive} bytes to receive and ${send} to send${backlog === null ? "" : `; ${backlog} connections may wait to be accepted`}`,
  largerBuffers: (bytes) => `bursts of datagrams may be dropped: sudo sysctl -w net.core.rmem_max=${bytes}`,
  losses: (datagrams, connections) =>
    datagrams + connections === 0
      ? "no datagram and no connection was thrown away since the machine was started"
      : `since the machine was started ${plural(datagrams, "datagram")} and ${plural(connections, "connection")} were thrown away because a program was too slow to take them`,
  lossRemedy: "jack ls --json shows drops for each UDP socket; read faster, or ask for larger buffers",
  ports: (from, to, unprivileged, root) =>
    `the system gives out ${from}-${to} to outgoing connections; ${unprivileged === 0 ? "all ports are free to everybody" : `ports below ${unprivileged} need privileges${root ? ", which you have" : ""}`}`,
  portFree: (port) => `${port} is free, over TCP and UDP`,
  portHeld: (protocol, local, holder, user, connections) =>
    `${protocol} ${local} is held by ${holder === "-" ? "a process that cannot be seen from here" : holder}${user === null ? "" : `, user ${user}`}${protocol.startsWith("tcp") && connections > 0 ? `, ${plural(connections, "connection")}` : ""}`,
  portHeldUnseen: (port) => `${port} is in use, but by whom cannot be seen from here`,
  conflict: (port, where) =>
    `who listens there now (${where.join(", ")}) gets "address already in use": one port of one address belongs to one program`,
  portRefused: (port) => `${port} is below the ports that everybody may use`,
  portTimeWait: (count) =>
    `${plural(count, "connection")} of it ended a moment ago (time-wait); a server that sets SO_REUSEADDR, as Jackfield does, may listen all the same`,
  portEphemeral: (port, from, to) =>
    `${port} lies in ${from}-${to}: an outgoing connection may take it at any time; a server is safer below`,
  listensOnLoopback: (port) =>
    `others cannot reach it: it listens on this machine only; start it on 0.0.0.0 or with --lan, or forward: jack relay listen:0.0.0.0:${port + 1} tcp://127.0.0.1:${port}`,
  stopProcess: (pid, command) => `stop it if it is not wanted: kill ${pid}  (${command})`,
  useFreePort: (port) => `or use port ${port}, which is free`,
  useHighPort: (port) => `use a higher port, for example ${port}`,
  listenThere: (port) => `jack listen :${port} listens there, --lan for other machines, too`,
};
