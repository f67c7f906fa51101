import type { JSX } from "react";
import { formatHex } from "../../../bytes/index.ts";
import type { Preview } from "../model/preview.ts";
import { useT } from "../ui/hooks.ts";

const SHOWN_BYTES = 256;

/** Properties of {@link PreviewLine}. */
export interface PreviewLineProps {
  readonly preview: Preview;
  /** An empty message can be sent. */
  readonly datagram: boolean;
  /** Something stands in the box. */
  readonly started: boolean;
}

/** The exact bytes that would be sent and their number, or what is wrong and where. */
export function PreviewLine({ preview, datagram, started }: PreviewLineProps): JSX.Element {
  const t = useT();
  if (preview.fault !== null) {
    const { message, position, code } = preview.fault;
    const look = t as (key: string) => string;
    return (
      <div className="preview" id="send-preview">
        <span className="preview-fault" role="alert">
          {position === null ? "" : `${t("send.position", { column: position + 1 })}: `}
          {message}
          {code === "ERR_UNENCODABLE" && <span className="muted"> {look("remedy.ERR_UNENCODABLE")}</span>}
        </span>
      </div>
    );
  }
  const { bytes } = preview;
  if (bytes.length === 0) {
    const words = datagram && started ? "send.emptyDatagram" : datagram ? "send.emptyDatagram" : "send.previewEmpty";
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
