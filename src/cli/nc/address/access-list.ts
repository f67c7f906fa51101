import { readFileSync } from "node:fs";
import { ipVersion } from "../../../net/index.ts";
import { addressPattern, type HostPattern, isNamedHost, parseHostPattern } from "./host-pattern.ts";
import { quitting } from "../report/nc-exit.ts";
import type { Resolve } from "./resolve.ts";
import { systemReason } from "../report/system-reason.ts";

/** What one `--allow`, `--deny`, `--allowfile` or `--denyfile` says. */
export interface HostSource {
  readonly kind: "list" | "file";
  /** The list, with commas between, or the file's path. */
  readonly text: string;
}

/** Who may connect: everyone, or those that are allowed; in both cases without those that are denied. */
export class AccessList {
  readonly #allowed: readonly HostPattern[] | null;
  readonly #denied: readonly HostPattern[];

  private constructor(allowed: readonly HostPattern[] | null, denied: readonly HostPattern[]) {
    this.#allowed = allowed;
    this.#denied = denied;
  }

  /**
   * Reads the lists and looks the names in them up, once.
   * @throws NcExit 2 for what is no host, a name that is unknown, or a file that cannot be read
   */
  static async load(allow: readonly HostSource[], deny: readonly HostSource[], resolve: Resolve): Promise<AccessList> {
    const allowed = allow.length === 0 ? null : await patternsOf(allow, resolve);
    return new AccessList(allowed, await patternsOf(deny, resolve));
  }

  /** Whether this address may connect. A Unix peer has no address, and is always let in. */
  permits(address: string): boolean {
    const family = ipVersion(address);
    if (family === 0) return true;
    const among = (patterns: readonly HostPattern[]): boolean =>
      patterns.some((pattern) => pattern.matches(address, family));
    return (this.#allowed === null || among(this.#allowed)) && !among(this.#denied);
  }
}

async function patternsOf(sources: readonly HostSource[], resolve: Resolve): Promise<HostPattern[]> {
  const patterns: HostPattern[] = [];
  for (const source of sources) {
    for (const spec of specsOf(source)) {
      const found = await patternsOfSpec(spec, resolve);
      if (found === null) {
        throw quitting(
          source.kind === "file"
            ? `error in hosts file ${source.text}: "${spec}".`
            : `error in host specification "${source.text}".`,
        );
      }
      patterns.push(...found);
    }
  }
  return patterns;
}

function specsOf({ kind, text }: HostSource): readonly string[] {
  if (kind === "list") return listSpecs(text);
  try {
    return readFileSync(text, "utf8")
      .replace(/#.*/g, "")
      .split(/\s+/)
      .filter((spec) => spec !== "");
  } catch (error) {
    throw quitting(`can't open ${text}: ${systemReason(error)}.`, { cause: error });
  }
}

/** Commas stand between hosts; those that stand inside an IPv4 pattern (`10.0.0.1,5`) make several hosts of it too. */
function listSpecs(text: string): readonly string[] {
  return text.split(",").filter((spec) => spec !== "");
}

async function patternsOfSpec(spec: string, resolve: Resolve): Promise<readonly HostPattern[] | null> {
  const found = parseHostPattern(spec);
  if (found === null) return null;
  if (!isNamedHost(found)) return [found];
  const hosts = await resolve(found.name).catch(() => []);
  const patterns = hosts.map(({ host, family }) =>
    addressPattern(host, family, found.bits ?? (family === 6 ? 128 : 32)),
  );
  return patterns.length === 0 || patterns.includes(null) ? null : (patterns as HostPattern[]);
}
