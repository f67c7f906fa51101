import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Address, isUnixAddress } from "../../net/index.ts";
import type { SocketFacts } from "./relay-end.ts";

/**
 * What a program is told of the connection that it serves: `JACK_PROTOCOL`, `JACK_REMOTE_ADDR`, `JACK_REMOTE_PORT`,
 * `JACK_LOCAL_ADDR`, `JACK_LOCAL_PORT`, and the same by the names of ncat (`NCAT_…`) and socat (`SOCAT_PEERADDR`, …), so
 * that programs written for those need no change.
 */
export function childEnvironment(facts: SocketFacts | null): Record<string, string> {
  if (facts === null) return {};
  const [remoteHost, remotePort] = partsOf(facts.remote);
  const [localHost, localPort] = partsOf(facts.local);
  return {
    JACK_PROTOCOL: facts.protocol,
    JACK_REMOTE_ADDR: remoteHost,
    JACK_REMOTE_PORT: remotePort,
    JACK_LOCAL_ADDR: localHost,
    JACK_LOCAL_PORT: localPort,
    NCAT_PROTO: facts.protocol === "UDP" ? "UDP" : "TCP",
    NCAT_REMOTE_ADDR: remoteHost,
    NCAT_REMOTE_PORT: remotePort,
    NCAT_LOCAL_ADDR: localHost,
    NCAT_LOCAL_PORT: localPort,
    SOCAT_PEERADDR: remoteHost,
    SOCAT_PEERPORT: remotePort,
    SOCAT_SOCKADDR: localHost,
    SOCAT_SOCKPORT: localPort,
  };
}

function partsOf(address: Address): readonly [string, string] {
  return isUnixAddress(address) ? [address.path, ""] : [address.host, String(address.port)];
}

/** The file that a program's name stands for, or why it cannot be started: `missing` or `forbidden`. */
export function findProgram(
  name: string,
  path: string | undefined,
): { readonly path: string } | "missing" | "forbidden" {
  const candidates = name.includes("/")
    ? [name]
    : (path ?? "/usr/local/bin:/usr/bin:/bin")
        .split(delimiter)
        .map((folder) => join(folder === "" ? "." : folder, name));
  let found: "missing" | "forbidden" = "missing";
  for (const candidate of candidates) {
    try {
      if (!statSync(candidate).isFile()) continue;
      found = "forbidden";
      accessSync(candidate, constants.X_OK);
      return { path: candidate };
    } catch {
      // The next folder may have it.
    }
  }
  return found;
}
