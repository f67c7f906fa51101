import { loadSys } from "../sys/load-sys.ts";
import { checkInt } from "./bytes-like.ts";
import { socketFailure } from "./socket-calls.ts";

/** All interfaces of this machine as pairs of index and name. if_nameindex(3) */
export function if_nameindex(): readonly (readonly [index: number, name: string])[] {
  return loadSys().interfaces();
}

/** The index of an interface. @throws SocketError `ERR_SYSTEM` (ENODEV) when there is none of that name */
export function if_nametoindex(name: string): number {
  if (typeof name !== "string") throw new TypeError("name must be a string");
  const index = loadSys().interfaceIndex(name);
  if (index < 0) throw socketFailure("socket", -index);
  return index;
}

/** The name of an interface. @throws SocketError `ERR_SYSTEM` (ENXIO) when there is none of that index */
export function if_indextoname(index: number): string {
  checkInt(index, "index");
  if (index < 0) throw new RangeError(`index must not be negative, got ${index}`);
  const name = loadSys().interfaceName(index);
  if (typeof name === "number") throw socketFailure("socket", -name);
  return name;
}
