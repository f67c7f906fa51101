import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type CharsetName, parseCharset } from "../../bytes/index.ts";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { parseUdp } from "./run-peer.ts";

/** Somebody who can be written to. */
export interface Contact {
  readonly name: string;
  readonly address: InetAddress;
  readonly charset: CharsetName;
}

/** The port of the notes' contacts chat. */
export const CONTACT_PORT = 8081;

/** The address book: `contacts.json` in the user's configuration folder, a map from name to address and charset. */
export class ContactsFile {
  readonly path: string;

  /** `$XDG_CONFIG_HOME/jackfield`, `%APPDATA%\jackfield`, or `~/.config/jackfield`. */
  constructor(env: CliContext["env"]) {
    const folder = env["XDG_CONFIG_HOME"] || env["APPDATA"] || join(env["HOME"] || homedir(), ".config");
    this.path = join(folder, "jackfield", "contacts.json");
  }

  /**
   * In the order in which they were added; none when there is no file.
   * @throws JackfieldError `ERR_FILE` for a file that cannot be read or is no address book
   */
  async read(): Promise<readonly Contact[]> {
    let source: string;
    try {
      source = await readFile(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw this.#failure(fileReason(error), error);
    }
    try {
      return Object.entries(JSON.parse(source) as Record<string, { address: string; charset?: string }>).map(
        ([name, { address, charset = "utf-8" }]) => ({
          name,
          address: parseUdp(address, CONTACT_PORT),
          charset: parseCharset(charset),
        }),
      );
    } catch (error) {
      throw this.#failure(fileReason(error), error);
    }
  }

  /** Adds one, or changes the one of this name; true when it was there. */
  async put(contact: Contact): Promise<boolean> {
    const contacts = await this.read();
    const isKnown = contacts.some(({ name }) => name === contact.name);
    const others = isKnown
      ? contacts.map((known) => (known.name === contact.name ? contact : known))
      : [...contacts, contact];
    await this.#write(others);
    return isKnown;
  }

  /** Takes one out; false when there was none of this name. */
  async remove(name: string): Promise<boolean> {
    const contacts = await this.read();
    const others = contacts.filter((contact) => contact.name !== name);
    if (others.length === contacts.length) return false;
    await this.#write(others);
    return true;
  }

  async #write(contacts: readonly Contact[]): Promise<void> {
    const book = Object.fromEntries(
      contacts.map(({ name, address, charset }) => [name, { address: formatAddress(address), charset }]),
    );
    const draft = `${this.path}.${process.pid}`;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(book, null, 2)}\n`, { mode: 0o600 });
      // Whoever reads meanwhile sees the old book or the new one.
      await rename(draft, this.path);
    } catch (error) {
      throw this.#failure(fileReason(error), error);
    }
  }

  #failure(reason: string, cause: unknown): JackfieldError {
    return new JackfieldError("ERR_FILE", `Address book ${this.path}: ${reason}`, { cause });
  }
}
