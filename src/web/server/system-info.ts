import { networkInterfaces } from "node:os";
import type { MachineAddress, SystemAnswer } from "../../api/index.ts";
import { CHARSET_NAMES, CHECKSUM_CATALOGUE, FRAMING_TYPES } from "../../bytes/index.ts";
import { isLan } from "./access.ts";

/** What a {@link SystemInfo} is made of. */
export interface SystemFacts {
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly maxJsonBytes: number;
  readonly maxUploadBytes: number;
}

/** Tells what the workbench is and what this machine has. */
export class SystemInfo {
  readonly #facts: SystemFacts;
  readonly #startedUs = Date.now() * 1000;

  constructor(facts: SystemFacts) {
    this.#facts = facts;
  }

  get version(): string {
    return this.#facts.version;
  }

  /** The answer of `system`, with the addresses that this machine has now. */
  answer(): SystemAnswer {
    const { version, host, port, maxJsonBytes, maxUploadBytes } = this.#facts;
    return {
      version,
      node: process.versions.node,
      platform: process.platform,
      pid: process.pid,
      startedUs: this.#startedUs,
      host,
      port,
      lan: isLan(host),
      addresses: machineAddresses(),
      charsets: CHARSET_NAMES,
      checksums: CHECKSUM_CATALOGUE.map(({ name, bytes }) => ({ name, bytes })),
      framings: FRAMING_TYPES,
      limits: { jsonBytes: maxJsonBytes, uploadBytes: maxUploadBytes },
    };
  }
}

function machineAddresses(): readonly MachineAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? []).map(({ address, family, internal }) => ({
      interface: name,
      address,
      family: family === "IPv6" ? (6 as const) : (4 as const),
      loopback: internal,
    })),
  );
}
