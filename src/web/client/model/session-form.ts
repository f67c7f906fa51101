import type { CharsetSpec, MulticastSpec, SessionSpec } from "../../../api/index.ts";
import type { CharsetName } from "../../../bytes/index.ts";
import type { TextKey, TextValues } from "../i18n/translate.ts";
import { DEFAULT_PROXY_FORM, type ProxyForm, proxyForm, proxySpec } from "./proxy-form.ts";
import { DEFAULT_SERVICE_FORM, type ServiceForm, serviceForm, serviceSpec } from "./service-form.ts";
import { DEFAULT_FRAMING_FORM, type FramingForm, framingForm, framingSpec } from "./framing-form.ts";
import { DEFAULT_TLS_FORM, tlsClientSpec, type TlsForm, tlsForm, tlsServerSpec } from "./tls-form.ts";

/** What can be opened with the form. */
export type FormType = "tcp-server" | "tcp-client" | "udp" | "unix-server" | "unix-client";

/** What is chosen as the protocol: a {@link FormType}, TCP's two also with TLS. */
export type FormKind = FormType | "tls-server" | "tls-client";

/** Every {@link FormKind}, in the order in which it is offered. */
export const FORM_KINDS: readonly FormKind[] = [
  "tcp-server",
  "tcp-client",
  "tls-server",
  "tls-client",
  "udp",
  "unix-server",
  "unix-client",
];

/** What stands in the fields of the form; numbers as they were typed. Fields of other types keep what they had. */
export interface SessionForm {
  readonly type: FormType;
  readonly name: string;
  /** Local address of a server or of UDP. */
  readonly host: string;
  readonly port: string;
  readonly remoteHost: string;
  readonly remotePort: string;
  readonly path: string;
  readonly charsetIn: CharsetName;
  readonly charsetOut: CharsetName;
  /** One charset for each direction; else `charsetIn` is both. */
  readonly charsetSplit: boolean;
  readonly framing: FramingForm;
  readonly reconnect: boolean;
  readonly reconnectDelayMs: string;
  readonly reconnectAttempts: string;
  readonly connectTimeoutMs: string;
  readonly clientHost: string;
  readonly clientPort: string;
  readonly keepAliveSeconds: string;
  readonly noDelay: boolean;
  readonly halfOpen: boolean;
  readonly backlog: string;
  readonly broadcast: boolean;
  readonly reuseAddress: boolean;
  readonly multicast: string;
  readonly multicastTtl: string;
  readonly multicastLoopback: boolean;
  readonly replaceStale: boolean;
  readonly mode: string;
  readonly maxPeers: string;
  readonly maxRows: string;
  /** What answers on a TCP server or a UDP socket. */
  readonly service: ServiceForm;
  /** TLS of TCP, either role. */
  readonly tls: TlsForm;
  /** The proxy of a TCP client. */
  readonly proxy: ProxyForm;
}

/** The form as it is for somebody who comes for the first time. */
export const DEFAULT_FORM: SessionForm = {
  type: "tcp-server",
  name: "",
  host: "127.0.0.1",
  port: "8080",
  remoteHost: "127.0.0.1",
  remotePort: "8080",
  path: "/tmp/jackfield.sock",
  charsetIn: "utf-8",
  charsetOut: "utf-8",
  charsetSplit: false,
  framing: DEFAULT_FRAMING_FORM,
  reconnect: false,
  reconnectDelayMs: "500",
  reconnectAttempts: "0",
  connectTimeoutMs: "10000",
  clientHost: "",
  clientPort: "",
  keepAliveSeconds: "0",
  noDelay: true,
  halfOpen: false,
  backlog: "511",
  broadcast: false,
  reuseAddress: false,
  multicast: "",
  multicastTtl: "1",
  multicastLoopback: true,
  replaceStale: true,
  mode: "600",
  maxPeers: "10000",
  maxRows: "50000000",
  service: DEFAULT_SERVICE_FORM,
  tls: DEFAULT_TLS_FORM,
  proxy: DEFAULT_PROXY_FORM,
};

/** What a form's protocol is called. */
export function kindOf({ type, tls }: SessionForm): FormKind {
  if (!tls.on) return type;
  return type === "tcp-server" ? "tls-server" : type === "tcp-client" ? "tls-client" : type;
}

/** The changes that make a form one of this protocol. */
export function ofKind(kind: FormKind, { tls }: SessionForm): Pick<SessionForm, "type" | "tls"> {
  if (kind === "tls-server") return { type: "tcp-server", tls: { ...tls, on: true } };
  if (kind === "tls-client") return { type: "tcp-client", tls: { ...tls, on: true } };
  return { type: kind, tls: { ...tls, on: false } };
}

/** What is wrong with one field. */
export interface FieldFault {
  readonly key: TextKey;
  readonly values?: TextValues;
}

/** Faults by field. */
export type FormFaults = Partial<Record<string, FieldFault>>;

/** Collects faults while a spec is made. */
export class FormReader {
  readonly faults: Record<string, FieldFault> = {};

  /** A whole number between two bounds; a fault and the lower bound if it is none. */
  integer(field: string, text: string, min: number, max: number): number {
    const value = Number(text.trim());
    if (/^-?\d+$/.test(text.trim()) && value >= min && value <= max) return value;
    this.faults[field] = { key: "form.badNumber", values: { min, max } };
    return min;
  }

  port(field: string, text: string, min: 0 | 1): number {
    const value = Number(text.trim());
    if (/^\d+$/.test(text.trim()) && value >= min && value <= 65_535) return value;
    this.faults[field] = { key: min === 0 ? "form.badPort" : "form.badPortRemote" };
    return min;
  }

  required(field: string, text: string, key: TextKey): string {
    if (text.trim() === "") this.faults[field] = { key };
    return text.trim();
  }
}

/** Leaves properties out that are undefined. */
function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

/** `value`, or undefined where it is the default: specs say only what was chosen. */
function unless<T>(value: T, usual: T): T | undefined {
  return value === usual ? undefined : value;
}

const GROUP = /^(?:22[4-9]|23\d)(?:\.\d{1,3}){3}$|^ff[0-9a-f]{2}:[0-9a-f:.]*$/i;

function multicastOf(form: SessionForm, reader: FormReader): readonly MulticastSpec[] | undefined {
  const groups: MulticastSpec[] = [];
  for (const [index, line] of form.multicast.split("\n").entries()) {
    const [group, where, source] = line.trim().split(/\s+/);
    if (group === undefined || group === "") continue;
    if (!GROUP.test(group)) {
      reader.faults["multicast"] = { key: "form.badMulticast", values: { line: index + 1, text: group } };
    }
    groups.push(defined<MulticastSpec>({ group, interface: where, source }));
  }
  return groups.length === 0 ? undefined : groups;
}

/** The charsets that a form asks for. */
export function formCharset(form: SessionForm): CharsetSpec {
  return { in: form.charsetIn, out: form.charsetSplit ? form.charsetOut : form.charsetIn };
}

function commonOf(form: SessionForm, reader: FormReader): object {
  const charset = formCharset(form);
  const limits = defined({
    maxPeers: unless(reader.integer("maxPeers", form.maxPeers, 1, 1_000_000), 10_000),
    maxRows: unless(reader.integer("maxRows", form.maxRows, 1, 1_000_000_000), 50_000_000),
  });
  const framing = framingSpec(form.framing, reader);
  return defined({
    name: form.name.trim() === "" ? undefined : form.name.trim(),
    charset: charset.in === "utf-8" && charset.out === "utf-8" ? undefined : charset,
    framing: framing.type === "read" ? undefined : framing,
    limits: Object.keys(limits).length === 0 ? undefined : limits,
  });
}

function tcpOf(form: SessionForm, reader: FormReader): object {
  return defined({
    noDelay: unless(form.noDelay, true),
    halfOpen: unless(form.halfOpen, false),
    keepAliveSeconds: unless(reader.integer("keepAliveSeconds", form.keepAliveSeconds, 0, 32_767), 0),
  });
}

function clientOf(form: SessionForm, reader: FormReader): object {
  return defined({
    connectTimeoutMs: unless(reader.integer("connectTimeoutMs", form.connectTimeoutMs, 1, 3_600_000), 10_000),
    reconnect: form.reconnect
      ? defined({
          delayMs: unless(reader.integer("reconnectDelayMs", form.reconnectDelayMs, 1, 3_600_000), 500),
          attempts: unless(reader.integer("reconnectAttempts", form.reconnectAttempts, 0, 1_000_000), 0),
        })
      : undefined,
  });
}

function udpOf(form: SessionForm, reader: FormReader): object {
  const hasRemote = form.remoteHost.trim() !== "";
  return defined({
    host: form.host.trim() === "" ? undefined : form.host.trim(),
    port: reader.port("port", form.port, 0),
    remote: hasRemote
      ? { host: form.remoteHost.trim(), port: reader.port("remotePort", form.remotePort, 1) }
      : undefined,
    broadcast: unless(form.broadcast, false),
    reuseAddress: unless(form.reuseAddress, false),
    multicast: multicastOf(form, reader),
    multicastTtl: unless(reader.integer("multicastTtl", form.multicastTtl, 0, 255), 1),
    multicastLoopback: unless(form.multicastLoopback, true),
    service: serviceSpec(form.service, "udp", formCharset(form), reader),
  });
}

function specOf(form: SessionForm, reader: FormReader): object {
  const common = commonOf(form, reader);
  const { type } = form;
  switch (type) {
    case "tcp-server": {
      const host = reader.required("host", form.host, "form.needHost");
      const backlog = unless(reader.integer("backlog", form.backlog, 1, 65_535), 511);
      const port = reader.port("port", form.port, 0);
      const service = serviceSpec(form.service, "tcp", formCharset(form), reader);
      const tls = tlsServerSpec(form.tls, reader);
      return defined({ type, host, port, ...common, ...tcpOf(form, reader), backlog, service, tls });
    }
    case "tcp-client": {
      const host = reader.required("remoteHost", form.remoteHost, "form.needHost");
      const port = reader.port("remotePort", form.remotePort, 1);
      const local = defined({
        localHost: form.clientHost.trim() === "" ? undefined : form.clientHost.trim(),
        localPort: form.clientPort.trim() === "" ? undefined : reader.port("clientPort", form.clientPort, 0),
      });
      const way = defined({ tls: tlsClientSpec(form.tls, reader), proxy: proxySpec(form.proxy, reader) });
      return { type, host, port, ...common, ...tcpOf(form, reader), ...clientOf(form, reader), ...local, ...way };
    }
    case "udp":
      return { type, ...common, ...udpOf(form, reader) };
    case "unix-server": {
      const path = reader.required("path", form.path, "form.needPath");
      if (!/^[0-7]{3,4}$/.test(form.mode))
        reader.faults["mode"] = { key: "form.badNumber", values: { min: 0, max: 777 } };
      const mode = unless(form.mode, "600");
      const replaceStale = unless(form.replaceStale, true);
      return defined({ type, path, ...common, halfOpen: unless(form.halfOpen, false), replaceStale, mode });
    }
    default: {
      const path = reader.required("path", form.path, "form.needPath");
      return defined({
        type,
        path,
        ...common,
        halfOpen: unless(form.halfOpen, false),
        ...clientOf(form, reader),
      });
    }
  }
}

/** The session spec of a form, or what is wrong with its fields. */
export function specFromForm(
  form: SessionForm,
): { readonly spec: SessionSpec; readonly faults: null } | { readonly spec: null; readonly faults: FormFaults } {
  const reader = new FormReader();
  const spec = specOf(form, reader) as SessionSpec;
  return Object.keys(reader.faults).length === 0 ? { spec, faults: null } : { spec: null, faults: reader.faults };
}

/** The form of a session spec, on top of another form; a capture file has none. */
export function formFromSpec(spec: SessionSpec, base: SessionForm = DEFAULT_FORM): SessionForm {
  if (spec.type === "capture-file") return base;
  const charset = spec.charset ?? { in: "utf-8", out: "utf-8" };
  const form: SessionForm = {
    ...base,
    type: spec.type,
    name: spec.name ?? "",
    charsetIn: charset.in,
    charsetOut: charset.out,
    charsetSplit: charset.in !== charset.out,
    framing: framingForm(spec.framing ?? { type: "read" }),
    maxPeers: String(spec.limits?.maxPeers ?? 10_000),
    maxRows: String(spec.limits?.maxRows ?? 50_000_000),
    ...("halfOpen" in spec ? { halfOpen: spec.halfOpen ?? false } : {}),
    ...("reconnect" in spec ? reconnectFields(spec.reconnect) : { reconnect: false }),
  };
  switch (spec.type) {
    case "tcp-server":
      return {
        ...form,
        ...tcpFields(spec),
        host: spec.host ?? "127.0.0.1",
        port: String(spec.port),
        backlog: String(spec.backlog ?? 511),
        service: serviceForm(spec.service),
        tls: tlsForm(spec.tls),
      };
    case "tcp-client":
      return {
        ...form,
        ...tcpFields(spec),
        remoteHost: spec.host,
        remotePort: String(spec.port),
        clientHost: spec.localHost ?? "",
        clientPort: spec.localPort === undefined ? "" : String(spec.localPort),
        connectTimeoutMs: String(spec.connectTimeoutMs ?? 10_000),
        tls: tlsForm(spec.tls),
        proxy: proxyForm(spec.proxy),
      };
    case "udp":
      return {
        ...form,
        host: spec.host ?? "",
        port: String(spec.port ?? 0),
        remoteHost: spec.remote?.host ?? "",
        remotePort: spec.remote === undefined ? base.remotePort : String(spec.remote.port),
        broadcast: spec.broadcast ?? false,
        reuseAddress: spec.reuseAddress ?? false,
        multicast: (spec.multicast ?? [])
          .map((item) => [item.group, item.interface, item.source].filter(Boolean).join(" "))
          .join("\n"),
        multicastTtl: String(spec.multicastTtl ?? 1),
        multicastLoopback: spec.multicastLoopback ?? true,
        service: serviceForm(spec.service),
      };
    case "unix-server":
      return { ...form, path: spec.path, replaceStale: spec.replaceStale ?? true, mode: spec.mode ?? "600" };
    default:
      return { ...form, path: spec.path, connectTimeoutMs: String(spec.connectTimeoutMs ?? 10_000) };
  }
}

function tcpFields(spec: { readonly noDelay?: boolean; readonly keepAliveSeconds?: number }): Partial<SessionForm> {
  return { noDelay: spec.noDelay ?? true, keepAliveSeconds: String(spec.keepAliveSeconds ?? 0) };
}

function reconnectFields(
  spec: { readonly delayMs?: number; readonly attempts?: number } | undefined,
): Partial<SessionForm> {
  if (spec === undefined) return { reconnect: false };
  return {
    reconnect: true,
    reconnectDelayMs: String(spec.delayMs ?? 500),
    reconnectAttempts: String(spec.attempts ?? 0),
  };
}

/** Whether an address is reachable only from this machine. */
export function isLoopback(host: string): boolean {
  const name = host.trim().toLowerCase();
  return name === "localhost" || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
