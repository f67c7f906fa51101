import type { JSX } from "react";
import type { SessionState } from "../../../api/index.ts";
import { formatBytesAs, formatFramingText, formatHex } from "../../../bytes/index.ts";
import { cliOfSend, cliOfSession, pythonOfSend, pythonOfSession } from "../text/copy-as.ts";
import { copyText } from "../ui/clipboard.ts";
import { usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuEntry } from "../ui/menu.tsx";
import type { Sending } from "./composer.tsx";

/** Puts text on the clipboard and says so. */
function useCopy(): (text: string) => void {
  const { announce } = usePage();
  const t = useT();
  return (text) => void copyText(text).then((done) => announce(t(done ? "app.copied" : "app.copyFailed")));
}

/** A session as a command, as Python, as its JSON description. */
export function CopySession({ session }: { readonly session: SessionState }): JSX.Element {
  const t = useT();
  const copy = useCopy();
  const { spec } = session;
  const framing = spec.framing === undefined || spec.framing.type === "read" ? "" : formatFramingText(spec.framing);
  const cli = cliOfSession(spec, framing);
  const python = pythonOfSession(spec);
  const entries: MenuEntry[] = [
    { heading: t("copy.open") },
    ...(cli === "" ? [] : [{ label: t("copy.cli"), onSelect: () => copy(cli) }]),
    ...(python === "" ? [] : [{ label: t("copy.python"), onSelect: () => copy(python) }]),
    { label: t("copy.json"), onSelect: () => copy(JSON.stringify(spec, null, 2)) },
  ];
  return <CopyMenu entries={entries} />;
}

/** A send as a command and as Python. */
export function CopySend({ sending }: { readonly sending: Sending }): JSX.Element | null {
  const { workbench } = usePage();
  const t = useT();
  const copy = useCopy();
  const { target, preview } = sending;
  const { bytes } = preview;
  const open = [...workbench.peers.get().values()].find((peer) =>
    target.kind === "peer" ? peer.id === target.to : peer.phase === "open",
  );
  if (open === undefined || bytes === null || bytes.length === 0) return null;
  const spec = workbench.current()?.spec;
  const secure = spec?.type === "tcp-client" && spec.tls !== undefined;
  const tls = secure ? { tls: { ...spec.tls, host: spec.host, port: spec.port } } : {};
  const where = { network: open.network, remote: open.remote, ...tls };
  const entries: MenuEntry[] = [
    { heading: t("copy.send") },
    { label: t("copy.cli"), onSelect: () => copy(cliOfSend(where, formatHex(bytes, { upperCase: true }))) },
    { label: t("copy.python"), onSelect: () => copy(pythonOfSend(where, formatBytesAs(bytes, "python"))) },
  ];
  return <CopyMenu entries={entries} />;
}

function CopyMenu({ entries }: { readonly entries: readonly MenuEntry[] }): JSX.Element {
  const t = useT();
  return (
    <Menu
      align="end"
      entries={entries}
      trigger={
        <button type="button" className="btn btn-quiet btn-small">
          <Icon name="copy" />
          {t("copy.as")}
        </button>
      }
    />
  );
}
