import { connect, connectThroughProxy, ipVersion, type SocketOptions, type Stream } from "../../../net/index.ts";
import { type Channel, StreamChannel } from "../channel/channel.ts";
import { dialReason } from "../connect/dial-failure.ts";
import { joinStdio } from "../stdio/join-stdio.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { proxySpecOf } from "../options/proxy-wishes.ts";
import type { NumericHost } from "../address/resolve.ts";
import { openUdpChannel } from "../connect/udp-channel.ts";
import { tryConnect } from "../connect/zero-probe.ts";
import type { OpenbsdOptions } from "./openbsd-options.ts";
import { parsePorts, shuffled } from "./port-list.ts";
import { ServiceNames } from "./service-names.ts";
import { socketWishes } from "./socket-wishes.ts";

/** How long `-zu` waits for a refusal when `-w` does not say. */
const UDP_PROBE_MS = 1_000;

/** OpenBSD's nc as a client: one port after another; 0 when at least one connection stood. @throws NcExit 1 */
export async function openbsdConnect(session: NcSession, options: OpenbsdOptions): Promise<number> {
  if (options.unix) return connectUnix(session, options);
  const services = new ServiceNames();
  const protocol = options.udp ? "udp" : "tcp";
  const ports = await parsePorts(options.ports, async (name) => services.portOf(name, protocol));
  const [sourcePort] =
    options.sourcePort === null
      ? []
      : await parsePorts([options.sourcePort], async (name) => services.portOf(name, protocol));
  const client = new Client(session, options, services, sourcePort ?? null);
  let code = 1;
  let first = true;
  for (const port of options.random ? shuffled(ports) : ports) {
    if (!first && options.intervalMs !== null) await session.io.clock.sleep(options.intervalMs);
    first = false;
    if (await client.visit(port)) code = 0;
  }
  return code;
}

class Client {
  readonly #session: NcSession;
  readonly #options: OpenbsdOptions;
  readonly #services: ServiceNames;
  readonly #sourcePort: number | null;

  constructor(session: NcSession, options: OpenbsdOptions, services: ServiceNames, sourcePort: number | null) {
    this.#session = session;
    this.#options = options;
    this.#services = services;
    this.#sourcePort = sourcePort;
  }

  /** Whether the connection to this port stood. */
  async visit(port: number): Promise<boolean> {
    const { proxy } = this.#options;
    if (proxy !== null) return this.#converse(port, null, await this.#byProxy(port, proxy));
    const hosts = await resolveOrExit(this.#session, this.#options.host ?? "", port);
    for (const host of hosts) {
      const channel = await this.#reach(host, port);
      if (channel === "failed") continue;
      if (channel !== "probed") return this.#converse(port, host, channel);
      this.#tellSuccess(port, host);
      return true;
    }
    return false;
  }

  /** The connection to one address; `-z` has closed it already. */
  async #reach(host: NumericHost, port: number): Promise<Channel | "probed" | "failed"> {
    const { probe, udp } = this.#options;
    try {
      if (!probe) return await this.#open(host, port);
      await (udp ? this.#probeUdp(host, port) : this.#probe(host, port));
      return "probed";
    } catch (error) {
      if (error instanceof NcExit && error.cause === undefined) throw error;
      this.#tellFailure(port, host, error);
      return "failed";
    }
  }

  async #converse(port: number, host: NumericHost | null, channel: Channel): Promise<boolean> {
    this.#tellSuccess(port, host);
    if (this.#options.probe) await channel.close();
    else await converse(this.#session, this.#options, channel);
    return true;
  }

  async #open(host: NumericHost, port: number): Promise<Channel> {
    if (this.#options.udp) return this.#udp(host, port);
    return new StreamChannel(await this.#tcp(host, port), true);
  }

  async #tcp(host: NumericHost, port: number): Promise<Stream> {
    const socket = this.#socketOptions(host);
    return connect(
      { host: host.host, port },
      { timeoutMs: this.#options.timeoutMs, ...(await this.#from(host)), ...(socket === undefined ? {} : { socket }) },
    );
  }

  #udp(host: NumericHost, port: number): Promise<Channel> {
    const options = { ...this.#session.options, host: host.host, port, sourcePort: this.#sourcePort };
    return openUdpChannel({ ...this.#session, options }, { socket: this.#socketOptions(host), silent: true });
  }

  async #probe(host: NumericHost, port: number): Promise<void> {
    const { localHost, localPort } = await this.#from(host);
    const from = {
      ...(localHost === undefined ? {} : { localAddress: localHost }),
      ...(localPort === undefined ? {} : { localPort }),
    };
    await tryConnect({ host: host.host, port, ...from }, this.#options.timeoutMs);
  }

  /** Silence may be a firewall's: only a refusal is sure. */
  async #probeUdp(host: NumericHost, port: number): Promise<void> {
    const channel = await this.#udp(host, port);
    try {
      await channel.write(Buffer.from("X"));
      const wait = this.#options.timeoutMs === 0 ? UDP_PROBE_MS : this.#options.timeoutMs;
      await Promise.race([channel.read(), this.#session.io.clock.sleep(wait)]);
    } finally {
      await channel.close();
    }
  }

  async #byProxy(port: number, address: string): Promise<Channel> {
    const { proxyType, proxyUser, timeoutMs, host } = this.#options;
    const spec = proxySpecOf({ address, type: proxyType, auth: this.#proxyAuth(proxyUser), dns: "remote" });
    try {
      return new StreamChannel(await connectThroughProxy({ host: host ?? "", port }, spec, { timeoutMs }), true);
    } catch (error) {
      const { hint } = error as { hint?: string };
      throw new NcExit(1, hint ?? dialReason(error), { cause: error });
    }
  }

  /** The password comes from the environment: there is no terminal to ask at in a script. */
  #proxyAuth(user: string | null): string | null {
    if (user === null) return null;
    return `${user}:${this.#session.io.env["NC_PROXY_PASSWORD"] ?? ""}`;
  }

  #socketOptions({ family }: NumericHost): SocketOptions | undefined {
    return socketWishes(this.#options, family);
  }

  async #from({ family }: NumericHost): Promise<{ readonly localHost?: string; readonly localPort?: number }> {
    const { source } = this.#options;
    const port = this.#sourcePort === null ? {} : { localPort: this.#sourcePort };
    if (source === null) return port;
    const hosts = await resolveOrExit(this.#session, source, this.#sourcePort ?? 0);
    return { localHost: (hosts.find((item) => item.family === family) ?? hosts[0])?.host ?? source, ...port };
  }

  #tellSuccess(port: number, host: NumericHost | null): void {
    const { numeric, udp } = this.#options;
    const protocol = udp ? "udp" : "tcp";
    const service = numeric ? null : this.#services.nameOf(port, protocol);
    if (this.#session.log.verbose) {
      const text = `Connection to ${this.#hostText(host)} ${port} port [${protocol}/${service ?? "*"}] succeeded!\n`;
      this.#session.log.raw(text);
    }
  }

  #tellFailure(port: number, host: NumericHost, error: unknown): void {
    const reason =
      (error as { code?: string }).code === "ERR_TIMEOUT" ? "Operation now in progress" : dialReason(cause(error));
    if (isBindFailure(error)) throw new NcExit(1, `bind failed: ${reason}`, { cause: error });
    const protocol = this.#options.udp ? "udp" : "tcp";
    this.#session.log.tell(`connect to ${this.#hostText(host)} port ${port} (${protocol}) failed: ${reason}`);
  }

  /** A name is followed by its address. */
  #hostText(host: NumericHost | null): string {
    const given = this.#options.host ?? "";
    return host === null || ipVersion(given) !== 0 ? given : `${given} (${host.host})`;
  }
}

async function connectUnix(session: NcSession, options: OpenbsdOptions): Promise<number> {
  const path = options.host ?? "";
  let channel: Channel;
  try {
    if (options.udp)
      channel = await (await import("../connect/unixgram-channel.ts")).openUnixgramChannel(session, "Bound on");
    else channel = new StreamChannel(await connect({ path }, { timeoutMs: options.timeoutMs }), true);
  } catch (error) {
    throw new NcExit(1, `${path}: ${dialReason(cause(error))}`, { cause: error });
  }
  if (options.probe) await channel.close();
  else await converse(session, options, channel);
  return 0;
}

/** Joins a client's connection with standard input and output, by the rules of OpenBSD's nc. @throws NcExit 1 */
async function converse(session: NcSession, options: OpenbsdOptions, channel: Channel): Promise<void> {
  await joinStdio(session, channel, {
    afterInputMs: options.quitMs,
    // The peer's end is not the end while there is input to be sent.
    staysAfterPeer: !options.detached,
    idleExit: new NcExit(0, null),
    ...(options.recvLimit === null ? {} : { maxReads: options.recvLimit }),
  }).catch((error: unknown) => {
    throw conversationFailure(error);
  });
}

/** A connection that broke: said, and exit code 1, where OpenBSD's nc says nothing and ends with 0. */
export function conversationFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "SocketError") return error;
  return new NcExit(1, dialReason(error), { cause: error });
}

async function resolveOrExit(session: NcSession, host: string, port: number): Promise<readonly NumericHost[]> {
  return session.resolve(host).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NcExit(1, `getaddrinfo for host "${host}" port ${port}: ${reason}`);
  });
}

/** The failure behind one that is in ncat's words. */
function cause(error: unknown): unknown {
  return error instanceof NcExit && error.cause !== undefined ? error.cause : error;
}

function isBindFailure(error: unknown): boolean {
  const { op, code, syscall } = cause(error) as { op?: string; code?: string; syscall?: string };
  return op === "bind" || code === "ERR_ADDRESS_NOT_AVAILABLE" || syscall === "bind";
}
