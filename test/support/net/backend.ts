import type { bindDatagrams, connect, listen, serve } from "../../../src/net/index.ts";

/** What the shared suites run over. */
export interface NetBackend {
  readonly name: string;
  readonly connect: typeof connect;
  readonly listen: typeof listen;
  readonly serve: typeof serve;
  readonly bindDatagrams: typeof bindDatagrams;
}
