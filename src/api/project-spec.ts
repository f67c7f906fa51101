import type { ServiceNetwork, ServiceSpec } from "./service-spec.ts";
import type { CharsetSpec, SessionSpec } from "./session-spec.ts";
import type { TlsServerSpec } from "./tls-spec.ts";

/** Where and how a service of a project is opened. */
export interface ServicePlace {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 picks a free one, the same for all networks. @default the service's own */
  readonly port?: number;
  /** @default what the service is made for, with `tls` only TCP of that */
  readonly networks?: readonly ServiceNetwork[];
  /** How the bytes are shown. @default utf-8 both ways */
  readonly charset?: CharsetSpec;
  /** Speak TLS; only on TCP, so not for `inbox`. @default no */
  readonly tls?: TlsServerSpec;
}

/** A service of a project: what it is, its options, and where it is opened. */
export type ProjectService = ServiceSpec & ServicePlace;

/** What a project file, `jackfield.json`, says: what is to be opened together. */
export interface ProjectSpec {
  /** Address of the file's JSON schema, for editors. */
  readonly $schema?: string;
  readonly services?: readonly ProjectService[];
  /** Sessions beside the services; see {@link SessionSpec}. */
  readonly sessions?: readonly SessionSpec[];
}
