import { formatAddress } from "../address.ts";
import type { SocketName } from "../sys/sockaddr.ts";

/** A socket name as errors print it: `127.0.0.1:80`, `[::1]:80`, `/run/x.sock`, `@abstract`. */
export function printName(name: SocketName): string {
  if (typeof name === "string") return name;
  if (name instanceof Uint8Array) return printUnix(name);
  const [first, second] = name;
  return typeof first === "string" && typeof second === "number"
    ? formatAddress({ host: first, port: second })
    : String(first);
}

function printUnix(bytes: Uint8Array): string {
  const abstract = bytes[0] === 0;
  const text = new TextDecoder().decode(abstract ? bytes.subarray(1) : bytes);
  return abstract ? `@${text}` : text;
}
