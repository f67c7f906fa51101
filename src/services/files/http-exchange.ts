import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { connect, formatAddress, type InetAddress, toNetSocket } from "../../net/index.ts";
import { SocketError } from "../../errors/index.ts";
import { TransferError } from "./transfer-error.ts";

/** Where a file is, or is to be. */
export interface FileLocation {
  readonly address: InetAddress;
  /** Of the request line: `/` and the name in percent-encoding. */
  readonly path: string;
  /** The name as it is shown. */
  readonly name: string;
}

/** Options of {@link exchange}. */
export interface ExchangeOptions {
  readonly fields?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Give up when nothing moves for so long. */
  readonly idleMs: number;
  /** Sent when the server agrees (`100-continue`), or after a second of silence. */
  readonly body?: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;
}

const CONTINUE_MS = 1000;

/**
 * One request on a connection of its own, and the head of its answer.
 * @throws SocketError; TransferError `not-http` when what answers is no HTTP server
 */
export async function exchange(
  method: "GET" | "HEAD" | "PUT",
  { address, path }: FileLocation,
  { fields = {}, signal, idleMs, body }: ExchangeOptions,
): Promise<IncomingMessage> {
  const stream = await connect(address, { timeoutMs: idleMs, ...(signal === undefined ? {} : { signal }) });
  const socket = toNetSocket(stream);
  const remote = formatAddress(address);
  const options: RequestOptions = {
    method,
    path,
    createConnection: () => socket,
    headers: { Host: remote, "User-Agent": "jackfield", Connection: "close", ...fields },
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      response.on("close", () => socket.destroy());
      resolve(response);
    });
    socket.setTimeout(idleMs, () => {
      socket.destroy(
        new SocketError("ERR_TIMEOUT", { op: "recv", network: "tcp", remote, hint: `nothing for ${idleMs} ms` }),
      );
    });
    sent.on("error", (error) => reject(problemOf(error, signal)));
    if (body === undefined) return void sent.end();
    let begun = false;
    const begin = (): void => {
      if (begun) return;
      begun = true;
      const write = (bytes: Uint8Array): Promise<void> =>
        new Promise((done, failed) => sent.write(bytes, (error) => (error ? failed(error) : done())));
      body(write).then(
        () => sent.end(),
        (error: Error) => sent.destroy(error),
      );
    };
    sent.once("continue", begin);
    const timer = setTimeout(begin, CONTINUE_MS);
    sent.once("response", () => {
      begun = true;
      clearTimeout(timer);
    });
    sent.once("close", () => clearTimeout(timer));
    sent.flushHeaders();
  });
}

/** Reads what is left of an answer that is of no further use. */
export function drop(response: IncomingMessage): void {
  response.on("error", () => undefined);
  response.destroy();
}

function problemOf(error: Error & { readonly code?: string }, signal: AbortSignal | undefined): Error {
  if (signal?.aborted === true) return signal.reason as Error;
  // A server of bare names takes the request for a name, closes, or answers with something else.
  const notHttp = error.code === "ECONNRESET" || error.code?.startsWith("HPE_") === true;
  return notHttp ? new TransferError({ type: "not-http" }, { cause: error }) : error;
}
