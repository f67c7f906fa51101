import { closeSync, constants, lstatSync, openSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { openPseudoTerminal, type PseudoTerminal } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import { NobodyReads, type RelayEnd } from "./relay-end.ts";
import { TerminalIo } from "./terminal-io.ts";

/** A device has no end of its own: once the other side has finished, silence is the end. */
const SILENT_DEVICE_MS = 1000;

/** A new terminal device for other programs to open, raw, as a serial line is. */
export class PtyEnd implements RelayEnd {
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs: number = SILENT_DEVICE_MS;
  readonly stream = null;
  readonly pipes = null;
  readonly facts = null;
  readonly gone = null;
  readonly outcome = null;
  readonly #io: TerminalIo;
  /** Kept open, so that programs may come and go. */
  readonly #device: number;
  readonly #link: string | null;
  readonly #path: string;
  #closing: Promise<void> | null = null;

  private constructor(terminal: PseudoTerminal, link: string | null) {
    const { path, master } = terminal;
    this.#path = path;
    this.#device = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    terminal.makeRaw();
    this.#link = link;
    this.#io = new TerminalIo(master);
    this.name = `pty ${link ?? path}`;
    this.address = link ?? path;
  }

  /** @throws CliError 2 when the link cannot be made; SocketError `ERR_UNSUPPORTED` */
  static open(link: string | null): PtyEnd {
    const end = new PtyEnd(openPseudoTerminal(), link);
    if (link === null) return end;
    try {
      // A link that an earlier run left behind leads to a terminal that is another's now, or to none.
      if (isOurKind(link)) unlinkSync(link);
      symlinkSync(end.#path, link);
    } catch (error) {
      void end.close();
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new CliError(EXIT.open, (m) => m.relay.fileRefused(link, reason), { cause: error });
    }
    return end;
  }

  read(): Promise<Uint8Array | null> {
    return this.#io.source.read();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!(await this.#io.write(bytes))) throw new NobodyReads();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  abort(): void {
    void this.close();
  }

  async #close(): Promise<void> {
    const link = this.#link;
    if (link !== null && isOurKind(link) && readlinkSync(link) === this.#path) unlinkSync(link);
    await this.#io.close();
    closeSync(this.#device);
  }
}

function isOurKind(link: string): boolean {
  const stat = lstatSync(link, { throwIfNoEntry: false });
  return stat?.isSymbolicLink() === true && readlinkSync(link).startsWith("/dev/pts/");
}
