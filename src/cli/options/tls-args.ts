import type { ProxyClientSpec, TlsClientSpec, TlsServerSpec, TlsSpec, TlsVersionName } from "../../api/index.ts";
import { isUnixAddress, parseProxyAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { type ArgsOf, flag, type FlagArg, option, optionName, type OptionArg, type ValueType } from "../command.ts";
import { choice, path, text } from "./value-types.ts";

const VERSIONS = ["1.0", "1.1", "1.2", "1.3"] as const;
type Version = (typeof VERSIONS)[number];

const alpn: ValueType<readonly string[]> = {
  placeholder: "PROTOCOL,…",
  parse: (value) => {
    const names = value.split(",").map((name) => name.trim());
    if (names.some((name) => name === "" || name.length > 255)) throw new UsageError((m) => m.tls.notAlpn(value));
    return names;
  },
};

const EITHER_ARGS: {
  tlsCa: OptionArg<string>;
  tlsCert: OptionArg<string>;
  tlsKey: OptionArg<string>;
  tlsPassphraseFile: OptionArg<string>;
  tlsAlpn: OptionArg<readonly string[]>;
  tlsCiphers: OptionArg<string>;
  tlsMin: OptionArg<Version>;
  tlsMax: OptionArg<Version>;
} = {
  tlsCa: option(path("FILE")),
  tlsCert: option(path("FILE")),
  tlsKey: option(path("FILE")),
  tlsPassphraseFile: option(path("FILE")),
  tlsAlpn: option(alpn),
  tlsCiphers: option(text("CIPHERS")),
  tlsMin: option(choice("VERSION", VERSIONS)),
  tlsMax: option(choice("VERSION", VERSIONS)),
};

/** TLS of a client. */
export const TLS_CLIENT_ARGS: typeof EITHER_ARGS & { tlsName: OptionArg<string>; tlsInsecure: FlagArg } = {
  ...EITHER_ARGS,
  tlsName: option(text("NAME")),
  tlsInsecure: flag(),
};

/** TLS of a server. */
export const TLS_SERVER_ARGS: typeof EITHER_ARGS & { tlsRequireClientCert: FlagArg; tlsInsecure: FlagArg } = {
  ...EITHER_ARGS,
  tlsRequireClientCert: flag(),
  tlsInsecure: flag({ help: "tlsServerInsecure" }),
};

/** A proxy on the way. */
export const PROXY_ARGS: { proxy: OptionArg<ProxyClientSpec> } = {
  proxy: option<ProxyClientSpec>({
    placeholder: "URL",
    parse: (value) => {
      const { address, ...spec } = parseProxyAddress(value);
      if (isUnixAddress(address)) throw new UsageError((m) => m.usage.wrongNetwork("--proxy", "unix", "HOST:PORT"));
      return { ...spec, ...address };
    },
  }),
};

/** The values of {@link TLS_CLIENT_ARGS}. */
export type TlsClientArgs = ArgsOf<typeof TLS_CLIENT_ARGS>;
/** The values of {@link TLS_SERVER_ARGS}. */
export type TlsServerArgs = ArgsOf<typeof TLS_SERVER_ARGS>;

/**
 * TLS of a client's session; undefined for an address without it.
 * @throws UsageError when TLS options are given for such an address
 */
export function tlsClientSpec(network: string, args: TlsClientArgs): TlsClientSpec | undefined {
  if (!isTls(network, TLS_CLIENT_ARGS, args)) return undefined;
  return {
    ...eitherSpec(args),
    ...(args.tlsName === undefined ? {} : { serverName: args.tlsName }),
    ...(args.tlsInsecure ? { verify: false } : {}),
  };
}

/**
 * TLS of a server's session; undefined for an address without it.
 * @throws UsageError when TLS options are given for such an address, or when nobody could be trusted
 */
export function tlsServerSpec(network: string, args: TlsServerArgs): TlsServerSpec | undefined {
  if (!isTls(network, TLS_SERVER_ARGS, args)) return undefined;
  const { tlsRequireClientCert, tlsInsecure, tlsCa } = args;
  if (tlsInsecure && !tlsRequireClientCert) {
    throw new UsageError((m) => m.usage.needs("--tls-insecure", "--tls-require-client-cert"));
  }
  // The usual authorities sign servers: whoever means them can name their file.
  if (tlsRequireClientCert && !tlsInsecure && tlsCa === undefined) {
    throw new UsageError((m) => m.usage.needs("--tls-require-client-cert", "--tls-ca"));
  }
  return {
    ...eitherSpec(args),
    ...(tlsRequireClientCert ? { requireClientCertificate: true, verify: !tlsInsecure } : {}),
  };
}

/**
 * TLS of a server that has no address with a scheme: on as soon as one of the options, or `--tls`, is given.
 * @throws UsageError as {@link tlsServerSpec}
 */
export function serveTlsSpec(args: TlsServerArgs & { readonly tls: boolean }): TlsServerSpec | undefined {
  return args.tls || givenOf(TLS_SERVER_ARGS, args) !== undefined ? tlsServerSpec("tls", args) : undefined;
}

/** Whether TLS of a client is asked for, by the address or by an option. */
export function wantsTls(network: string, args: TlsClientArgs): boolean {
  return network === "tls" || givenOf(TLS_CLIENT_ARGS, args) !== undefined;
}

function isTls(network: string, table: object, args: object): boolean {
  if (network === "tls") return true;
  const given = givenOf(table, args);
  if (given !== undefined) throw new UsageError((m) => m.usage.needs(`--${optionName(given)}`, "tls://"));
  return false;
}

/** The first option of a table that was given. */
function givenOf(table: object, args: object): string | undefined {
  const values = args as Readonly<Record<string, unknown>>;
  return Object.keys(table).find((key) => values[key] !== undefined && values[key] !== false);
}

function eitherSpec(args: ArgsOf<typeof EITHER_ARGS>): TlsSpec {
  const { tlsCa, tlsCert, tlsKey, tlsPassphraseFile, tlsAlpn, tlsCiphers, tlsMin, tlsMax } = args;
  if (tlsKey !== undefined && tlsCert === undefined)
    throw new UsageError((m) => m.usage.needs("--tls-key", "--tls-cert"));
  return {
    ...(tlsCa === undefined ? {} : { caFile: tlsCa }),
    ...(tlsCert === undefined ? {} : { certFile: tlsCert }),
    ...(tlsKey === undefined ? {} : { keyFile: tlsKey }),
    ...(tlsPassphraseFile === undefined ? {} : { passphraseFile: tlsPassphraseFile }),
    ...(tlsAlpn === undefined ? {} : { alpn: tlsAlpn }),
    ...(tlsCiphers === undefined ? {} : { ciphers: tlsCiphers }),
    ...(tlsMin === undefined ? {} : { minVersion: versionName(tlsMin) }),
    ...(tlsMax === undefined ? {} : { maxVersion: versionName(tlsMax) }),
  };
}

function versionName(version: Version): TlsVersionName {
  return version === "1.0" ? "TLSv1" : `TLSv${version}`;
}
