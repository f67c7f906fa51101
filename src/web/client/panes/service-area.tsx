import { type JSX, useEffect } from "react";
import type { SessionState } from "../../../api/index.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { InboxArea } from "./inbox-area.tsx";
import { RoomArea } from "./room-area.tsx";
import { RulesArea } from "./rules-area.tsx";

/** Properties of the panes of services. */
export interface ServiceAreaProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

/** Where people take part in the service that answers on the session. */
export default function ServiceArea({ desk, session }: ServiceAreaProps): JSX.Element | null {
  const service = "service" in session.spec ? session.spec.service : undefined;
  const runs = session.phase === "open";
  useEffect(() => {
    if (runs) desk.service.watch();
  }, [desk, runs]);
  switch (service?.type) {
    case "room":
      return <RoomArea desk={desk} session={session} />;
    case "inbox":
      return <InboxArea desk={desk} session={session} autoAnswer={service.autoAnswer ?? null} />;
    case "reply":
      return <RulesArea desk={desk} session={session} service={service} />;
    default:
      return null;
  }
}
