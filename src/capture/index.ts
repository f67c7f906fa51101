export {
  type CaptureEvent,
  type Direction,
  EVENT_KINDS,
  type EventDetail,
  type EventKind,
  type PeerNetwork,
  type PeerRecord,
} from "./event.ts";
export type { EventRecord } from "./event-record.ts";
export { BlockBuffer, type BlockSink, MemorySink } from "./pcapng/block-buffer.ts";
export { CAPTURE_APPLICATION, EventWriter, type EventWriterOptions, type PeerLookup } from "./pcapng/event-writer.ts";
export { commentsOffset, type FileRange, payloadRanges } from "./pcapng/payload-layout.ts";
export { recordOfBlocks, recordOfOptions } from "./record-blocks.ts";
export { directionCode, type IndexedRow, kindCode, RowIndex } from "./row-index.ts";
