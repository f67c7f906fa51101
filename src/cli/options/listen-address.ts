import { type Address, isUnixAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";

/**
 * Where to listen: with `--lan` an address that names this machine only becomes every interface.
 * @throws UsageError when the address already says something else
 */
export function listenAddress<A extends Address>(address: A, lan: boolean): A {
  if (!lan) return address;
  if (isUnixAddress(address)) throw new UsageError((m) => m.usage.together("--lan", "unix:"));
  const { host } = address;
  if (host === "127.0.0.1" || host === "localhost" || host === "0.0.0.0") return { ...address, host: "0.0.0.0" };
  if (host === "::1" || host === "::") return { ...address, host: "::" };
  throw new UsageError((m) => m.usage.together("--lan", host));
}
