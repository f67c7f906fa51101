import type { ToolMessages } from "./tool-messages.ts";

const STATES = {
  open: "open",
  closed: "closed",
  silent: "no answer",
  unreachable: "unreachable",
  failed: "not asked",
} as const;

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** English of the tools. */
export const enTools: ToolMessages = {
  notAPort: (item) => `"${item}" is no port: write 80, 1-1024, 8000-, http, or - for all`,
  portOutOfRange: (item) => `"${item}": ports go from 1 to 65535`,
  portsBackwards: (item) => `"${item}" goes backwards`,
  emptyHost: "there is an empty item in the list of hosts",
  notABlock: (item) => `"${item}" is no block of addresses: write 10.0.0.0/24, 10.0.0.1-20 or fe80::/126`,
  otherFamily: (item, family) => `"${item}" is an IPv${family} address, which was excluded`,
  tooManyHosts: (item, most) => `"${item}" makes it more hosts than --max-hosts allows (${most} left)`,
  scan: {
    intent: ({ protocol, target, ports, parallel, rate, waitMs }) =>
      [
        `scan ${protocol} ${typeof target === "number" ? `${target} hosts` : target}: ${ports === 1 ? "1 port" : `${ports} ports`}`,
        protocol === "tcp" ? "connect and close" : "one datagram each",
        `${parallel} at a time`,
        ...(rate === 0 ? [] : [`${rate} a second`]),
        `wait ${waitMs} ms`,
      ].join(", "),
    foreign: "This is another machine: scan only what you may scan. It shows in its log.",
    others: (name, address, others) =>
      `${name} is ${address}; it has other addresses that are not scanned: ${others.join(", ")}`,
    columns: ["PORT", "STATE", "SERVICE", "TIME", "WHAT CAME"],
    states: STATES,
    udpSilence:
      "no answer over UDP: a program that keeps silent and a firewall look the same; nobody can know from here",
    progress: (done, total, open, left) =>
      `${Math.floor((done / total) * 100)}%  ${done} of ${total} asked, ${open} open${left === null ? "" : `, ${seconds(left)} s left`}`,
    summary: ({ host, counts, seconds: took }) =>
      `${host}: ${Object.entries(STATES)
        .filter(([state]) => state === "open" || counts[state as keyof typeof STATES] > 0)
        .map(([state, word]) => `${counts[state as keyof typeof STATES]} ${word}`)
        .join(", ")} (${seconds(took)} s)`,
  },
  ls: {
    columns: {
      protocol: "PROTO",
      state: "STATE",
      local: "LOCAL",
      peer: "PEER",
      receive: "RECV-Q",
      send: "SEND-Q",
      process: "PROCESS",
      user: "USER",
      since: "SINCE",
    },
    none: "no such socket",
    timeWait: (count) => `${count} more ended a moment ago (time-wait); --all shows them`,
    hidden: (processes) =>
      `${processes} ${processes === 1 ? "process" : "processes"} of other users could not be looked into; their sockets are listed with process -`,
    fromProc: "read from /proc/net: without netlink there are no backlogs, round trip times and drops",
    notHere: (platform) =>
      `the sockets of ${platform} cannot be listed from here; ${platform === "win32" ? "netstat -ano" : "lsof -nP -i"} can`,
    watching: (sockets, time, more) =>
      `${sockets} sockets at ${time}${more > 0 ? ` (${more} more than fit)` : ""}; Ctrl-C ends`,
  },
};
