import { capabilities } from "../../net/index.ts";
import { type AnyCommand, defineCommand, flag, option, optional } from "../command.ts";
import type { CliContext } from "../context.ts";
import { checkAddresses, checkIpv6 } from "../doctor/address-checks.ts";
import { findingLines } from "../doctor/doctor-report.ts";
import type { Finding, FindingLevel } from "../doctor/finding.ts";
import { checkFirewall } from "../doctor/firewall-check.ts";
import {
  checkBackend,
  checkBuffers,
  checkFiles,
  checkLosses,
  checkNode,
  checkPorts,
  checkTerminal,
} from "../doctor/machine-checks.ts";
import { type MachineView, THIS_MACHINE } from "../doctor/machine-view.ts";
import { checkListeners, checkPort } from "../doctor/port-checks.ts";
import { EXIT } from "../exit-table.ts";
import { readSocketTable } from "../ls/socket-table.ts";
import type { DoctorMessages } from "../messages/doctor-messages.ts";
import { choice, integer } from "../options/value-types.ts";
import { painter } from "../output/paint.ts";

/** `jack doctor [PORT]`. */
export const doctor: AnyCommand = defineCommand({
  meta: { name: "doctor" },
  args: {
    port: optional(integer("PORT", 1, 65_535), "doctorPort"),
    json: flag({ help: "doctorJson" }),
    color: option(choice("WHEN", ["auto", "always", "never"])),
  },
  async run(context, args) {
    const { stdout } = context;
    const findings = await examine({ ...THIS_MACHINE, env: context.env }, context, args.port ?? null);
    const words = await doctorMessages(context);
    if (args.json) {
      for (const { check, level, facts, text } of findings) {
        await stdout.print(`${JSON.stringify({ check, level, ...facts, text: text(words) })}\n`);
      }
    } else {
      const color =
        args.color === "always" || (args.color !== "never" && stdout.isTerminal && !context.env["NO_COLOR"]);
      const paint = painter(color);
      for (const finding of findings) {
        await stdout.print(`${findingLines(finding, words, Math.min(stdout.columns, 120), paint).join("\n")}\n`);
      }
      const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
      await stdout.print(`\n${words.summary(count("problem"), count("note"), count("unknown"))}\n`);
    }
    return findings.some(({ level }) => level === "problem") ? EXIT.expectation : EXIT.ok;
  },
});

/** Everything that is looked at, in the order in which it is told: first what was asked. */
async function examine(machine: MachineView, context: CliContext, port: number | null): Promise<Finding[]> {
  const table = readSocketTable(new Set(["tcp", "udp"]));
  return [
    ...(port === null ? [] : [await checkPort(port, machine, table)]),
    checkAddresses(machine, port),
    checkIpv6(machine),
    await checkFirewall(machine, port),
    checkListeners(machine, table),
    checkNode(machine, context.version),
    checkBackend(capabilities()),
    checkTerminal(machine, context.stdout.isTerminal),
    checkFiles(machine),
    checkBuffers(machine),
    checkLosses(machine),
    checkPorts(machine),
  ];
}

async function doctorMessages({ locale }: CliContext): Promise<DoctorMessages> {
  return locale === "zh"
    ? (await import("../messages/zh-doctor.ts")).zhDoctor
    : (await import("../messages/en-doctor.ts")).enDoctor;
}
