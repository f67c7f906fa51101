import { JackfieldError } from "../errors/index.ts";
import type { OpenedCapture } from "./capture-file-session.ts";
import { createRecorder } from "./recorder.ts";
import type { RecorderFactory } from "./session-recorder.ts";

/** Records sessions to pcapng files. */
export const systemRecorder: RecorderFactory = createRecorder;

/** Opens a capture file to be read. */
export async function openCaptureFile(path: string): Promise<OpenedCapture> {
  throw new JackfieldError(
    "ERR_UNSUPPORTED",
    `Capture file "${path}" cannot be opened: the reader is not built in yet`,
  );
}
