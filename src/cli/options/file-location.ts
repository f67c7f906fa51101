import { type InetAddress, parseAddress } from "../../net/index.ts";
import type { FileLocation } from "../../services/index.ts";
import type { ValueType } from "../command.ts";
import { UsageError } from "../cli-error.ts";

const FILES_PORT = 7788;
const HTTP_PORT = 80;

/**
 * `HOST[:PORT]/NAME`, where NAME is as it is, or `http://HOST[:PORT]/NAME`, where it is percent-encoded as in a browser.
 * A name may be missing here; see {@link baseName}.
 */
export const fileLocation: ValueType<FileLocation> = {
  placeholder: "HOST:PORT/NAME",
  hint: "host",
  parse: (text) => {
    const [, scheme = "", host = "", rest = ""] = /^((?:http|tcp):\/\/)?([^/]*)\/?(.*)$/is.exec(text) ?? [];
    const isUrl = scheme.toLowerCase() === "http://";
    const { address } = parseAddress(host, { defaultPort: isUrl ? HTTP_PORT : FILES_PORT });
    if (!isInet(address)) throw new UsageError((m) => m.files.noName);
    if (!isUrl) return { address, path: `/${rest.split("/").map(encodeURIComponent).join("/")}`, name: rest };
    return {
      address,
      path: new URL(`http://h/${rest}`).pathname + new URL(`http://h/${rest}`).search,
      name: decoded(rest),
    };
  },
};

/** The last part of a file's name, which is never a path. */
export function baseName({ name }: FileLocation): string {
  const base = name.split("/").pop() ?? "";
  if (base === "" || base === "." || base === ".." || /[\0\\]/.test(base)) throw new UsageError((m) => m.files.noName);
  return base;
}

function isInet(address: object): address is InetAddress {
  return "port" in address;
}

function decoded(path: string): string {
  const bare = path.replace(/[?#].*$/s, "");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
