import type { TalkCapture } from "./talk-capture.ts";

/** The capture of a chat; null when none is wanted. What writes it is loaded only then. */
export async function openCapture(path: string | undefined, type: "udp" | "tcp-client"): Promise<TalkCapture | null> {
  if (path === undefined) return null;
  const { TalkCapture: Capture } = await import("./talk-capture.ts");
  return Capture.open(path, type);
}
