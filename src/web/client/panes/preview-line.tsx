import type { JSX } from "react";
import { type CharsetName, formatHex } from "../../../bytes/index.ts";
import type { Preview } from "../model/preview.ts";
import { faultWords } from "../text/fault-words.ts";
import { useT } from "../ui/hooks.ts";

const SHOWN_BYTES = 256;

/** Properties of {@link PreviewLine}. */
export interface PreviewLineProps {
  readonly preview: Preview;
  /** An empty message can be sent. */
  readonly datagram: boolean;
  /** What stands in the box. */
  readonly text: string;
  readonly charset: CharsetName;
}

/** The exact bytes that would be sent and their number, or what is wrong and where. */
export function PreviewLine({ preview, datagram, text, charset }: PreviewLineProps): JSX.Element {
  const t = useT();
  if (preview.fault !== null) {
    const { code } = preview.fault;
    return (
      <div className="preview" id="send-preview">
        <span className="preview-fault" role="alert">
          {faultWords(preview.fault, text, charset, t)}
          {code === "ERR_UNENCODABLE" && <span className="muted"> {t("remedy.ERR_UNENCODABLE")}</span>}
        </span>
      </div>
    );
  }
  const { bytes } = preview;
  if (bytes === null || bytes.length === 0) {
    const words = datagram && bytes !== null ? "send.emptyDatagram" : "send.previewEmpty";
    return (
      <div className="preview" id="send-preview">
        <span className="muted">{t(words)}</span>
      </div>
    );
  }
  const hex = formatHex(bytes.subarray(0, SHOWN_BYTES), { upperCase: true });
  return (
    <div className="preview" id="send-preview" title={t("send.preview")}>
      <span className="preview-bytes">{bytes.length > SHOWN_BYTES ? `${hex} …` : hex}</span>
      <span className="preview-count">{t("send.bytes", { n: bytes.length })}</span>
    </div>
  );
}
