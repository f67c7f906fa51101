import type { ProxyClientSpec } from "../../../api/index.ts";
import type { FormReader } from "./session-form.ts";

/** What stands in the fields about a client's proxy. */
export interface ProxyForm {
  readonly protocol: ProxyClientSpec["protocol"] | "none";
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly dns: NonNullable<ProxyClientSpec["dns"]>;
}

/** The proxies that can be chosen. */
export const PROXY_PROTOCOLS: readonly ProxyForm["protocol"][] = ["none", "http", "socks5", "socks4a", "socks4"];

/** The form without a proxy. */
export const DEFAULT_PROXY_FORM: ProxyForm = {
  protocol: "none",
  host: "127.0.0.1",
  port: "1080",
  username: "",
  password: "",
  dns: "remote",
};

/** The proxy that a form asks for; undefined without one. */
export function proxySpec(form: ProxyForm, reader: FormReader): ProxyClientSpec | undefined {
  const { protocol, username, password, dns } = form;
  if (protocol === "none") return undefined;
  return {
    protocol,
    host: reader.required("proxyHost", form.host, "proxy.needHost"),
    port: reader.port("proxyPort", form.port, 1),
    ...(username === "" ? {} : { username }),
    ...(password === "" || protocol === "socks4" || protocol === "socks4a" ? {} : { password }),
    ...(dns === "remote" ? {} : { dns }),
  };
}

/** The form of a spec's proxy; undefined is none. */
export function proxyForm(spec: ProxyClientSpec | undefined): ProxyForm {
  if (spec === undefined) return DEFAULT_PROXY_FORM;
  const { protocol, host, port, username = "", password = "", dns = "remote" } = spec;
  return { protocol, host, port: String(port), username, password, dns };
}
