import type { SessionState } from "../../api/index.ts";

/** The name under which a browser saves a session's capture: as it is, and for clients that know only ASCII. */
export function captureFileName(session: Pick<SessionState, "name" | "openedUs">): {
  readonly full: string;
  readonly ascii: string;
} {
  const opened = new Date(session.openedUs / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${opened.getFullYear()}${two(opened.getMonth() + 1)}${two(opened.getDate())}`;
  const time = `${two(opened.getHours())}${two(opened.getMinutes())}${two(opened.getSeconds())}`;
  const name = session.name
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 80);
  const full = `${name === "" ? "capture" : name}-${day}-${time}.pcapng`;
  return { full, ascii: full.replaceAll(/[^\x20-\x7e]/g, "_") };
}
