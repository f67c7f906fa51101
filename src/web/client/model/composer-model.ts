import type { CharsetName } from "../../../bytes/index.ts";
import type { LineEnd, MessageSpec, SessionSpec } from "../../../api/index.ts";
import { Observable } from "./observable.ts";
import { SendHistory } from "./send-history.ts";
import { StoredValue, type ValueStorage } from "./stored-value.ts";

/** What kind of thing is sent. */
export type ComposerMode = "text" | "hex" | "file";

/** What was chosen for sending in one session. */
export interface ComposerSettings {
  readonly mode: ComposerMode;
  readonly lineEnd: LineEnd | "none";
  readonly escapes: boolean;
  /** Name of a checksum; empty is none. */
  readonly checksum: string;
  /** The same checksum is looked at in what comes. */
  readonly checkReceived: boolean;
  readonly repeat: boolean;
  readonly periodMs: string;
  /** Empty: until stopped. */
  readonly count: string;
  readonly chunkBytes: string;
  /** Empty: no limit. */
  readonly kilobytesPerSecond: string;
  readonly finAfter: boolean;
}

const DEFAULTS: ComposerSettings = {
  mode: "text",
  lineEnd: "none",
  escapes: false,
  checksum: "",
  checkReceived: false,
  repeat: false,
  periodMs: "1000",
  count: "",
  chunkBytes: "",
  kilobytesPerSecond: "",
  finAfter: false,
};

/** The format last used, which is all that a new session takes over; what else an older page stored is left alone. */
function parseMode(value: unknown): "text" | "hex" | undefined {
  const mode = typeof value === "object" && value !== null && "mode" in value ? value.mode : value;
  return mode === "text" || mode === "hex" ? mode : undefined;
}

interface Site {
  readonly type: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly remote?: object;
}

/** Where a session leads, as a key: its type and addresses. Null where the system picks the port: that is nowhere twice. */
export function siteOf(spec: SessionSpec): string | null {
  const { type, host, port, path, remote }: Site = spec;
  return port === 0 ? null : JSON.stringify([type, host, port, path, remote]);
}

/** The message of a text or of hex digits with these settings. */
export function messageOf(
  mode: "text" | "hex",
  text: string,
  settings: ComposerSettings,
  charset: CharsetName,
): MessageSpec {
  const tail = settings.checksum === "" ? {} : { checksum: { name: settings.checksum } };
  if (mode === "hex") return { type: "hex", hex: text, ...tail };
  const { lineEnd } = settings;
  return {
    type: "text",
    text,
    charset,
    ...(settings.escapes ? { escapes: true } : {}),
    ...(lineEnd === "none" ? {} : { lineEnd }),
    ...tail,
  };
}

/** What a session has of the send box while another one is looked at. */
interface Kept {
  readonly settings: ComposerSettings;
  readonly text: string;
  readonly hex: string;
  readonly file: File | null;
}

/** The send box: what stands in it, and how it is to be sent in the session that is looked at. */
export class ComposerModel {
  /** Of the present session. */
  readonly settings: Observable<ComposerSettings>;
  readonly history: SendHistory;
  readonly text: Observable<string> = new Observable("");
  readonly hex: Observable<string> = new Observable("");
  readonly file: Observable<File | null> = new Observable<File | null>(null);
  readonly #lastMode: StoredValue<"text" | "hex">;
  readonly #kept = new Map<string, Kept>();
  #session: string | null = null;
  /** Where the present session leads; null when there is none. */
  #site: string | null = null;
  /** Entry of the history that stands in the box; -1 none. */
  #recalled = -1;
  /** What stood in the box before the history was gone through. */
  #unsent = "";

  constructor(storage: ValueStorage) {
    this.#lastMode = new StoredValue<"text" | "hex">(storage, "jackfield.composer", "text", parseMode);
    this.settings = new Observable<ComposerSettings>({ ...DEFAULTS, mode: this.#lastMode.get() });
    this.history = new SendHistory(storage);
  }

  /**
   * Turns to what another session has: its settings and what stands in its box. A new one begins with an empty box and
   * nothing but the format last used, unless it leads where the one before did: then it was opened again and goes on
   * with the same. A repeat is off afterwards: it must be switched on by hand each time.
   * @param site where it leads: its type and addresses
   */
  turnTo(session: string | null, site: string | null = null): void {
    if (session === this.#session) return;
    const present: Kept = {
      settings: this.settings.get(),
      text: this.text.get(),
      hex: this.hex.get(),
      file: this.file.get(),
    };
    if (this.#session !== null) this.#kept.set(this.#session, present);
    const isAgain = site !== null && site === this.#site;
    const kept = session === null ? undefined : (this.#kept.get(session) ?? (isAgain ? present : undefined));
    this.#session = session;
    if (session !== null) this.#site = site;
    this.#recalled = -1;
    this.text.set(kept?.text ?? "");
    this.hex.set(kept?.hex ?? "");
    this.file.set(kept?.file ?? null);
    this.settings.set({ ...(kept?.settings ?? { ...DEFAULTS, mode: this.#lastMode.get() }), repeat: false });
  }

  /** The box of the present mode; the text's while a file is chosen. */
  get draft(): Observable<string> {
    return this.settings.get().mode === "hex" ? this.hex : this.text;
  }

  /** Changes some settings. */
  change(changes: Partial<ComposerSettings>): void {
    if (changes.mode !== undefined) this.#recalled = -1;
    this.settings.set({ ...this.settings.get(), ...changes });
    if (changes.mode === "text" || changes.mode === "hex") this.#lastMode.set(changes.mode);
  }

  /** Puts something into the box. */
  put(mode: "text" | "hex", text: string): void {
    this.change({ mode });
    this.draft.set(text);
  }

  /** Goes back (1) or forth (-1) in the history of the present mode. Answers whether there was something. */
  recall(step: 1 | -1): boolean {
    const { mode } = this.settings.get();
    const entries = this.history.entries.get().filter((entry) => entry.mode === mode);
    const next = this.#recalled + step;
    if (next < -1 || next >= entries.length) return false;
    if (this.#recalled === -1) this.#unsent = this.draft.get();
    this.#recalled = next;
    this.draft.set(next === -1 ? this.#unsent : (entries[next]?.text ?? ""));
    return true;
  }

  /** What stands in the box was sent. */
  sent(): void {
    const { mode } = this.settings.get();
    if (mode !== "file") this.history.add({ mode, text: this.draft.get() });
    this.#recalled = -1;
  }
}
