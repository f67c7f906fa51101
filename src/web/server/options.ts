import type { Engine } from "../../engine/index.ts";
import type { Services } from "../../services/index.ts";

/** Options of `startWorkbench`. */
export interface WorkbenchOptions {
  /** Opens the sessions; it stays the caller's and is not closed with the workbench. */
  readonly engine: Engine;
  /** The services of the engine, so that people can take part in them. @default none */
  readonly services?: Services;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Said by `/api/system`. */
  readonly version: string;
  /** Address to bind; anything but a loopback address lets other machines in, who still need the token. @default 127.0.0.1 */
  readonly host?: string;
  /** 0 picks a free one. @default 7070, or a free one when that is taken */
  readonly port?: number;
  /** At least 16 characters of A-Z a-z 0-9 - _ . ~ @default 192 random bits */
  readonly token?: string;
  /** Further names by which the workbench may be reached, without port. @default none */
  readonly allowedNames?: readonly string[];
  /** Largest JSON body. @default 16_777_216 */
  readonly maxJsonBytes?: number;
  /** Largest uploaded file. @default 4_294_967_296 */
  readonly maxUploadBytes?: number;
  /** WebSockets open at a time. @default 64 */
  readonly maxLiveClients?: number;
  /** Hears failures that are this program's own fault; nothing secret is in them. @default nobody */
  readonly onFault?: (error: unknown) => void;
}

/** A running workbench. */
export interface Workbench extends AsyncDisposable {
  /** To be opened in a browser; the token is in it. */
  readonly url: string;
  readonly token: string;
  readonly host: string;
  readonly port: number;
  /** Stops serving; idempotent. The engine's sessions live on. */
  close(): Promise<void>;
}
