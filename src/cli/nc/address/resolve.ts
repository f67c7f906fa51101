import { ipVersion } from "../../../net/index.ts";
import { NcExit } from "../report/nc-exit.ts";

/** A numeric address. */
export interface NumericHost {
  readonly host: string;
  readonly family: 4 | 6;
}

/** Looks a name up: all its addresses, never none. */
export type Resolve = (name: string) => Promise<readonly NumericHost[]>;

/** A name has no address; the message is the C library's (gai_strerror(3)). */
export class UnknownHost extends Error {
  override readonly name = "UnknownHost";
}

/** How {@link resolver} looks names up. */
export interface ResolverOptions {
  /** Only this family. @default both, in the system's order */
  readonly family?: 4 | 6 | undefined;
  /** Numbers only: nobody is asked. @default false */
  readonly numeric?: boolean;
}

/** A function that looks names up by these rules; it rejects with {@link UnknownHost}. */
export function resolver({ family, numeric = false }: ResolverOptions): Resolve {
  return async (name) => {
    const known = ipVersion(name);
    if (known !== 0) {
      if (family !== undefined && family !== known) throw new UnknownHost("Address family for hostname not supported");
      return [{ host: name, family: known }];
    }
    if (numeric) throw new UnknownHost("Name or service not known");
    const { lookup } = await import("node:dns/promises");
    const found = await lookup(name, { all: true, verbatim: true, ...(family === undefined ? {} : { family }) }).catch(
      (error: NodeJS.ErrnoException) => {
        throw new UnknownHost(GAI_TEXT[error.code ?? ""] ?? "Name or service not known", { cause: error });
      },
    );
    if (found.length === 0) throw new UnknownHost("Name or service not known");
    return found.map((item) => ({ host: item.address, family: item.family === 6 ? 6 : 4 }));
  };
}

const GAI_TEXT: Readonly<Record<string, string>> = {
  ENOTFOUND: "Name or service not known",
  EAI_AGAIN: "Temporary failure in name resolution",
  EAI_FAIL: "Non-recoverable failure in name resolution",
  EAI_MEMORY: "Memory allocation failure",
  EAI_NODATA: "No address associated with hostname",
  EAI_FAMILY: "ai_family not supported",
};

/** The addresses of a name, or the end of the program in ncat's words. @throws NcExit 2 */
export async function resolveOrQuit(resolve: Resolve, name: string, what: string): Promise<readonly NumericHost[]> {
  return resolve(name).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NcExit(2, `Could not resolve ${what} "${name}": ${reason}. QUITTING.`, { cause: error });
  });
}
