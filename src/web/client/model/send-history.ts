import { StoredValue, type ValueStorage } from "./stored-value.ts";

/** Something that was sent by hand. */
export interface HistoryEntry {
  readonly mode: "text" | "hex";
  readonly text: string;
}

const MAX_ENTRIES = 100;
/** Longer ones are not remembered: the browser's storage is small. */
const MAX_LENGTH = 8 * 1024;

function parse(value: unknown): readonly HistoryEntry[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .filter((item): item is HistoryEntry => {
      const entry = item as Partial<HistoryEntry> | null;
      return typeof entry?.text === "string" && (entry.mode === "text" || entry.mode === "hex");
    })
    .slice(0, MAX_ENTRIES);
}

/** What was sent by hand, newest first, remembered by the browser; the same thing stands in it once. */
export class SendHistory {
  readonly entries: StoredValue<readonly HistoryEntry[]>;

  constructor(storage: ValueStorage) {
    this.entries = new StoredValue<readonly HistoryEntry[]>(storage, "jackfield.history", [], parse);
  }

  add(entry: HistoryEntry): void {
    if (entry.text === "" || entry.text.length > MAX_LENGTH) return;
    const others = this.entries.get().filter((item) => item.mode !== entry.mode || item.text !== entry.text);
    this.entries.set([entry, ...others].slice(0, MAX_ENTRIES));
  }

  clear(): void {
    this.entries.set([]);
  }
}
