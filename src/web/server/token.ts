import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Shortest token that may be chosen. */
export const MIN_TOKEN_LENGTH = 16;

/** A new token: 192 random bits, safe in a URL and in a cookie. */
export function makeToken(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether two tokens are the same, in a time that tells nothing of where they differ. */
export function sameToken(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
