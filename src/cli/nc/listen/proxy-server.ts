import { type ProxyServerEvent, secureListener, serveHttpProxy } from "../../../net/index.ts";
import type { AccessList } from "../address/access-list.ts";
import type { NcLog } from "../report/nc-log.ts";
import type { NcSession } from "../session/nc-session.ts";
import { openListeners } from "../accept/open-listeners.ts";
import { hostOf } from "../report/peer-name.ts";
import { credentialsOf } from "../options/proxy-wishes.ts";

/** What `-m` is when it is not given. */
const MAX_CLIENTS = 100;

/** `-l --proxy-type http`: an HTTP proxy, until somebody ends the program. */
export async function serveProxy(session: NcSession, access: AccessList): Promise<number> {
  const { options, log } = session;
  const tls =
    options.tls === null
      ? null
      : await (await import("../accept/secure-server.ts")).prepareTlsServer(session, options.tls);
  const listeners = await openListeners(session);
  const servers = await Promise.all(
    listeners.map(async (listener) =>
      serveHttpProxy(tls === null ? listener : await secureListener(listener, tls), {
        ...credentialsOf(options.proxy?.auth ?? null),
        allow: (client) => access.permits(hostOf(client)),
        connectTimeoutMs: options.connectMs,
        maxClients: options.maxConnections ?? MAX_CLIENTS,
        onEvent: (event) => tell(log, event),
      }),
    ),
  );
  session.atExit.add(() => {
    for (const server of servers) void server.close();
  });
  await Promise.all(servers.map((server) => server.closed));
  return 0;
}

function tell(log: NcLog, event: ProxyServerEvent): void {
  switch (event.type) {
    case "open":
      log.tell(`${event.client}: ${event.request}`);
      break;
    case "refused":
      log.tell(`${event.client}: ${event.status} ${event.reason}`);
      break;
    case "failed":
      log.tell(`${event.client}: ${event.error.message}`);
      break;
    case "closed":
      log.debug(`${event.client}: ${event.bytesSent} bytes to ${event.target}, ${event.bytesReceived} bytes back`);
      break;
  }
}
