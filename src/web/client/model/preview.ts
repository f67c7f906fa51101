import { messageBytes } from "../../../api/index.ts";
import type { CharsetName } from "../../../bytes/index.ts";
import { JackfieldError, LocalProtocolError } from "../../../errors/index.ts";
import { type ComposerSettings, messageOf } from "./composer-model.ts";

/** The exact bytes that would be sent, or why there are none. */
export type Preview =
  | { readonly bytes: Uint8Array; readonly fault: null }
  /** The box is empty: the checksum of nothing is nothing to send. */
  | { readonly bytes: null; readonly fault: null }
  | {
      readonly bytes: null;
      /** `position` counts UTF-16 units of the text from 0; null when the fault is not at one place. */
      readonly fault: { readonly code: string; readonly message: string; readonly position: number | null };
    };

/** Makes the bytes of what stands in the send box, as the workbench will make them. */
export function previewOf(
  mode: "text" | "hex",
  text: string,
  settings: ComposerSettings,
  charset: CharsetName,
): Preview {
  try {
    if (settings.checksum !== "" && isEmpty(mode, text)) return { bytes: null, fault: null };
    return { bytes: messageBytes(messageOf(mode, text, settings, charset)), fault: null };
  } catch (error) {
    if (!JackfieldError.is(error)) throw error;
    const position = error instanceof LocalProtocolError ? (error.position ?? null) : null;
    return { bytes: null, fault: { code: error.code, message: error.message, position } };
  }
}

/** Whether nothing was typed, whatever would be put behind it. */
function isEmpty(mode: "text" | "hex", text: string): boolean {
  return mode === "text" ? text === "" : messageBytes({ type: "hex", hex: text }).length === 0;
}
