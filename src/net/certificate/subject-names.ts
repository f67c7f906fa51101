import { domainToASCII } from "node:url";
import { LocalProtocolError } from "../../errors/index.ts";
import { parseIpv4, parseIpv6 } from "../sys/inet-text.ts";
import { ascii, der } from "./der.ts";

/** `ub-common-name` of RFC 5280, appendix A.1. */
const COMMON_NAME_MAX = 64;
const ATTRIBUTE_MAX = 64;

/** A name that is written into a certificate, as its `GeneralName` in DER (RFC 5280 §4.2.1.6). */
export function generalName(name: string): Uint8Array {
  const address = parseIpv4(name) ?? parseIpv6(name.replace(/^\[(.*)\]$/, "$1"));
  if (address !== undefined) return der(0x87, address);
  if (name.includes("@")) return der(0x81, ascii(mailAddress(name)));
  return der(0x82, ascii(dnsName(name)));
}

/** Whether a common name is one that a server can be checked for, and therefore belongs into the names as well. */
export function isServerName(name: string): boolean {
  try {
    return !name.includes("@") && generalName(name).length > 0;
  } catch {
    return false;
  }
}

/**
 * A text attribute of a subject.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when it is empty, too long, or has control characters
 */
export function checkAttribute(what: "common name" | "organization", text: string): string {
  if (text.trim() === "") throw bad(text, `the ${what} is empty`);
  const limit = what === "common name" ? COMMON_NAME_MAX : ATTRIBUTE_MAX;
  const length = [...text].length;
  if (length > limit) throw bad(text, `the ${what} has ${length} characters, at most ${limit} are allowed (RFC 5280)`);
  if (/\p{Cc}/u.test(text)) throw bad(text, `the ${what} has a control character`);
  return text;
}

function dnsName(name: string): string {
  const wildcard = name.startsWith("*.") ? "*." : "";
  const plain = domainToASCII(name.slice(wildcard.length)).replace(/\.$/, "");
  const labels = plain.split(".");
  const good =
    plain.length > 0 &&
    plain.length <= 253 &&
    !/^[\d.]+$/.test(plain) &&
    labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
  if (!good) throw bad(name, `"${name}" is neither a DNS name nor an IP address`);
  return `${wildcard}${plain}`;
}

function mailAddress(name: string): string {
  if (!/^[\x21-\x7e]+@[\x21-\x3f\x41-\x7e]+$/.test(name)) throw bad(name, `"${name}" is no mail address`);
  return name;
}

function bad(input: string, reason: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${reason}`, { input });
}
