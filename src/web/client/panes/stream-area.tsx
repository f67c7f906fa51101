import { type JSX, useEffect, useRef, useState } from "react";
import { StreamView } from "../lists/stream-view.ts";
import type { RowView } from "../model/row-view.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { useLatest, useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { remoteIn } from "./rows-area.tsx";

/** Properties of {@link StreamArea}. */
export interface StreamAreaProps {
  readonly desk: SessionDesk;
  readonly view: RowView;
  readonly hex: boolean;
}

/** Both directions as one continuous text, live. */
export default function StreamArea({ desk, view, hex }: StreamAreaProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const host = useRef<HTMLDivElement>(null);
  const stream = useRef<StreamView | null>(null);
  const [follow, setFollow] = useState(true);
  const peers = useLatest(useObservable(workbench.peers));
  const data = useLatest({
    view,
    charset: desk.charset,
    translate: t,
    hex,
    remoteOf: (peer: number) => remoteIn(peers.current, peer),
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new StreamView(host.current, data.current, setFollow);
    stream.current = made;
    return () => made.dispose();
  }, [data]);
  useEffect(() => stream.current?.setData(data.current), [view, t, hex, desk.charset, data]);
  return (
    <div className="rows-area">
      <div className="rows-host" ref={host} />
      {!follow && (
        <button type="button" className="btn pill" onClick={() => stream.current?.setFollow(true)}>
          {t("rows.follow")}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
