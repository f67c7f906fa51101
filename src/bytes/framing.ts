import { LocalProtocolError, RemoteProtocolError } from "../errors/index.ts";
import { CobsFramer, frameCobs, unframeCobs } from "./framing/cobs.ts";
import { DelimiterFramer, indexOfBytes, unframeDelimited } from "./framing/delimiter.ts";
import { FixedFramer } from "./framing/fixed.ts";
import type { Framer } from "./framing/framer.ts";
import { IdleFramer } from "./framing/idle.ts";
import { frameLength, LengthFramer, unframeLength } from "./framing/length.ts";
import { LineFramer, unframeLine } from "./framing/line.ts";
import { ReadFramer } from "./framing/read.ts";
import { frameSlip, SlipFramer, unframeSlip } from "./framing/slip.ts";
import type { FramingSpec } from "./framing-spec.ts";
import { parseHex } from "./hex.ts";

/**
 * Makes a framer for one direction of one stream. The spec is taken as valid; check what people wrote with
 * `parseFraming` first.
 */
export function createFramer(spec: FramingSpec): Framer {
  switch (spec.type) {
    case "read":
      return new ReadFramer();
    case "line":
      return new LineFramer(spec);
    case "delimiter":
      return new DelimiterFramer(spec, parseHex(spec.hex), spec.maxLength);
    case "fixed":
      return new FixedFramer(spec.size);
    case "length":
      return new LengthFramer(spec);
    case "idle":
      return new IdleFramer(spec);
    case "slip":
      return new SlipFramer(spec);
    default:
      return new CobsFramer(spec);
  }
}

function broken(what: string): RemoteProtocolError {
  return new RemoteProtocolError("ERR_BAD_FRAME", what, { offset: 0 });
}

/**
 * The payload of one message: without its line end, delimiter or length field, with SLIP and COBS undone. A header in
 * front of the length field (`offset`) stays. A view of `message` where the framing allows.
 * @throws RemoteProtocolError `ERR_BAD_FRAME` if the message cannot be undone
 */
export function unframe(message: Uint8Array, spec: FramingSpec): Uint8Array {
  switch (spec.type) {
    case "read":
    case "fixed":
    case "idle":
      return message;
    case "line":
      return unframeLine(message);
    case "delimiter":
      return unframeDelimited(message, parseHex(spec.hex));
    case "length": {
      const payload = unframeLength(message, spec);
      if (payload === null) throw broken(`Message of ${message.length} bytes has no whole length field`);
      return payload;
    }
    case "slip": {
      const payload = unframeSlip(message);
      if (payload === null) throw broken("Message has an escape DB that is not followed by DC or DD");
      return payload;
    }
    default: {
      const payload = unframeCobs(message);
      if (payload === null) throw broken("Message has a COBS group that runs past its end");
      return payload;
    }
  }
}

function joined(payload: Uint8Array, end: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(payload.length + end.length);
  message.set(payload);
  message.set(end, payload.length);
  return message;
}

function unframeable(message: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_FRAMING", message);
}

/** Options of {@link frame}. */
export interface FrameOptions {
  /** What ends a line: LF or CR LF. @default "lf" */
  readonly lineEnd?: "lf" | "crlf";
}

/**
 * Makes one message of a payload, so that {@link unframe} gives it back. For `length` the first `offset` bytes of the
 * payload are the header that goes before the length field.
 * @throws LocalProtocolError `ERR_BAD_FRAMING` if the payload cannot be one message: the delimiter is in it, its size is
 *   not the fixed one, it is empty (SLIP), its length does not fit the field, or it is longer than `maxLength`
 */
export function frame(payload: Uint8Array, spec: FramingSpec, options: FrameOptions = {}): Uint8Array {
  const message = frameUnchecked(payload, spec, options);
  if ("maxLength" in spec && spec.maxLength !== undefined && message.length > spec.maxLength) {
    throw unframeable(`Message of ${message.length} bytes is longer than the framing's maxLength of ${spec.maxLength}`);
  }
  return message;
}

function frameUnchecked(payload: Uint8Array, spec: FramingSpec, options: FrameOptions): Uint8Array {
  switch (spec.type) {
    case "read":
    case "idle":
      return payload;
    case "line": {
      const at = payload.indexOf(0x0a);
      if (at >= 0) throw unframeable(`Payload has a line feed at byte ${at}; one line has none`);
      return joined(payload, options.lineEnd === "crlf" ? Uint8Array.of(0x0d, 0x0a) : Uint8Array.of(0x0a));
    }
    case "delimiter": {
      const delimiter = parseHex(spec.hex);
      const message = joined(payload, delimiter);
      const at = indexOfBytes(message, delimiter);
      if (at < payload.length) throw unframeable(`Payload has the delimiter ${spec.hex} at byte ${at}`);
      return message;
    }
    case "fixed":
      if (payload.length === spec.size) return payload;
      throw unframeable(`Payload has ${payload.length} bytes; the fixed size is ${spec.size}`);
    case "length": {
      const message = frameLength(payload, spec);
      if (message === null) {
        throw unframeable(`Payload of ${payload.length} bytes cannot be written with a length field of ${spec.width}`);
      }
      return message;
    }
    case "slip":
      if (payload.length === 0) throw unframeable("Payload is empty; SLIP has no empty messages");
      return frameSlip(payload);
    default:
      return frameCobs(payload);
  }
}
