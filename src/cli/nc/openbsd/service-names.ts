import { readFileSync } from "node:fs";

/** The names of services by port, from the system's list (services(5)); empty where there is none. */
export class ServiceNames {
  readonly #path: string;
  #entries: readonly (readonly [name: string, port: number, protocol: string])[] | null = null;

  constructor(path = "/etc/services") {
    this.#path = path;
  }

  /** `ssh`, or null for a port without a name. */
  nameOf(port: number, protocol: "tcp" | "udp"): string | null {
    return this.#load().find((entry) => entry[1] === port && entry[2] === protocol)?.[0] ?? null;
  }

  /** The port of a service; null for a name that is none. */
  portOf(name: string, protocol: "tcp" | "udp"): number | null {
    return this.#load().find((entry) => entry[0] === name && entry[2] === protocol)?.[1] ?? null;
  }

  #load(): readonly (readonly [string, number, string])[] {
    this.#entries ??= readEntries(this.#path);
    return this.#entries;
  }
}

function readEntries(path: string): readonly (readonly [string, number, string])[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const [name = "", place = "", ...aliases] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    const [port, protocol = ""] = place.split("/");
    return /^\d+$/.test(port ?? "") ? [name, ...aliases].map((one) => [one, Number(port), protocol] as const) : [];
  });
}
