import { setMaxListeners } from "node:events";
import { networkInterfaces } from "node:os";
import { parseHex } from "../../bytes/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, optional } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { duration, hostText, integer, text } from "../options/value-types.ts";
import { resolveHosts, type ScanHost } from "../scan/host-list.ts";
import { looksLikePorts, parsePorts } from "../scan/port-list.ts";
import { runScan, type ScanPlan } from "../scan/run-scan.ts";
import { ScanReport } from "../scan/scan-report.ts";
import { ServiceNames } from "../scan/service-names.ts";

const DEFAULT_WAIT_MS = 1000;
const DEFAULT_PARALLEL = { tcp: 128, udp: 64 } as const;
const DEFAULT_MAX_HOSTS = 256;
const DEFAULT_FOREIGN_RATE = 500;

const ARGS = {
  hosts: optional(hostText("HOST"), "scanHosts"),
  ports: optional({ ...text("PORTS"), hint: "service" }, "scanPorts"),
  udp: flag({ short: "u", help: "scanUdp" }),
  ipv4: flag({ short: "4", help: "scanIpv4" }),
  ipv6: flag({ short: "6", help: "scanIpv6" }),
  wait: option(duration, { short: "w", help: "scanWait" }),
  timeout: option(duration, { help: "scanTimeout" }),
  parallel: option(integer("N", 1, 4096), { help: "scanParallel" }),
  rate: option(integer("N", 0, 1_000_000), { help: "scanRate" }),
  retries: option(integer("N", 0, 100), { help: "scanRetries" }),
  maxHosts: option(integer("N", 1, 65_536), { help: "scanMaxHosts" }),
  banner: flag({ short: "b", help: "scanBanner" }),
  hex: option(text("HEX"), { help: "scanHex" }),
  all: flag({ short: "a", help: "scanAll" }),
  json: flag({ help: "scanJson" }),
  quiet: flag({ short: "q", help: "scanQuiet" }),
} as const;

type ScanArgs = ArgsOf<typeof ARGS>;

/** `jack scan [HOST] [PORTS]`. */
export const scan: AnyCommand = defineCommand({
  meta: { name: "scan" },
  args: ARGS,
  async run(context, args) {
    check(args);
    const services = ServiceNames.ofSystem();
    const plan = await planOf(args, services);
    const report = new ScanReport(context, plan, services, args);
    if (!args.quiet && !args.json) await announce(context, plan);
    const probe =
      plan.protocol === "tcp"
        ? (await import("../scan/probe-tcp.ts")).probeTcp
        : (await import("../scan/probe-udp.ts")).probeUdp;
    const late = new CliError(EXIT.timedOut, (m) => m.problem.timedOut(args.timeout ?? 0));
    const controller = new AbortController();
    // Every probe that runs listens to it.
    setMaxListeners(0, controller.signal);
    const stop = (): void => controller.abort(context.signal.reason);
    if (context.signal.aborted) stop();
    context.signal.addEventListener("abort", stop, { once: true });
    const timer = args.timeout === undefined ? undefined : setTimeout(() => controller.abort(late), args.timeout);
    try {
      await runScan(plan, probe, report, controller.signal);
    } finally {
      clearTimeout(timer);
      context.signal.removeEventListener("abort", stop);
      await report.end();
    }
    return report.open > 0 ? EXIT.ok : EXIT.open;
  },
});

function check(args: ScanArgs): void {
  if (args.ipv4 && args.ipv6) throw new UsageError((m) => m.usage.together("-4", "-6"));
  if (args.banner && args.udp) throw new UsageError((m) => m.usage.together("--banner", "--udp"));
  if (args.hex !== undefined && !args.udp) throw new UsageError((m) => m.usage.needs("--hex", "--udp"));
  if (args.retries !== undefined && !args.udp) throw new UsageError((m) => m.usage.needs("--retries", "--udp"));
}

async function planOf(args: ScanArgs, services: ServiceNames): Promise<ScanPlan> {
  const protocol = args.udp ? "udp" : "tcp";
  // One argument that can only be ports is about this machine.
  const onlyPorts = args.ports === undefined && args.hosts !== undefined && looksLikePorts(args.hosts);
  const portText = onlyPorts ? args.hosts : args.ports;
  const family = args.ipv4 ? 4 : args.ipv6 ? 6 : undefined;
  const hostText = onlyPorts || args.hosts === undefined ? (family === 6 ? "::1" : "127.0.0.1") : args.hosts;
  const ports = portText === undefined ? services.commonPorts(protocol) : parsePorts(portText, protocol, services);
  const hosts = await resolveHosts(hostText, { family, maxHosts: args.maxHosts ?? DEFAULT_MAX_HOSTS });
  return {
    protocol,
    hosts,
    ports,
    parallel: args.parallel ?? DEFAULT_PARALLEL[protocol],
    rate: args.rate ?? (hosts.every(isThisMachine) ? 0 : DEFAULT_FOREIGN_RATE),
    waitMs: args.wait ?? DEFAULT_WAIT_MS,
    retries: args.retries ?? 1,
    banner: args.banner,
    payload: args.hex === undefined ? undefined : parseHex(args.hex),
  };
}

async function announce({ stderr, messages }: CliContext, plan: ScanPlan): Promise<void> {
  const { hosts, ports } = plan;
  const words = messages.tools.scan;
  const [first] = hosts;
  const target = hosts.length === 1 && first !== undefined ? first.name : hosts.length;
  await stderr.print(`${words.intent({ ...plan, target, ports: ports.length })}\n`);
  for (const { name, address, others } of hosts) {
    if (others.length > 0) await stderr.print(`${words.others(name, address, others)}\n`);
  }
  if (!hosts.every(isThisMachine)) await stderr.print(`${words.foreign}\n`);
}

function isThisMachine({ address }: ScanHost): boolean {
  if (address.startsWith("127.") || address === "::1") return true;
  const plain = address.replace(/%.*$/, "");
  return Object.values(networkInterfaces()).some((list) => list?.some((item) => item.address === plain));
}
