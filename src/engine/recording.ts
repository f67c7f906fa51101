export { openCaptureFile } from "./capture-file.ts";
import { createRecorder } from "./recorder.ts";
import type { RecorderFactory } from "./session-recorder.ts";

/** Records sessions to pcapng files. */
export const systemRecorder: RecorderFactory = createRecorder;
