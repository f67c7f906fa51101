import type { CharsetName } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import { visibleText } from "./visible-text.ts";

/** What is wrong with a text that is to be sent. */
export interface TextFault {
  readonly code: string;
  /** The workbench's words, in English. */
  readonly message: string;
  /** In UTF-16 units from 0; null when the fault is not at one place. */
  readonly position: number | null;
}

/** Says what is wrong, where (columns count characters from 1), in the page's language where it has words for it. */
export function faultWords(fault: TextFault, text: string, charset: CharsetName, t: Translate): string {
  const { code, position, message } = fault;
  if (position === null) return message;
  const column = Array.from(text.slice(0, position)).length + 1;
  const character = visibleText(String.fromCodePoint(text.codePointAt(position) ?? 0x20));
  switch (code) {
    case "ERR_UNENCODABLE":
      return t("send.unencodable", { charset: charset.toUpperCase(), character, column });
    case "ERR_BAD_HEX":
      return t("send.badHex", { character, column });
    case "ERR_BAD_ESCAPE":
      return t("send.badEscape", { column });
    default:
      return message;
  }
}
