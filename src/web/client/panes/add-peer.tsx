import { type JSX, useState } from "react";
import { callApi } from "../model/api-client.ts";
import { usePage, useT } from "../ui/hooks.ts";

/** Properties of {@link AddPeer}. */
export interface AddPeerProps {
  readonly session: string;
  readonly onDone: () => void;
}

/** Cuts `host:port` or `[::1]:port`; null when it is neither. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^\s*(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})\s*$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** A line in which an address becomes a UDP peer. */
export function AddPeer({ session, onDone }: AddPeerProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const [text, setText] = useState("");
  const parsed = parseHostPort(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed === null) return;
        onDone();
        void workbench.attempt(async () => {
          const peer = await callApi("addPeer", { params: { session }, body: parsed });
          workbench.desk.get()?.togglePeer(peer.id);
        });
      }}
    >
      <input
        className="field-input field-mono"
        aria-label={t("tree.addPeer")}
        placeholder={t("tree.addPeerHint")}
        value={text}
        aria-invalid={text !== "" && parsed === null}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
        onBlur={() => text === "" && onDone()}
      />
    </form>
  );
}
