import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type CertificateDetails, certificateDetails } from "../certificate/certificate-details.ts";
import { NodeStream } from "../node/node-stream.ts";
import type { Stream } from "../stream.ts";
import type { TlsCarrier } from "./tls-carrier.ts";
import type { TlsDistrust } from "./tls-distrust.ts";
import { isTlsFailure, tlsFailure } from "./tls-failure.ts";

/** What TLS agreed on, and whom it found. */
export interface TlsState {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** The cipher suite by its standard name, `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The application protocol; null when none was agreed on. */
  readonly alpn: string | null;
  /** The name that the client asked for (SNI); null without one. */
  readonly serverName: string | null;
  /** Whether the other side's certificate is trusted (and for the right name). */
  readonly trusted: boolean;
  /** Why it is not; null when it is, and when no certificate was asked for. */
  readonly distrust: TlsDistrust | null;
  /** The other side's certificate; null without one. */
  readonly certificate: CertificateDetails | null;
  /** The other side's certificate and those above it, as far as they are known. */
  readonly chain: readonly CertificateDetails[];
  /** How the other side ended: `truncated` is a FIN without `close_notify`, what came before may be cut short (RFC 8446 §6.1). */
  readonly ended: "open" | "close_notify" | "truncated";
}

/** The part of {@link TlsState} that the handshake decides. */
export type TlsTrust = Pick<TlsState, "trusted" | "distrust" | "chain">;

/** A connection with TLS. */
export class TlsStream extends NodeStream {
  readonly #socket: TLSSocket;
  readonly #under: Stream;
  readonly #trust: TlsTrust;
  #ended: TlsState["ended"] = "open";

  /** Takes over a socket whose handshake is done, in the same turn in which it was done. */
  constructor(socket: TLSSocket, carrier: TlsCarrier, trust: TlsTrust) {
    const { local, remote } = carrier.stream;
    socket.allowHalfOpen = true;
    socket.pause();
    const head = socket.read() as Uint8Array | null;
    super(socket, { network: "tls", local, remote }, carrier);
    this.#socket = socket;
    this.#under = carrier.stream;
    this.#trust = trust;
    if (head !== null) this.prepend(new Uint8Array(head.buffer as ArrayBuffer, head.byteOffset, head.byteLength));
    // What fails after the handshake Node only tells.
    socket.on("error", (error) => socket.destroy(error));
    carrier.on("error", (error) => socket.destroy(error));
    const push = socket.push.bind(socket);
    const destroy = socket.destroy.bind(socket);
    socket.push = (chunk: Uint8Array | null): boolean => {
      if (chunk === null && this.#ended === "open") this.#ended = carrier.ended ? "truncated" : "close_notify";
      return push(chunk);
    };
    socket.destroy = (error?: Error): TLSSocket => {
      const failed = error !== undefined && error !== null && isTlsFailure(error);
      destroy(failed ? tlsFailure(error, this.site("recv")) : error);
      return socket;
    };
  }

  /** What TLS agreed on. */
  get state(): TlsState {
    const socket = this.#socket;
    const { servername } = socket as { readonly servername?: string | false };
    return {
      protocol: socket.getProtocol() ?? "unknown",
      cipher: socket.getCipher()?.standardName ?? "unknown",
      alpn: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null,
      serverName: typeof servername === "string" && servername !== "" ? servername : null,
      ...this.#trust,
      certificate: this.#trust.chain[0] ?? null,
      ended: this.#ended,
    };
  }

  /** Whether the peer ended without `close_notify`. */
  get truncated(): boolean {
    return this.#ended === "truncated";
  }

  /** The subject of the peer's certificate, when it is trusted. */
  get trustedSubject(): string | null {
    return this.#trust.trusted ? (this.#trust.chain[0]?.subject ?? null) : null;
  }

  override setNoDelay(on: boolean): void {
    this.#under.setNoDelay(on);
  }

  override setKeepAlive(seconds: number): void {
    this.#under.setKeepAlive(seconds);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#under.close();
  }

  override detach(): Socket {
    Reflect.deleteProperty(this.#socket, "push");
    return super.detach();
  }
}

/** What TLS agreed on; null for a stream without TLS. */
export function tlsState(stream: Stream): TlsState | null {
  return stream instanceof TlsStream ? stream.state : null;
}

/** The certificates that the other side gave. Node takes the first one out of its list: ask only once. */
export function peerChain(socket: TLSSocket): readonly CertificateDetails[] {
  const chain: CertificateDetails[] = [];
  const seen = new Set<string>();
  let next: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (next !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(certificateDetails(next));
    next = next.issuerCertificate;
  }
  return chain;
}
