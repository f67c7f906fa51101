import { type Address, bindDatagrams, type Datagrams, type InetAddress } from "../../../net/index.ts";
import type { DatagramPort } from "./datagram-port.ts";
import type { NcSession } from "../session/nc-session.ts";
import { announce, bindFailure, listenAddresses, openAll } from "../accept/open-listeners.ts";
import { peerName } from "../report/peer-name.ts";

/** Binds UDP sockets as the options say and announces them. @throws NcExit 2 */
export async function openUdpPorts(session: NcSession): Promise<readonly DatagramPort[]> {
  return openAll(await listenAddresses(session), async (address) => {
    const port = await bindUdp(address).catch((error: unknown) => {
      throw bindFailure(peerName(address), error);
    });
    announce(session, port.local);
    return port;
  });
}

/** Binds one UDP socket. @throws SocketError */
export async function bindUdp(address: InetAddress): Promise<DatagramPort> {
  return new UdpPort(await bindDatagrams(address, { ipv6Only: address.host.includes(":"), broadcast: true }));
}

class UdpPort implements DatagramPort {
  readonly #datagrams: Datagrams;

  constructor(datagrams: Datagrams) {
    this.#datagrams = datagrams;
  }

  get local(): InetAddress {
    return this.#datagrams.local;
  }

  async receive(): ReturnType<DatagramPort["receive"]> {
    for (;;) {
      try {
        return await this.#datagrams.receive();
      } catch (error) {
        // A peer that has gone: the others have not.
        if (!isRefusal(error)) throw error;
      }
    }
  }

  send(bytes: Uint8Array, to: Address): Promise<void> {
    return this.#datagrams.send(bytes, to as InetAddress);
  }

  close(): Promise<void> {
    return this.#datagrams.close();
  }
}

function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ERR_REFUSED" || code === "ERR_HOST_UNREACHABLE" || code === "ERR_NETWORK_UNREACHABLE";
}
