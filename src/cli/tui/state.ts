import type { PeerState, SessionState } from "../../api/index.ts";
import type { ChecksumSpec, CharsetName } from "../../bytes/index.ts";
import type { CaptureRow } from "../../engine/index.ts";
import type { Messages } from "../messages/messages.ts";
import type { Role } from "../conversation/conversation.ts";
import type { Eol } from "../options/conversation-args.ts";
import { EMPTY_FIELD, type TextField } from "./text-field.ts";

/** What the keys go to. */
export type Focus = "composer" | "rows" | "peers";

/** How rows show data. */
export type OutMode = "text" | "hex" | "both";

/** How the input is read. */
export type InputMode = "text" | "hex" | "escape";

/** Whom the input goes to. */
export type Target = "all" | "last" | number;

/** Something that was sent. */
export interface SentEntry {
  readonly mode: InputMode;
  readonly text: string;
}

/** The input line and what was sent from it. */
export interface ComposerState {
  readonly field: TextField;
  readonly mode: InputMode;
  readonly eol: Eol;
  readonly checksum: ChecksumSpec | null;
  readonly charset: CharsetName;
  /** `@2 text` sends to peer 2: there may be several. */
  readonly addressing: boolean;
  /** Newest first. */
  readonly history: readonly SentEntry[];
  /** Entry of the history that stands in the field; -1: none. */
  readonly recalled: number;
  /** What stood in the field before the history was gone through. */
  readonly unsent: TextField;
}

/** The rows that were read and where the screen stands in them. Ranks count the rows that match the filter. */
export interface RowsState {
  readonly total: number;
  readonly scanned: number;
  /** Rows of the whole capture. */
  readonly all: number;
  /** The last rank on the screen; null: the newest, as they come. */
  readonly bottom: number | null;
  /** The selected rank; null: none. */
  readonly cursor: number | null;
  readonly window: { readonly from: number; readonly rows: readonly CaptureRow[] };
  /** Rows that went by between two frames. */
  readonly passed: number;
  /** `total` when following ended. */
  readonly seen: number;
}

/** One line that is typed to find or filter. */
export interface FinderState {
  readonly kind: "filter" | "search";
  readonly field: TextField;
  readonly problem: { readonly message: string; readonly position: number } | null;
  /** Where the keys went before. */
  readonly back: Focus;
  /** What was filtered or looked for before. */
  readonly before: string;
}

/** One row's bytes, looked at. */
export interface InspectState {
  readonly rank: number;
  readonly row: CaptureRow;
  /** The loaded part of the payload. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** First line of the dump on the screen. */
  readonly top: number;
}

/** A word to the person, until the next key. */
export interface Notice {
  readonly say: (messages: Messages) => string;
  readonly tone: "plain" | "good" | "warning" | "error";
}

/** Bytes and rows a second. */
export interface Rates {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Everything that the view shows. */
export interface TuiState {
  readonly role: Role;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly title: string;
  readonly session: SessionState;
  readonly rates: Rates;
  /** Peers that are not gone, and the last that are. */
  readonly peers: readonly PeerState[];
  /** Names that were given to peers. */
  readonly names: ReadonlyMap<number, string>;
  readonly peerCursor: number;
  readonly focus: Focus;
  readonly target: Target;
  readonly composer: ComposerState;
  readonly out: OutMode;
  readonly rows: RowsState;
  readonly filter: string;
  readonly only: number | null;
  readonly search: string;
  readonly finder: FinderState | null;
  readonly inspect: InspectState | null;
  readonly help: { readonly top: number } | null;
  readonly notice: Notice | null;
  readonly mouse: boolean;
  /** It is over; the rows can still be looked at. */
  readonly ended: Notice | null;
}

/** What the view begins with. */
export interface InitialState {
  readonly role: Role;
  readonly size: TuiState["size"];
  readonly title: string;
  readonly session: SessionState;
  readonly mode: InputMode;
  readonly eol: Eol;
  readonly checksum: ChecksumSpec | null;
  readonly charset: CharsetName;
  readonly out: OutMode;
}

/** The view before anything happened. */
export function initialState(given: InitialState): TuiState {
  const { role, size, title, session, mode, eol, checksum, charset, out } = given;
  return {
    role,
    size,
    title,
    session,
    rates: { bytesIn: 0, bytesOut: 0 },
    peers: [],
    names: new Map(),
    peerCursor: 0,
    focus: "composer",
    target: role === "udp" ? "last" : "all",
    composer: {
      field: EMPTY_FIELD,
      mode,
      eol,
      checksum,
      charset,
      addressing: role !== "client",
      history: [],
      recalled: -1,
      unsent: EMPTY_FIELD,
    },
    out,
    rows: {
      total: 0,
      scanned: 0,
      all: 0,
      bottom: null,
      cursor: null,
      window: { from: 0, rows: [] },
      passed: 0,
      seen: 0,
    },
    filter: "",
    only: null,
    search: "",
    finder: null,
    inspect: null,
    help: null,
    notice: null,
    mouse: true,
    ended: null,
  };
}

/** Peers that can be sent to. */
export function openPeers(peers: readonly PeerState[]): readonly PeerState[] {
  return peers.filter(({ phase }) => phase === "open" || phase === "half-closed-in");
}
