import type { Finding } from "./finding.ts";
import type { MachineView, ProgramAnswer } from "./machine-view.ts";

/** What one firewall tool says. */
interface Told {
  readonly tool: "ufw" | "firewalld" | "nftables" | "iptables";
  /** `off`: it is there and filters nothing that comes in; `filters`: it may drop what comes in; `unreadable`: it does not tell. */
  readonly state: "off" | "filters" | "unreadable";
  /** Rules about what comes in; 0 when there are none. */
  readonly rules: number;
  /** Lines that name the port that was asked about. */
  readonly aboutPort: readonly string[];
  /** The command that tells. */
  readonly command: string;
}

/** What stands between others and this machine, as far as this user may see. Nothing is changed. */
export async function checkFirewall(machine: MachineView, port: number | null): Promise<Finding> {
  if (machine.platform !== "linux") {
    return {
      check: "firewall",
      level: "unknown",
      facts: { platform: machine.platform },
      text: (m) => ({ lines: [m.firewallElsewhere(machine.platform)] }),
    };
  }
  const told = (
    await Promise.all([ufw(machine, port), firewalld(machine), nft(machine, port), iptables(machine, port)])
  ).filter((item) => item !== null);
  const filters = told.some(({ state }) => state === "filters");
  const unreadable = told.some(({ state }) => state === "unreadable");
  return {
    check: "firewall",
    level: filters ? "note" : unreadable || told.length === 0 ? "unknown" : "ok",
    facts: { tools: told },
    text: (m) => ({
      lines:
        told.length === 0
          ? [m.noFirewallTool]
          : told.flatMap((item) => [m.firewall(item), ...item.aboutPort.map((line) => `  ${line}`)]),
      remedies: [
        ...told.filter(({ state }) => state === "unreadable").map(({ command }) => m.askAsRoot(command)),
        ...(filters && port !== null
          ? [m.openPort(port, told.find(({ state }) => state === "filters")?.tool ?? "")]
          : []),
        ...(filters || unreadable || told.length === 0 ? [m.testFromOutside(port)] : []),
      ],
    }),
  };
}

async function ufw(machine: MachineView, port: number | null): Promise<Told | null> {
  const answer = await machine.ask("ufw", ["status"]);
  const enabled = /^ENABLED=yes/m.test(machine.read("/etc/ufw/ufw.conf") ?? "");
  if (answer === null) return null;
  const common = { tool: "ufw", command: "ufw status verbose", rules: 0, aboutPort: [] } as const;
  if (answer.code !== 0) return { ...common, state: enabled ? "unreadable" : "off" };
  if (!answer.stdout.includes("Status: active")) return { ...common, state: "off" };
  const rules = answer.stdout.split("\n").filter((line) => /\b(?:ALLOW|DENY|REJECT|LIMIT)\b/.test(line));
  return { ...common, state: "filters", rules: rules.length, aboutPort: naming(rules, port) };
}

async function firewalld(machine: MachineView): Promise<Told | null> {
  const answer = await machine.ask("firewall-cmd", ["--state"]);
  if (answer === null) return null;
  const running = answer.stdout.includes("running") && !answer.stdout.includes("not running");
  const common = { tool: "firewalld", command: "firewall-cmd --list-all", rules: 0, aboutPort: [] } as const;
  return { ...common, state: running ? "filters" : "off" };
}

async function nft(machine: MachineView, port: number | null): Promise<Told | null> {
  const answer = await machine.ask("nft", ["list", "ruleset"]);
  if (answer === null) return null;
  const common = { tool: "nftables", command: "nft list ruleset" } as const;
  if (refused(answer)) return { ...common, state: "unreadable", rules: 0, aboutPort: [] };
  const lines = answer.stdout.split("\n");
  const drops = lines.filter((line) => /\b(?:drop|reject)\b/.test(line));
  const isInput = /hook input/.test(answer.stdout);
  const rules = lines.filter((line) => /\b(?:accept|drop|reject|jump|goto)\b/.test(line)).length;
  return { ...common, state: isInput && drops.length > 0 ? "filters" : "off", rules, aboutPort: naming(lines, port) };
}

async function iptables(machine: MachineView, port: number | null): Promise<Told | null> {
  const answer = await machine.ask("iptables", ["-S"]);
  if (answer === null) return null;
  const common = { tool: "iptables", command: "iptables -S" } as const;
  if (refused(answer)) return { ...common, state: "unreadable", rules: 0, aboutPort: [] };
  const lines = answer.stdout.split("\n");
  const rules = lines.filter((line) => line.startsWith("-A INPUT"));
  const filters =
    lines.some((line) => /^-P INPUT (?:DROP|REJECT)/.test(line)) || rules.some((line) => /-j (?!ACCEPT)/.test(line));
  return { ...common, state: filters ? "filters" : "off", rules: rules.length, aboutPort: naming(rules, port) };
}

function refused({ code, stderr }: ProgramAnswer): boolean {
  return code !== 0 || /permission denied|operation not permitted|must be root/i.test(stderr);
}

function naming(lines: readonly string[], port: number | null): string[] {
  if (port === null) return [];
  const word = new RegExp(`(?:^|[^\\d.])${port}(?:[^\\d.]|$)`);
  return lines
    .filter((line) => word.test(line))
    .map((line) => line.trim())
    .slice(0, 8);
}
