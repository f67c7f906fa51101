import { readFile } from "node:fs/promises";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import {
  type CertificateDetails,
  connectTls,
  isUnixAddress,
  parseAddress,
  readCertificates,
  type TlsState,
  tlsState,
} from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { DASH } from "../io/dash.ts";
import { readAll } from "../io/read-all.ts";
import { checkFile, checkFiles } from "../options/check-files.ts";
import type { Messages } from "../messages/messages.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";

/** Options of {@link showCertificate}. */
export interface ShowArgs {
  readonly tlsCa: string | undefined;
  readonly tlsName: string | undefined;
  readonly json: boolean;
}

const DAY_MS = 86_400_000;
const HTTPS_PORT = 443;
/** A chain has a few kilobytes. */
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * Prints the certificates of a PEM or DER file, of standard input (`-`), or those that a TLS server shows, for people or as JSON lines.
 * @throws JackfieldError `ERR_FILE`, `ERR_BAD_CERTIFICATE`; SocketError as `connectTls`
 */
export async function showCertificate(context: CliContext, what: string, args: ShowArgs): Promise<void> {
  await checkFiles({ tlsCa: args.tlsCa });
  const file = what === DASH ? await readAll(context.stdin, MAX_INPUT_BYTES) : await readIfThere(what);
  const state = file === null ? await askServer(context, what, args) : null;
  const found = file === null ? (state?.chain ?? []) : await readCertificates(file);
  const { stdout, clock, messages } = context;
  if (args.json) {
    const trust =
      state === null
        ? {}
        : { protocol: state.protocol, cipher: state.cipher, trusted: state.trusted, distrust: state.distrust };
    for (const one of found) await stdout.print(`${JSON.stringify({ ...one, ...trust })}\n`);
    return;
  }
  const pages = found.map((one, index) => {
    const title = found.length === 1 ? [] : [messages.tls.certificateOf(index + 1, found.length)];
    const rows = [...(index === 0 ? connectionRows(state, messages) : []), ...detailRows(one, clock.nowMs(), messages)];
    const width = Math.max(...rows.map(([label]) => textWidth(label)));
    return [...title, ...rows.map(([label, value]) => `${padToWidth(label, width)}  ${escaped(value)}`)].join("\n");
  });
  await stdout.print(`${pages.join("\n\n")}\n`);
}

/** The bytes of a file; null when there is none of this name and it can be an address. */
async function readIfThere(name: string): Promise<Uint8Array | null> {
  try {
    return await readFile(name);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // What has a slash or an extension of certificates is meant as a file.
    if (code === "ENOENT" && !/^\.{0,2}\/|\.(?:pem|crt|cer|der|key)$/i.test(name)) return null;
    await checkFile("FILE", "read", name);
    throw new JackfieldError("ERR_FILE", `Cannot read "${name}": ${fileReason(error)}`, { cause: error });
  }
}

async function askServer(context: CliContext, what: string, { tlsCa, tlsName }: ShowArgs): Promise<TlsState> {
  const { address } = parseAddress(what, { defaultNetwork: "tls", defaultPort: HTTPS_PORT });
  if (isUnixAddress(address)) throw new UsageError((m) => m.usage.wrongNetwork("cert show", "unix", "HOST:PORT"));
  const ca = tlsCa === undefined ? {} : { ca: await readFile(tlsCa, "utf8") };
  const named = tlsName === undefined ? {} : { serverName: tlsName };
  // Whoever looks at a certificate wants to see the bad ones too: nothing is sent, and the verdict is printed.
  const { rootCertificates } = await import("node:tls");
  const trusted = tlsCa === undefined ? { ca: rootCertificates } : ca;
  const stream = await connectTls(address, {
    ...named,
    ...trusted,
    verify: false,
    signal: context.signal,
    timeoutMs: 10_000,
  });
  try {
    const state = tlsState(stream);
    if (state === null) throw new Error("a TLS stream has a state");
    return state;
  } finally {
    await stream.close();
  }
}

type Row = readonly [label: string, value: string];

function connectionRows(state: TlsState | null, { tls, detail }: Messages): readonly Row[] {
  if (state === null) return [];
  const { protocol, cipher, alpn, distrust } = state;
  const reason = distrust === null ? null : `${distrust.message}; ${distrust.remedy}`;
  return [
    [tls.fields.protocol, [protocol, cipher, alpn].filter((word) => word !== null).join(" ")],
    [tls.fields.trust, reason === null ? tls.trusted : (detail?.(reason) ?? reason)],
  ];
}

function detailRows(details: CertificateDetails, nowMs: number, { tls }: Messages): readonly Row[] {
  const { fields } = tls;
  const { subject, names, issuer, validFrom, validTo, usages, authority, selfSigned } = details;
  return [
    [fields.subject, subject],
    ...(names.length === 0 ? [] : [[fields.names, names.join(", ")] as const]),
    [fields.issuer, selfSigned ? tls.selfSigned : issuer],
    [fields.validFrom, day(validFrom)],
    [fields.validTo, `${day(validTo)}  (${validity(details, nowMs, tls)})`],
    ...(authority
      ? [[fields.authority, tls.yes] as const]
      : [[fields.usages, usages.join(", ") || tls.anyUse] as const]),
    [fields.publicKey, details.publicKey],
    [fields.signature, details.signature],
    [fields.serialNumber, details.serialNumber],
    [fields.fingerprintSha256, details.fingerprintSha256],
    [fields.fingerprintSha1, details.fingerprintSha1],
  ];
}

function validity({ validFrom, validTo }: CertificateDetails, nowMs: number, tls: Messages["tls"]): string {
  const days = (ms: number): number => Math.max(0, Math.floor(ms / DAY_MS));
  if (nowMs > validTo.getTime()) return tls.expired(days(nowMs - validTo.getTime()));
  if (nowMs < validFrom.getTime()) return tls.notYet(days(validFrom.getTime() - nowMs));
  return tls.daysLeft(days(validTo.getTime() - nowMs));
}

function day(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}

/** Names in a certificate are the other side's: no control character of theirs reaches the terminal. */
function escaped(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
