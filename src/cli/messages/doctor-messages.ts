import type { Check } from "../doctor/finding.ts";

/** An address of this machine and how it is written for the other side. */
export interface ShownAddress {
  readonly interface: string;
  readonly shown: string;
  readonly reach: "machine" | "containers" | "link" | "lan" | "carrier" | "internet";
}

/** What a firewall tool told. */
export interface ShownFirewall {
  readonly tool: string;
  readonly state: "off" | "filters" | "unreadable";
  readonly rules: number;
}

/** What `jack doctor` says; loaded by it alone. */
export interface DoctorMessages {
  readonly titles: Readonly<Record<Check, string>>;
  readonly summary: (problems: number, notes: number, unknown: number) => string;
  readonly cannotTell: (platform: string) => string;
  readonly askAsRoot: (command: string) => string;
  readonly address: (address: ShownAddress) => string;
  readonly giveAddress: (port: number | null) => string;
  readonly onlyLoopback: string;
  readonly ipv6: (global: boolean) => string;
  readonly noIpv6: (disabled: boolean) => string;
  readonly ipv6Only: string;
  readonly useIpv4: string;
  readonly firewall: (firewall: ShownFirewall) => string;
  readonly noFirewallTool: string;
  readonly firewallElsewhere: (platform: string) => string;
  readonly openPort: (port: number, tool: string) => string;
  readonly testFromOutside: (port: number | null) => string;
  readonly listeners: (open: number, loopback: number) => string;
  readonly more: (count: number) => string;
  readonly hiddenProcesses: string;
  readonly node: (node: string, jackfield: string) => string;
  readonly newerNode: string;
  readonly native: (backend: string) => string;
  readonly nodeBackend: (reason: string) => string;
  readonly installKoffi: string;
  readonly terminal: (locale: string | null, charset: string | null, utf8: boolean) => string;
  readonly noLocale: string;
  readonly noTerminal: string;
  readonly useUtf8: string;
  readonly files: (soft: number, hard: number) => string;
  readonly moreFiles: (hard: number) => string;
  readonly buffers: (receive: number, send: number, backlog: number | null) => string;
  readonly largerBuffers: (bytes: number) => string;
  readonly losses: (datagrams: number, connections: number) => string;
  readonly lossRemedy: string;
  readonly ports: (from: number, to: number, unprivileged: number, root: boolean) => string;
  readonly portFree: (port: number) => string;
  readonly portHeld: (
    protocol: string,
    local: string,
    holder: string,
    user: string | null,
    connections: number,
  ) => string;
  readonly portHeldUnseen: (port: number) => string;
  readonly conflict: (port: number, where: readonly string[]) => string;
  readonly portRefused: (port: number) => string;
  readonly portTimeWait: (count: number) => string;
  readonly portEphemeral: (port: number, from: number, to: number) => string;
  readonly listensOnLoopback: (port: number) => string;
  readonly stopProcess: (pid: number, command: string) => string;
  readonly useFreePort: (port: number) => string;
  readonly useHighPort: (port: number) => string;
  readonly listenThere: (port: number) => string;
}
