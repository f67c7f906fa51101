import { type Capabilities } from "../../net/index.ts";
import type { Finding } from "./finding.ts";
import type { MachineView } from "./machine-view.ts";

const LEAST_NODE: readonly [number, number] = [20, 19];
const FEW_FILES = 4096;
const GOOD_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Whether this Node is one that Jackfield is made for. */
export function checkNode({ nodeVersion, platform }: MachineView, version: string): Finding {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const good = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return {
    check: "node",
    level: good ? "ok" : "problem",
    facts: { version: nodeVersion, platform, jackfield: version },
    text: (m) => ({ lines: [m.node(nodeVersion, version)], ...(good ? {} : { remedies: [m.newerNode] }) }),
  };
}

/** Which socket calls are used, and why not the system's own. */
export function checkBackend(found: Capabilities): Finding {
  return {
    check: "sockets",
    level: found.berkeley ? "ok" : "note",
    facts: { ...found },
    text: (m) => ({
      lines: [found.berkeley ? m.native(found.backend) : m.nodeBackend(found.reason ?? "")],
      ...(found.berkeley ? {} : { remedies: [m.installKoffi] }),
    }),
  };
}

/** Whether Chinese and other characters can be shown and typed. */
export function checkTerminal({ env, platform }: MachineView, isTerminal: boolean): Finding {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => value !== undefined && value !== "");
  const charset = /\.([^@]+)/.exec(locale ?? "")?.[1] ?? null;
  const utf8 = charset !== null && /^utf-?8$/i.test(charset);
  const unknown = platform === "win32" && locale === undefined;
  const { TERM: term } = env;
  const level = unknown ? "unknown" : utf8 ? "ok" : "note";
  return {
    check: "terminal",
    level,
    facts: { locale: locale ?? null, charset, utf8, term: term ?? null, terminal: isTerminal },
    text: (m) => ({
      lines: [unknown ? m.noLocale : m.terminal(locale ?? null, charset, utf8), ...(isTerminal ? [] : [m.noTerminal])],
      ...(utf8 || unknown ? {} : { remedies: [m.useUtf8] }),
    }),
  };
}

/** How many sockets a process may have. */
export function checkFiles(machine: MachineView): Finding {
  const match = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/m.exec(machine.read("/proc/self/limits") ?? "");
  if (match === null) return unknown("files", machine.platform);
  const [soft, hard] = [numberOf(match[1]), numberOf(match[2])];
  const few = soft < FEW_FILES;
  return {
    check: "files",
    level: few ? "note" : "ok",
    facts: { soft, hard },
    text: (m) => ({ lines: [m.files(soft, hard)], ...(few ? { remedies: [m.moreFiles(hard)] } : {}) }),
  };
}

/** How large socket buffers may be. */
export function checkBuffers(machine: MachineView): Finding {
  const setting = (name: string): number | null => {
    const text = machine.read(`/proc/sys/net/${name}`);
    return text === null ? null : Number(text.trim());
  };
  const [receive, send, backlog] = [setting("core/rmem_max"), setting("core/wmem_max"), setting("core/somaxconn")];
  if (receive === null || send === null) return unknown("buffers", machine.platform);
  const small = receive < GOOD_RECEIVE_BUFFER_BYTES;
  return {
    check: "buffers",
    level: small ? "note" : "ok",
    facts: { rmemMax: receive, wmemMax: send, somaxconn: backlog },
    text: (m) => ({
      lines: [m.buffers(receive, send, backlog)],
      ...(small ? { remedies: [m.largerBuffers(GOOD_RECEIVE_BUFFER_BYTES)] } : {}),
    }),
  };
}

/** What the kernel threw away since it was started. */
export function checkLosses(machine: MachineView): Finding {
  const udp = counters(machine.read("/proc/net/snmp"), "Udp");
  const tcp = counters(machine.read("/proc/net/netstat"), "TcpExt");
  if (udp === null && tcp === null) return unknown("losses", machine.platform);
  const facts = {
    udpReceiveBufferErrors: udp?.get("RcvbufErrors") ?? 0,
    udpSendBufferErrors: udp?.get("SndbufErrors") ?? 0,
    listenOverflows: tcp?.get("ListenOverflows") ?? 0,
    listenDrops: tcp?.get("ListenDrops") ?? 0,
  };
  const lost = facts.udpReceiveBufferErrors + facts.listenOverflows > 0;
  return {
    check: "losses",
    level: lost ? "note" : "ok",
    facts,
    text: (m) => ({
      lines: [m.losses(facts.udpReceiveBufferErrors, facts.listenOverflows)],
      ...(lost ? { remedies: [m.lossRemedy] } : {}),
    }),
  };
}

/** `Name: A B` above `Name: 1 2`, as `/proc/net/snmp` has it. */
function counters(text: string | null, name: string): ReadonlyMap<string, number> | null {
  const [names, values] = (text ?? "").split("\n").filter((line) => line.startsWith(`${name}:`));
  if (names === undefined || values === undefined) return null;
  const numbers = values.split(" ");
  return new Map(names.split(" ").map((key, index) => [key, Number(numbers[index])]));
}

/** Which ports the system gives out, and which need privileges. */
export function checkPorts(machine: MachineView): Finding {
  const [from, to] = (machine.read("/proc/sys/net/ipv4/ip_local_port_range") ?? "").trim().split(/\s+/).map(Number);
  if (from === undefined || to === undefined) return unknown("ports", machine.platform);
  const first = Number(machine.read("/proc/sys/net/ipv4/ip_unprivileged_port_start")?.trim() ?? 1024);
  return {
    check: "ports",
    level: "ok",
    facts: { ephemeralFrom: from, ephemeralTo: to, unprivilegedFrom: first, uid: machine.uid },
    text: (m) => ({ lines: [m.ports(from, to, first, machine.uid === 0)] }),
  };
}

function unknown(check: Finding["check"], platform: string): Finding {
  return { check, level: "unknown", facts: { platform }, text: (m) => ({ lines: [m.cannotTell(platform)] }) };
}

function numberOf(text: string | undefined): number {
  return text === "unlimited" ? Infinity : Number(text);
}
