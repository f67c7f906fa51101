import { concatBytes } from "../../bytes/index.ts";
import type { CaptureEvent, EventDetail } from "../../capture/index.ts";
import type { Session, SessionDriver } from "../../engine/index.ts";
import { firstBytes } from "../../handlers/index.ts";
import { HttpFiles, type HttpOutcome } from "./http-files.ts";
import { PeerDuplex } from "./peer-duplex.ts";
import { PeerLink } from "./peer-link.ts";
import { plainDownload } from "./plain-download.ts";
import { ServedFolder } from "./served-folder.ts";

/** Options of {@link FileService}. */
export interface FileServiceOptions {
  readonly folder: string;
  /** Take uploads by HTTP PUT. @default false */
  readonly writable?: boolean;
  /** The largest upload. @default 1 GiB */
  readonly maxUploadBytes?: number;
  /** A bare file name is complete when nothing came for so long. @default 200 */
  readonly quietMs?: number;
}

const MAX_UPLOAD_BYTES = 1024 ** 3;
const QUIET_MS = 200;
/** What could still become an HTTP request is waited for longer. */
const UNDECIDED_MS = 2000;
const SILENT_MS = 30_000;
const MAX_NAME_BYTES = 4096;
/** Running transfers may take so long to finish when the service stops. */
const DRAIN_MS = 2000;

interface Conversation {
  readonly link: PeerLink;
  pending: Uint8Array[];
  timer: NodeJS.Timeout | null;
  duplex: PeerDuplex | null;
  /** The running download without HTTP. */
  plain: Promise<void> | null;
}

/**
 * Sends the files of one folder: the first bytes of a connection decide whether it speaks HTTP/1.1 or is an original
 * client, which sends a bare file name. Each download and each refusal leaves a `note` row with `service: "files"`.
 */
export class FileService implements SessionDriver {
  readonly #folder: ServedFolder;
  readonly #quietMs: number;
  readonly #http: HttpFiles;
  readonly #conversations = new Map<number, Conversation>();
  #session: Session | null = null;

  private constructor(folder: ServedFolder, options: FileServiceOptions) {
    this.#folder = folder;
    this.#quietMs = options.quietMs ?? QUIET_MS;
    this.#http = new HttpFiles({
      folder,
      uploads: options.writable === true ? { maxBytes: options.maxUploadBytes ?? MAX_UPLOAD_BYTES } : null,
      onOutcome: (outcome) => this.#tellHttp(outcome),
    });
  }

  /** @throws JackfieldError `ERR_FILE` when the folder cannot be served */
  static async open(options: FileServiceOptions): Promise<FileService> {
    return new FileService(await ServedFolder.open(options.folder), options);
  }

  attach(session: Session): void {
    this.#session = session;
  }

  readonly listener = (event: CaptureEvent): void | Promise<void> => {
    if (event.kind === "accept") return this.#met(event);
    const conversation = this.#conversations.get(event.peer);
    if (conversation === undefined) return undefined;
    if (event.kind === "data" && event.direction === "in") return this.#heard(conversation, event.bytes);
    if (event.kind === "eof" && event.direction === "in") return this.#ended(conversation);
    if (event.kind === "close") this.#lost(conversation);
    return undefined;
  };

  /** Lets running transfers finish for a moment, then breaks them off in a way that clients notice. */
  async close(): Promise<void> {
    const until = Date.now() + DRAIN_MS;
    while (this.#busyPeers().length > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const { link } of this.#busyPeers()) link.reset();
    for (const { timer } of this.#conversations.values()) if (timer !== null) clearTimeout(timer);
    this.#http.close();
  }

  #busyPeers(): readonly Conversation[] {
    return [...this.#conversations.values()].filter(
      ({ plain, duplex }) => plain !== null || (duplex?.exchanges ?? 0) > 0,
    );
  }

  #met(event: CaptureEvent): void {
    const link = new PeerLink(() => this.#theSession(), event.peer, String(event.detail?.["remote"] ?? ""));
    const conversation: Conversation = { link, pending: [], timer: null, duplex: null, plain: null };
    this.#conversations.set(event.peer, conversation);
    this.#wait(conversation, SILENT_MS);
  }

  #theSession(): Session {
    if (this.#session === null) throw new Error("attach() comes first");
    return this.#session;
  }

  #heard(conversation: Conversation, bytes: Uint8Array): void | Promise<void> {
    if (conversation.duplex !== null) return conversation.duplex.feed(bytes);
    // An original client says nothing more once it has asked.
    if (conversation.plain !== null) return undefined;
    conversation.pending.push(bytes.slice());
    const request = concatBytes(conversation.pending);
    const kind = firstBytes(request);
    if (kind === "http") return this.#toHttp(conversation, request);
    if (request.length > MAX_NAME_BYTES) return this.#refuse(conversation, "name-too-long");
    this.#wait(conversation, kind === "plain" ? this.#quietMs : UNDECIDED_MS);
    return undefined;
  }

  #ended(conversation: Conversation): void {
    if (conversation.duplex !== null) conversation.duplex.feedEnd();
    else if (conversation.plain === null) this.#decided(conversation);
  }

  #lost(conversation: Conversation): void {
    this.#stopWaiting(conversation);
    conversation.link.lost();
    conversation.duplex?.destroy();
    this.#conversations.delete(conversation.link.id);
  }

  #wait(conversation: Conversation, ms: number): void {
    this.#stopWaiting(conversation);
    conversation.timer = setTimeout(() => this.#decided(conversation), ms);
  }

  #stopWaiting(conversation: Conversation): void {
    if (conversation.timer !== null) clearTimeout(conversation.timer);
    conversation.timer = null;
  }

  #toHttp(conversation: Conversation, request: Uint8Array): void | Promise<void> {
    this.#stopWaiting(conversation);
    conversation.pending = [];
    conversation.duplex = new PeerDuplex(conversation.link);
    this.#http.serve(conversation.duplex);
    return conversation.duplex.feed(request);
  }

  /** Nothing more came: what there is, is the name. */
  #decided(conversation: Conversation): void {
    this.#stopWaiting(conversation);
    const request = concatBytes(conversation.pending);
    conversation.pending = [];
    if (request.length === 0) return this.#refuse(conversation, "no-name");
    conversation.plain = this.#sendPlain(conversation, request);
  }

  async #sendPlain(conversation: Conversation, request: Uint8Array): Promise<void> {
    const startedMs = performance.now();
    const { link } = conversation;
    const { name, bytes, size, problem, lineEndTaken } = await plainDownload(this.#folder, link, request);
    this.#note(link.id, {
      service: "files",
      protocol: "plain",
      request: name,
      bytes,
      ms: Math.round(performance.now() - startedMs),
      ...(problem === null ? {} : { problem }),
      ...(lineEndTaken ? { lineEndTaken } : {}),
    });
    // After a part only a reset tells the client that it has not got everything.
    if (bytes > 0 && bytes !== size) link.reset();
    else await link.close();
    conversation.plain = null;
  }

  #refuse(conversation: Conversation, problem: string): void {
    this.#stopWaiting(conversation);
    this.#note(conversation.link.id, { service: "files", protocol: "plain", request: "", bytes: 0, ms: 0, problem });
    conversation.plain = this.#hangUp(conversation);
  }

  async #hangUp(conversation: Conversation): Promise<void> {
    await conversation.link.close();
    conversation.plain = null;
  }

  #tellHttp({ peer, method, target, status, bytes, ms, problem }: HttpOutcome): void {
    this.#note(peer, {
      service: "files",
      protocol: "http",
      request: `${method} ${target}`,
      status,
      bytes,
      ms: Math.round(ms),
      ...(problem === null ? {} : { problem }),
    });
  }

  #note(peer: number, detail: EventDetail): void {
    this.#session?.note("note", peer, detail);
  }
}
