import type { SessionSpec } from "../../../api/index.ts";

/** What a session's state has in place of a password. */
const HIDDEN = "***";

/** The passwords of proxies that were typed into this page: states do not tell them, and a session can be opened again. */
export class ProxyPasswords {
  readonly #known = new Map<string, string>();

  /** The spec with its password: remembered when it is one, put in its place when it is hidden. */
  fill(spec: SessionSpec): SessionSpec {
    if (spec.type !== "tcp-client" || spec.proxy?.password === undefined) return spec;
    const { password, ...proxy } = spec.proxy;
    const key = JSON.stringify([proxy.protocol, proxy.host, proxy.port, proxy.username]);
    if (password !== HIDDEN) {
      this.#known.set(key, password);
      return spec;
    }
    const known = this.#known.get(key);
    return { ...spec, proxy: known === undefined ? proxy : { ...proxy, password: known } };
  }
}
