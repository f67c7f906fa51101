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
export {
  type CompiledFilter,
  compileFilter,
  type FilterContent,
  type FilterEnvironment,
  SEARCHED_BYTES,
} from "./filter/compile-filter.ts";
export type { FilterNode, FilterSpan, FilterTime, NumberRange, PeerMatch } from "./filter/filter-ast.ts";
export { caretLines } from "./filter/filter-error.ts";
export { FIELD_NAMES } from "./filter/filter-fields.ts";
export type { FilterLiteral } from "./filter/required-literals.ts";
export { parseFilter } from "./filter/parse-filter.ts";
export { type FramedRow, MAX_ENDS, MessageIndex, type RowMessages } from "./message-index.ts";
export { CaptureReader } from "./reader/capture-reader.ts";
export type { CaptureRecord, JournalRecord, PacketRecord, SectionRecord } from "./reader/capture-record.ts";
export { ForeignEvents, type ForeignEventsListener } from "./reader/foreign-events.ts";
export { OwnEvents, type OwnEventsListener, type PlacedEvent } from "./reader/own-events.ts";
export { type PeerTotals, peerTotals } from "./peer-totals.ts";
export { PeerList } from "./peer-list.ts";
