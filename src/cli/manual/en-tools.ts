import type { ToolOptionKey } from "../messages/tool-messages.ts";
import type { Manual } from "./manual.ts";

/** English descriptions of their options. */
export const enToolOptions: Readonly<Record<ToolOptionKey, string>> = {
  doctorJson: "one JSON line for each finding",
  doctorPort: "who holds this port, who can reach it, whether it can be had",
  lsAll: "TCP, UDP and Unix sockets, and connections that ended a moment ago (time-wait)",
  lsEvery: "with --watch: how often to look (1s)",
  lsJson: "one JSON line for each socket",
  lsListen: "only sockets that wait for others: listeners, and UDP sockets without a peer",
  lsPort: "only this port, on either end; may be given again and again",
  lsProcess: "only this process: a part of its name, or its id; may be given again and again",
  lsQuiet: "no headings and no notes",
  lsState: "only sockets in this state; may be given again and again",
  lsTcp: "TCP",
  lsUdp: "UDP",
  lsUnix: "Unix sockets",
  lsWatch: "look again and again; without a terminal print what came (+), went (-) and changed (~)",
  lsWhat: "a port, a process, a user, or a part of an address; all must fit",
  scanAll: "show every port, not only those that are open",
  scanBanner: "TCP: show what an open port says first; nothing is sent",
  scanHex: "UDP: send these bytes instead of an empty datagram (53, 123 and 5353 get a question of their protocol)",
  scanHosts:
    "names, addresses, blocks (10.0.0.0/28), ranges (10.0.0.1-20), separated by commas; this machine when left out",
  scanIpv4: "IPv4 only",
  scanIpv6: "IPv6 only",
  scanJson: "one JSON line for each port, and one at the end",
  scanMaxHosts: "refuse lists of more hosts than this (256)",
  scanParallel: "ports asked at one time (128; UDP 64)",
  scanPorts: "80, 1-1024, 8000-, http, - for all, separated by commas; the well-known ones when left out",
  scanQuiet: "say nothing but the results",
  scanRate: "begin at most so many probes a second; 0 is no limit (500 for other machines)",
  scanRetries: "UDP: send again so often while nothing comes (1)",
  scanTimeout: "give up the whole scan after this long, exit 124",
  scanUdp: "UDP instead of TCP",
  scanWait: "how long a port may take to answer (1s)",
};

/** English help of their commands. */
export const enToolCommands: Pick<Manual["commands"], "doctor" | "ls" | "scan"> = {
  doctor: {
    summary: "why can nobody reach me: ports, addresses, firewall, charset, limits",
    details: `Looks at this machine and says what it finds and what to do about it: which addresses to give to the other side and from where each can be reached, firewalls as far as they may be read, who listens, Node, the socket calls that are used, the terminal's charset, limits and losses. Nothing is changed; with a PORT it is bound for a moment to see whether it can be had.

ok: as it should be; !: worth knowing; !!: a problem; ?: cannot be told from here. Exit code 4: there is a problem.`,
    examples: [
      ["jack doctor", "this machine"],
      ["jack doctor 8080", "and port 8080: who holds it, who can reach it"],
      ["jack doctor --json", "for programs"],
    ],
  },
  ls: {
    summary: "the sockets of this machine and who holds them",
    details: `Lists TCP and UDP sockets, those that wait for others first: protocol, state, this end, the other end, bytes in the kernel's queues, process, user, and since when the process runs. Of a TCP listener the queues are the connections that wait to be accepted and how many may wait. It shows what ss(8) shows, without privileges; processes of other users only to root.

A narrow terminal goes without the columns on the right. Exit code 4: nothing fits what was asked for. Linux only.`,
    examples: [
      ["jack ls", "all TCP and UDP sockets"],
      ["jack ls -l", "who waits for connections and datagrams"],
      ["jack ls 8080", "who uses port 8080"],
      ["jack ls nginx --state established", "the connections of a process"],
      ["jack ls --watch --json", "what comes and goes, as JSON lines"],
    ],
  },
  scan: {
    summary: "which ports of a host are open (connect test)",
    details: `Connects to every port and closes again; nothing is sent. A port is open when somebody accepts, closed when the host refuses, and "no answer" when nothing comes back in time: a firewall, or no such host.

Over UDP there is no such certainty. An answer means open, an ICMP "port unreachable" means closed, and silence can mean either; hosts also limit how many ICMP messages they send, so a closed port may look silent.

Exit code 0: at least one port is open; 2: none is; 124: --timeout struck first. Results are printed in the order of ports; when more than 20 ports are asked, only the open ones unless --all.`,
    examples: [
      ["jack scan 127.0.0.1 1-1024,8080", "these ports of this machine"],
      ["jack scan 8000-9000", "of this machine, too"],
      ["jack scan 192.168.1.1-20 ssh,http --banner", "twenty hosts, and what they say"],
      ["jack scan 192.168.1.7 53,123 --udp", "ask over UDP"],
      ["jack scan ::1 - --json", "all ports as JSON lines"],
    ],
  },
};
