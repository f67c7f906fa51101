import type { bindDatagrams, connect, listen } from "../../../src/net/index.ts";

/** What the shared suites run over. */
export interface NetBackend {
  readonly name: string;
  readonly connect: typeof connect;
  readonly listen: typeof listen;
  readonly bindDatagrams: typeof bindDatagrams;
}
