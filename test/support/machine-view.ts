import type { MachineView, ProgramAnswer } from "../../src/cli/doctor/machine-view.ts";

/** A machine as a test describes it. */
export function machine(
  parts: Partial<MachineView> & {
    readonly files?: Readonly<Record<string, string>>;
    readonly answers?: Readonly<Record<string, Partial<ProgramAnswer>>>;
    readonly addresses?: readonly (readonly [name: string, address: string])[];
  },
): MachineView {
  const { files = {}, answers = {}, addresses = [], ...rest } = parts;
  return {
    platform: "linux",
    nodeVersion: "20.19.0",
    env: {},
    uid: 1000,
    read: (path) => files[path] ?? null,
    interfaces: () => {
      const all: Record<string, ReturnType<MachineView["interfaces"]>[string]> = {};
      for (const [name, address] of addresses) {
        const common = { address, netmask: "", mac: "", internal: name === "lo", cidr: null };
        const info = address.includes(":")
          ? ({ ...common, family: "IPv6", scopeid: 0 } as const)
          : ({ ...common, family: "IPv4" } as const);
        all[name] = [...(all[name] ?? []), info];
      }
      return all;
    },
    ask: (program) => {
      const answer = answers[program];
      return Promise.resolve(answer === undefined ? null : { code: 0, stdout: "", stderr: "", ...answer });
    },
    ...rest,
  };
}
