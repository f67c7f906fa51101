import { TLS_VERSIONS, type TlsClientSpec, type TlsServerSpec, type TlsSpec } from "../../../api/index.ts";
import type { TlsVersionName } from "../../../api/index.ts";
import type { FormReader } from "./session-form.ts";

/** What stands in the fields about TLS, either role; an empty text is what is usual. */
export interface TlsForm {
  /** Speak TLS. */
  readonly on: boolean;
  /** A certificate of files: a server's instead of one made on the spot, a client's at all. */
  readonly own: boolean;
  readonly certFile: string;
  readonly keyFile: string;
  readonly passphraseFile: string;
  readonly caFile: string;
  readonly verify: boolean;
  readonly requireClient: boolean;
  readonly serverName: string;
  /** Names with commas between. */
  readonly alpn: string;
  readonly ciphers: string;
  readonly minVersion: TlsVersionName | "";
  readonly maxVersion: TlsVersionName | "";
  readonly handshakeTimeoutMs: string;
}

/** The form without TLS. */
export const DEFAULT_TLS_FORM: TlsForm = {
  on: false,
  own: false,
  certFile: "",
  keyFile: "",
  passphraseFile: "",
  caFile: "",
  verify: true,
  requireClient: false,
  serverName: "",
  alpn: "",
  ciphers: "",
  minVersion: "",
  maxVersion: "",
  handshakeTimeoutMs: "10000",
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function identity(form: TlsForm, reader: FormReader): TlsSpec {
  if (!form.own) return {};
  const spec: Writable<TlsSpec> = { certFile: reader.required("certFile", form.certFile, "tls.needCert") };
  if (form.keyFile.trim() !== "") spec.keyFile = form.keyFile.trim();
  if (form.passphraseFile.trim() !== "") spec.passphraseFile = form.passphraseFile.trim();
  return spec;
}

function protocol(form: TlsForm, reader: FormReader): TlsSpec {
  const { minVersion, maxVersion } = form;
  const spec: Writable<TlsSpec> = {};
  const alpn = form.alpn
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (alpn.some((name) => name.length > 255) || alpn.length > 32) reader.faults["alpn"] = { key: "tls.badAlpn" };
  if (alpn.length > 0) spec.alpn = alpn;
  if (form.ciphers.trim() !== "") spec.ciphers = form.ciphers.trim();
  if (minVersion !== "") spec.minVersion = minVersion;
  if (maxVersion !== "") spec.maxVersion = maxVersion;
  const rank = (version: TlsVersionName): number => TLS_VERSIONS.indexOf(version);
  if (rank(minVersion || "TLSv1.2") > rank(maxVersion || "TLSv1.3")) {
    reader.faults["maxVersion"] = { key: "tls.badVersions" };
  }
  return spec;
}

function authorities(form: TlsForm): TlsSpec {
  return form.caFile.trim() === "" ? {} : { caFile: form.caFile.trim() };
}

/** TLS of a server as a form asks for; undefined without it. */
export function tlsServerSpec(form: TlsForm, reader: FormReader): TlsServerSpec | undefined {
  if (!form.on) return undefined;
  const timeout = reader.integer("handshakeTimeoutMs", form.handshakeTimeoutMs, 1, 86_400_000);
  return {
    ...identity(form, reader),
    ...(form.requireClient ? { ...authorities(form), requireClientCertificate: true } : {}),
    ...(form.requireClient && !form.verify ? { verify: false } : {}),
    ...protocol(form, reader),
    ...(timeout === 10_000 ? {} : { handshakeTimeoutMs: timeout }),
  };
}

/** TLS of a client as a form asks for; undefined without it. */
export function tlsClientSpec(form: TlsForm, reader: FormReader): TlsClientSpec | undefined {
  if (!form.on) return undefined;
  return {
    ...identity(form, reader),
    ...(form.verify ? authorities(form) : { verify: false }),
    ...(form.serverName.trim() === "" ? {} : { serverName: form.serverName.trim() }),
    ...protocol(form, reader),
  };
}

/** The form of a spec's TLS; undefined is none. */
export function tlsForm(spec: (TlsClientSpec & TlsServerSpec) | undefined): TlsForm {
  if (spec === undefined) return DEFAULT_TLS_FORM;
  return {
    on: true,
    own: spec.certFile !== undefined,
    certFile: spec.certFile ?? "",
    keyFile: spec.keyFile ?? "",
    passphraseFile: spec.passphraseFile ?? "",
    caFile: spec.caFile ?? "",
    verify: spec.verify ?? true,
    requireClient: spec.requireClientCertificate ?? false,
    serverName: spec.serverName ?? "",
    alpn: (spec.alpn ?? []).join(", "),
    ciphers: spec.ciphers ?? "",
    minVersion: spec.minVersion ?? "",
    maxVersion: spec.maxVersion ?? "",
    handshakeTimeoutMs: String(spec.handshakeTimeoutMs ?? 10_000),
  };
}

/** Whether nobody checks who the other end is: what a person must be warned of. */
export function isUnchecked(form: TlsForm, role: "client" | "server"): boolean {
  return form.on && !form.verify && (role === "client" || form.requireClient);
}
