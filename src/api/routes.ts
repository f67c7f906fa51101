import type { ApiCall, ApiCalls, HealthAnswer, None, PeerParams, SessionParams } from "./calls.ts";
import {
  addPeerBody,
  answerInboxBody,
  bytesAnswer,
  filterBody,
  openSessionBody,
  previewBody,
  receiveFileBody,
  repeatBody,
  rowsAnswer,
  rowsQuery,
  sayInRoomBody,
  sendAnswer,
  setServiceBody,
  sendBody,
  sendFileBody,
  sendUploadQuery,
  setViewBody,
  systemAnswer,
} from "./call-shapes.ts";
import { ROW_BATCH_TYPE } from "./row-batch.ts";
import { type AnyShape, array, integer, literal, number, object, optional, type Shape, string } from "./shape.ts";
import { peerStateShape, repeatStateShape, sessionStateShape, transferStateShape } from "./state-shapes.ts";

/** How a call goes over HTTP. */
export interface Route<C extends ApiCall = ApiCall> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{name}` for each of the params. */
  readonly path: string;
  readonly summary: string;
  readonly params: Shape<C["params"]>;
  readonly query: Shape<C["query"]>;
  /** Shape of the JSON body; `"bytes"` is a raw body, streamed; null is none. */
  readonly body: Shape<C["body"]> | "bytes" | null;
  /** Shape of the JSON answer; a media type is a raw answer; null is none (204). */
  readonly answer: Shape<C["answer"]> | `${string}/${string}` | null;
  /** Status of success. @default 200, or 204 without an answer */
  readonly status?: 201;
  /** A media type that may be asked for instead of JSON. */
  readonly alternative?: `${string}/${string}`;
  /** Answered without a token. @default false */
  readonly anonymous?: boolean;
}

const none: Shape<None> = object<None>({});
const id = string({ min: 1, max: 100 });
const bySession: Shape<SessionParams> = object<SessionParams>({ session: id });
const byPeer: Shape<PeerParams> = object<PeerParams>({ session: id, peer: integer(1) });
const SESSION = "/api/sessions/{session}";
const PEER = "/api/sessions/{session}/peers/{peer}";

/** Every route by its operation id; the OpenAPI document, the server's router and the page's client are made of it. */
export const ROUTES: { readonly [N in keyof ApiCalls]: Route<ApiCalls[N]> } = {
  health: {
    method: "GET",
    path: "/api/health",
    summary: "Whether the workbench answers",
    params: none,
    query: none,
    body: null,
    answer: object<HealthAnswer>({ ok: literal(true) }),
    anonymous: true,
  },
  system: {
    method: "GET",
    path: "/api/system",
    summary: "What the workbench is, this machine's addresses, and what can be chosen",
    params: none,
    query: none,
    body: null,
    answer: systemAnswer,
  },
  openapi: {
    method: "GET",
    path: "/api/openapi.json",
    summary: "This document",
    params: none,
    query: none,
    body: null,
    answer: { schema: { type: "object" }, parts: [], fault: () => null },
  },
  listSessions: {
    method: "GET",
    path: "/api/sessions",
    summary: "All sessions",
    params: none,
    query: none,
    body: null,
    answer: object<ApiCalls["listSessions"]["answer"]>({ sessions: array(sessionStateShape) }),
  },
  openSession: {
    method: "POST",
    path: "/api/sessions",
    summary: "Opens a session: answers when it listens, is connected or is bound",
    params: none,
    query: none,
    body: openSessionBody,
    answer: sessionStateShape,
    status: 201,
  },
  getSession: {
    method: "GET",
    path: SESSION,
    summary: "One session",
    params: bySession,
    query: none,
    body: null,
    answer: sessionStateShape,
  },
  removeSession: {
    method: "DELETE",
    path: SESSION,
    summary: "Closes a session and forgets it; its temporary capture is deleted",
    params: bySession,
    query: none,
    body: null,
    answer: null,
  },
  closeSession: {
    method: "POST",
    path: `${SESSION}/close`,
    summary: "Closes a session; its rows stay",
    params: bySession,
    query: none,
    body: null,
    answer: sessionStateShape,
  },
  setView: {
    method: "PATCH",
    path: `${SESSION}/view`,
    summary: "Changes charset and framing, for all rows; nothing recorded changes",
    params: bySession,
    query: none,
    body: setViewBody,
    answer: sessionStateShape,
  },
  setService: {
    method: "PATCH",
    path: `${SESSION}/service`,
    summary: "Changes the rules that answer on a session",
    params: bySession,
    query: none,
    body: setServiceBody,
    answer: sessionStateShape,
  },
  sayInRoom: {
    method: "POST",
    path: `${SESSION}/room/messages`,
    summary: "Says something in the room that answers on a session, as a member of the page",
    params: bySession,
    query: none,
    body: sayInRoomBody,
    answer: null,
  },
  answerInbox: {
    method: "POST",
    path: `${SESSION}/inbox/answers`,
    summary: "Answers a message that waits in the inbox of a session",
    params: bySession,
    query: none,
    body: answerInboxBody,
    answer: null,
  },
  resetCounters: {
    method: "POST",
    path: `${SESSION}/reset-counters`,
    summary: "Sets the counters of a session and its peers to zero",
    params: bySession,
    query: none,
    body: null,
    answer: sessionStateShape,
  },
  listPeers: {
    method: "GET",
    path: `${SESSION}/peers`,
    summary: "All peers of a session, also those that are gone",
    params: bySession,
    query: none,
    body: null,
    answer: object<ApiCalls["listPeers"]["answer"]>({ peers: array(peerStateShape) }),
  },
  addPeer: {
    method: "POST",
    path: `${SESSION}/peers`,
    summary: "UDP: makes a peer of an address, so that it can be sent to",
    params: bySession,
    query: none,
    body: addPeerBody,
    answer: peerStateShape,
    status: 201,
  },
  shutdownPeer: {
    method: "POST",
    path: `${PEER}/shutdown`,
    summary: "Sends FIN to a peer; reading goes on",
    params: byPeer,
    query: none,
    body: null,
    answer: null,
  },
  disconnectPeer: {
    method: "POST",
    path: `${PEER}/disconnect`,
    summary: "Sends what is queued, then closes the connection to a peer",
    params: byPeer,
    query: none,
    body: null,
    answer: null,
  },
  resetPeer: {
    method: "POST",
    path: `${PEER}/reset`,
    summary: "Sends RST to a peer",
    params: byPeer,
    query: none,
    body: null,
    answer: null,
  },
  preview: {
    method: "POST",
    path: "/api/preview",
    summary: "The exact bytes that a message makes, without sending them",
    params: none,
    query: none,
    body: previewBody,
    answer: bytesAnswer,
  },
  send: {
    method: "POST",
    path: `${SESSION}/send`,
    summary: "Sends a message: answers when the operating system has taken it for every peer",
    params: bySession,
    query: none,
    body: sendBody,
    answer: sendAnswer,
  },
  startRepeat: {
    method: "POST",
    path: `${SESSION}/repeats`,
    summary: "Sends a message again and again",
    params: bySession,
    query: none,
    body: repeatBody,
    answer: repeatStateShape,
    status: 201,
  },
  stopRepeat: {
    method: "DELETE",
    path: `${SESSION}/repeats/{repeat}`,
    summary: "Stops a repeated send",
    params: object<ApiCalls["stopRepeat"]["params"]>({ session: id, repeat: id }),
    query: none,
    body: null,
    answer: null,
  },
  sendFile: {
    method: "POST",
    path: `${SESSION}/send-file`,
    summary: "Starts sending a file of the machine that the workbench runs on",
    params: bySession,
    query: none,
    body: sendFileBody,
    answer: transferStateShape,
    status: 201,
  },
  sendUpload: {
    method: "POST",
    path: `${SESSION}/send-upload`,
    summary: "Takes a file, whole, then starts sending it",
    params: bySession,
    query: sendUploadQuery,
    body: "bytes",
    answer: transferStateShape,
    status: 201,
  },
  receiveFile: {
    method: "POST",
    path: `${SESSION}/receive-file`,
    summary: "Starts writing what comes from now on to a file as well",
    params: bySession,
    query: none,
    body: receiveFileBody,
    answer: transferStateShape,
    status: 201,
  },
  cancelTransfer: {
    method: "DELETE",
    path: `${SESSION}/transfers/{transfer}`,
    summary: "Cancels a transfer",
    params: object<ApiCalls["cancelTransfer"]["params"]>({ session: id, transfer: id }),
    query: none,
    body: null,
    answer: null,
  },
  rows: {
    method: "GET",
    path: `${SESSION}/rows`,
    summary: "Rows by number, or by rank among those that match a filter",
    params: bySession,
    query: rowsQuery,
    body: null,
    answer: rowsAnswer,
    alternative: ROW_BATCH_TYPE,
  },
  payload: {
    method: "GET",
    path: `${SESSION}/rows/{row}/payload`,
    summary: "A row's payload, or a part of it",
    params: object<ApiCalls["payload"]["params"]>({ session: id, row: integer(0) }),
    query: object<ApiCalls["payload"]["query"]>({ offset: optional(integer(0)), length: optional(integer(0)) }),
    body: null,
    answer: "application/octet-stream",
  },
  rowAt: {
    method: "GET",
    path: `${SESSION}/row-at`,
    summary: "Number of the first row at or after a time",
    params: bySession,
    query: object<ApiCalls["rowAt"]["query"]>({ timeUs: number(0) }),
    body: null,
    answer: object<ApiCalls["rowAt"]["answer"]>({ row: integer(0) }),
  },
  checkFilter: {
    method: "POST",
    path: "/api/check-filter",
    summary: "Says whether a filter is well formed, and where it is not",
    params: none,
    query: none,
    body: filterBody,
    answer: null,
  },
  downloadCapture: {
    method: "GET",
    path: `${SESSION}/capture`,
    summary: "The capture so far as a pcapng file",
    params: bySession,
    query: none,
    body: null,
    answer: "application/x-pcapng",
  },
  saveCapture: {
    method: "POST",
    path: `${SESSION}/save-capture`,
    summary: "Copies the capture so far to a file of the machine that the workbench runs on",
    params: bySession,
    query: none,
    body: object<ApiCalls["saveCapture"]["body"]>({ path: string({ min: 1, max: 4096 }) }),
    answer: null,
  },
  uploadCapture: {
    method: "POST",
    path: "/api/captures",
    summary: "Takes a capture file and opens it as a session",
    params: none,
    query: object<ApiCalls["uploadCapture"]["query"]>({ name: optional(string({ max: 255 })) }),
    body: "bytes",
    answer: sessionStateShape,
    status: 201,
  },
};

/** A {@link Route} with its types forgotten. */
export interface PlainRoute
  extends Pick<Route, "method" | "path" | "summary" | "status" | "alternative" | "anonymous"> {
  readonly params: AnyShape;
  readonly query: AnyShape;
  readonly body: AnyShape | "bytes" | null;
  readonly answer: AnyShape | `${string}/${string}` | null;
}

/** Every route by its operation id, for code that goes through all of them. */
export function plainRoutes(): readonly (readonly [id: keyof ApiCalls, route: PlainRoute])[] {
  return Object.entries<PlainRoute>(ROUTES) as [keyof ApiCalls, PlainRoute][];
}

/** The path of a call with its params and query in it, for example `/api/sessions/s1/rows?from=0`. */
export function pathOf(route: Pick<Route, "path">, params: object, query: object = {}): string {
  const values = params as Readonly<Record<string, unknown>>;
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(values[key])));
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}
