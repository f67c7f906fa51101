import type { JSX } from "react";
import type { PeerState, PeerTls, SessionState } from "../../../api/index.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { detailWords } from "../text/problem-words.ts";
import { visibleText } from "../text/visible-text.ts";
import { copyText } from "../ui/clipboard.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";

/** Properties of {@link TlsLine}. */
export interface TlsLineProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

/** The peer that is meant: the one that is looked at, else a client's only one. */
function meantPeer(
  peers: ReadonlyMap<number, PeerState>,
  selected: number | null,
  session: SessionState,
): PeerState | undefined {
  if (selected !== null) return peers.get(selected);
  return session.spec.type === "tcp-client" ? [...peers.values()].at(-1) : undefined;
}

/** What TLS agreed on with the peer that is looked at; of a server as a whole, the certificate that was made for it. */
export function TlsLine({ desk, session }: TlsLineProps): JSX.Element | null {
  const { workbench } = usePage();
  const peers = useSlowly(workbench.peers, 120);
  const selected = useObservable(desk.peer);
  if (!("tls" in session.spec) || session.spec.tls === undefined) return null;
  const peer = meantPeer(peers, selected, session);
  if (peer?.tls !== undefined)
    return <Agreed peer={peer} tls={peer.tls} isServer={session.spec.type === "tcp-server"} />;
  if (session.madeCertificate === undefined || selected !== null) return null;
  return <Made fingerprint={session.madeCertificate} />;
}

interface AgreedProps {
  readonly peer: PeerState;
  readonly tls: PeerTls;
  readonly isServer: boolean;
}

function Agreed({ peer, tls, isServer }: AgreedProps): JSX.Element {
  const t = useT();
  const { protocol, cipher, alpn, serverName, certificate } = tls;
  const facts = [cipher, alpn === null ? "" : `ALPN ${alpn}`, serverName === null ? "" : `SNI ${serverName}`];
  return (
    <div className="tls-line" role="note" aria-label={t("tls.state", { peer: visibleText(peer.remote) })}>
      <Icon name="lock" />
      <b>{protocol}</b>
      <span className="tls-facts">{visibleText(facts.filter((fact) => fact !== "").join(" · "))}</span>
      {certificate === null ? (
        // A server seldom asks for one; a client always gets one.
        isServer && <span className="muted">{t("tls.noCertificate")}</span>
      ) : (
        <CertificateFacts tls={tls} certificate={certificate} />
      )}
    </div>
  );
}

function CertificateFacts({
  tls: { trusted, distrust },
  certificate,
}: {
  readonly tls: PeerTls;
  readonly certificate: NonNullable<PeerTls["certificate"]>;
}): JSX.Element {
  const t = useT();
  const { subject, issuer, names, validTo, fingerprintSha256 } = certificate;
  const title = visibleText(`${subject} ← ${issuer}\nSHA-256 ${fingerprintSha256}`);
  return (
    <>
      <span className="tls-trust" data-trusted={trusted} title={distrust === null ? title : detailWords(distrust, t)}>
        {t(trusted ? "tls.trusted" : "tls.untrusted")}
      </span>
      <span className="tls-names" title={title}>
        {visibleText(subject)}
        {names.length > 0 && ` · ${visibleText(t("tls.names", { names: names.join(", ") }))}`}
        {` · ${t("tls.until", { date: validTo.slice(0, 10) })}`}
      </span>
      {distrust !== null && <span className="tls-why">{visibleText(detailWords(distrust, t))}</span>}
    </>
  );
}

function Made({ fingerprint }: { readonly fingerprint: string }): JSX.Element {
  const { announce } = usePage();
  const t = useT();
  return (
    <div className="tls-line tls-made" role="note" aria-label={t("tls.made")}>
      <Icon name="lock" />
      <span className="tls-label">{t("tls.made")}</span>
      <code className="tls-fingerprint" title={fingerprint}>
        {fingerprint}
      </code>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-small"
        title={t("tls.copyFingerprint")}
        aria-label={t("tls.copyFingerprint")}
        onClick={() => void copyText(fingerprint).then((done) => announce(t(done ? "app.copied" : "app.copyFailed")))}
      >
        <Icon name="copy" />
      </button>
    </div>
  );
}
