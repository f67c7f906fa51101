import type { ServiceNetwork } from "../api/index.ts";
import { JackfieldError } from "../errors/index.ts";
import { bindDatagrams, isUnixAddress, listen } from "../net/index.ts";

/** Ports that are tried when one is wanted that is free on several networks. */
const TRIES = 20;

/**
 * A port of this host that is free on all these networks just now. It is looked for before anything is opened, so that
 * nobody is told of a port that is given up again.
 * @throws SocketError as `listen`
 */
export async function freePort(host: string, networks: readonly ServiceNetwork[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryPort(host, networks);
    } catch (error) {
      if (attempt >= TRIES || !JackfieldError.is(error, "ERR_ADDRESS_IN_USE")) throw error;
    }
  }
}

async function tryPort(host: string, networks: readonly ServiceNetwork[]): Promise<number> {
  const open: { close(): Promise<void> | void }[] = [];
  let port = 0;
  try {
    for (const network of networks) {
      const socket = network === "tcp" ? await listen({ host, port }) : await bindDatagrams({ host, port });
      open.push(socket);
      if (!isUnixAddress(socket.local)) port = socket.local.port;
    }
    return port;
  } finally {
    for (const socket of open) await socket.close();
  }
}
