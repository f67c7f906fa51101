import type { SessionSpec } from "../api/index.ts";
import type { BaseSession, SessionContext } from "./base-session.ts";
import { CaptureFileSession } from "./capture-file-session.ts";
import { openCaptureFile } from "./recording.ts";
import { TcpClientSession } from "./tcp-client-session.ts";
import { TcpServerSession } from "./tcp-server-session.ts";
import { UdpSession } from "./udp-session.ts";
import { UnixClientSession } from "./unix-client-session.ts";
import { UnixServerSession } from "./unix-server-session.ts";

/** Makes the session that a spec describes; it is not open yet. */
export function makeSession(context: SessionContext, spec: SessionSpec): BaseSession {
  switch (spec.type) {
    case "tcp-server":
      return new TcpServerSession(context, spec);
    case "tcp-client":
      return new TcpClientSession(context, spec);
    case "udp":
      return new UdpSession(context, spec);
    case "unix-server":
      return new UnixServerSession(context, spec);
    case "unix-client":
      return new UnixClientSession(context, spec);
    case "capture-file":
      return new CaptureFileSession(context, spec, openCaptureFile);
    default:
      return spec satisfies never;
  }
}
