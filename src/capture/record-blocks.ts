import {
  type EventRecord,
  journalFields,
  MORE_FIELD,
  parseRecord,
  RECORD_FIELD,
  recordOfComments,
} from "./event-record.ts";
import {
  ENHANCED_PACKET_BLOCK,
  JOURNAL_BLOCK,
  OPTION_COMMENT,
  OPTION_END,
  PACKET_BLOCK_HEAD,
  padded,
} from "./pcapng/block-format.ts";

/** The record in the options of a packet written here; `bytes` begin at an option. Null when there is none. */
export function recordOfOptions(bytes: Uint8Array): EventRecord | null {
  return recordOfComments(commentsOf(bytes));
}

function commentsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const comments: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const code = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (code === OPTION_END || at + 4 + length > bytes.length) break;
    if (code === OPTION_COMMENT) comments.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return comments;
}

/**
 * The record of an event that is no data, from the blocks written for it: a packet with comments, or Journal entries.
 * `bytes` begin at its first block. Null when they are none of that.
 */
export function recordOfBlocks(bytes: Uint8Array): EventRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let json = "";
  let at = 0;
  while (at + 12 <= bytes.length) {
    const type = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    if (length < 12 || at + length > bytes.length) return null;
    if (type === ENHANCED_PACKET_BLOCK && json === "" && length >= 32) {
      const options = at + PACKET_BLOCK_HEAD + padded(view.getUint32(at + 20, true));
      return options > at + length ? null : recordOfOptions(bytes.subarray(options, at + length));
    }
    if (type !== JOURNAL_BLOCK) return null;
    const fields = journalFields(bytes.subarray(at + 8, at + length - 4));
    json += fields.get(RECORD_FIELD) ?? "";
    if (!fields.has(MORE_FIELD)) return parseRecord(json);
    at += length;
  }
  return null;
}
