export {
  type CaptureEvent,
  type Direction,
  EVENT_KINDS,
  type EventDetail,
  type EventKind,
  type PeerNetwork,
  type PeerRecord,
} from "./event.ts";
