import { CHARSET_NAMES, type ChecksumSpec } from "../bytes/index.ts";
import { type Direction, EVENT_KINDS } from "../capture/index.ts";
import type {
  AddPeerBody,
  AnswerInboxBody,
  SayInRoomBody,
  SetServiceBody,
  BytesAnswer,
  ChecksumEntry,
  FilterBody,
  JsonRow,
  MachineAddress,
  OpenSessionBody,
  PreviewBody,
  ReceiveFileBody,
  RepeatBody,
  RowsAnswer,
  RowsQuery,
  SendAnswer,
  SendBody,
  SendFileBody,
  SendUploadQuery,
  SetViewBody,
  SystemAnswer,
  TargetSpec,
} from "./calls.ts";
import type { RowFraming } from "./capture-row.ts";
import type { Base64Message, HexMessage, LineEnd, MessageSpec, TextMessage } from "./message-spec.ts";
import { charsetShape, charsetSpecShape } from "./charset-shapes.ts";
import { framingShape } from "./framing-shape.ts";
import { sessionSpecShape } from "./session-shapes.ts";
import {
  anyOf,
  array,
  boolean,
  integer,
  literal,
  named,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  string,
  tagged,
  unchecked,
} from "./shape.ts";
import { serviceSpecShape } from "./service-shapes.ts";
import { problemShape } from "./state-shapes.ts";

const count = integer(0);
const path = string({ min: 1, max: 4096 });

const checksum = optional(
  named(
    "Checksum",
    object<ChecksumSpec>({
      name: string({ min: 1, max: 64 }),
      from: optional(integer()),
      to: optional(integer()),
      at: optional(integer()),
      endian: optional(oneOf(["big", "little"])),
      encoding: optional(oneOf(["binary", "hex-ascii"])),
    }),
  ),
);

/** A {@link MessageSpec}. */
export const messageShape: Shape<MessageSpec> = named(
  "Message",
  tagged<MessageSpec>({
    text: object<TextMessage>({
      type: literal("text"),
      text: string(),
      charset: optional(charsetShape),
      escapes: optional(boolean()),
      lineEnd: optional(oneOf<LineEnd>(["lf", "crlf", "cr", "nul"])),
      lineBreaks: optional(oneOf(["lf", "crlf", "cr"])),
      checksum,
    }),
    hex: object<HexMessage>({ type: literal("hex"), hex: string(), checksum }),
    base64: object<Base64Message>({ type: literal("base64"), base64: string(), checksum }),
  }),
);

const targetShape: Shape<TargetSpec> = named(
  "Target",
  anyOf<TargetSpec>('a peer\'s number, an array of them, "all" or "last"', [
    integer(1),
    array(integer(1), 100_000),
    literal("all"),
    literal("last"),
  ]),
);

/** An {@link OpenSessionBody}. */
export const openSessionBody: Shape<OpenSessionBody> = object<OpenSessionBody>({
  // The engine checks it.
  spec: unchecked(sessionSpecShape),
  keepFailed: optional(boolean()),
});

/** A {@link SetViewBody}. */
export const setViewBody: Shape<SetViewBody> = object<SetViewBody>({
  charset: optional(charsetSpecShape),
  // parseSessionSpec checks it and normalises it.
  framing: optional(unchecked(framingShape)),
});

/** A {@link SetServiceBody}. */
export const setServiceBody: Shape<SetServiceBody> = object<SetServiceBody>({ service: serviceSpecShape });

/** A {@link SayInRoomBody}. */
export const sayInRoomBody: Shape<SayInRoomBody> = object<SayInRoomBody>({
  member: string({ min: 1, max: 200 }),
  text: string({ min: 1, max: 8192 }),
  to: optional(string({ min: 1, max: 200 })),
});

/** An {@link AnswerInboxBody}. */
export const answerInboxBody: Shape<AnswerInboxBody> = object<AnswerInboxBody>({
  number: nullable(integer(1)),
  text: string({ max: 8192 }),
});

/** A {@link SendBody}. */
export const sendBody: Shape<SendBody> = object<SendBody>({ message: messageShape, to: targetShape });

/** A {@link PreviewBody}. */
export const previewBody: Shape<PreviewBody> = object<PreviewBody>({ message: messageShape });

/** An {@link AddPeerBody}. */
export const addPeerBody: Shape<AddPeerBody> = object<AddPeerBody>({
  host: string({ min: 1, max: 255 }),
  port: integer(1, 65_535),
});

/** A {@link RepeatBody}. */
export const repeatBody: Shape<RepeatBody> = object<RepeatBody>({
  message: messageShape,
  to: targetShape,
  periodMs: number(1),
  count: optional(integer(1)),
});
const sendFileFields = {
  chunkBytes: optional(integer(1, 16 * 1024 * 1024)),
  bytesPerSecond: optional(integer(1)),
  shutdownAfter: optional(boolean()),
};

/** A {@link SendFileBody}. */
export const sendFileBody: Shape<SendFileBody> = object<SendFileBody>({ path, to: targetShape, ...sendFileFields });

/** A {@link SendUploadQuery}. */
export const sendUploadQuery: Shape<SendUploadQuery> = object<SendUploadQuery>({
  name: optional(string({ max: 255 })),
  to: string({ pattern: /^(all|last|[1-9]\d*(,[1-9]\d*)*)$/, hint: '"all", "last" or numbers with commas between' }),
  ...sendFileFields,
});

/** A {@link ReceiveFileBody}. */
export const receiveFileBody: Shape<ReceiveFileBody> = object<ReceiveFileBody>({
  path,
  from: anyOf<number | "all">('a peer\'s number or "all"', [integer(1), literal("all")]),
  maxBytes: optional(integer(1)),
  overwrite: optional(boolean()),
});

/** A {@link RowsQuery}. */
export const rowsQuery: Shape<RowsQuery> = object<RowsQuery>({
  from: count,
  count: optional(integer(0, 10_000)),
  preview: optional(integer(0, 65_536)),
  charsetIn: optional(charsetShape),
  charsetOut: optional(charsetShape),
  filter: optional(string({ max: 4096 })),
});

/** A {@link FilterBody}. */
export const filterBody: Shape<FilterBody> = object<FilterBody>({ filter: string({ max: 4096 }) });

const machineAddress: Shape<MachineAddress> = object<MachineAddress>({
  interface: string(),
  address: string(),
  family: anyOf<4 | 6>("4 or 6", [literal(4), literal(6)]),
  loopback: boolean(),
});

/** A {@link SystemAnswer}. */
export const systemAnswer: Shape<SystemAnswer> = named(
  "System",
  object<SystemAnswer>({
    version: string(),
    node: string(),
    platform: string(),
    pid: count,
    startedUs: number(),
    host: string(),
    port: count,
    lan: boolean(),
    addresses: array(machineAddress),
    charsets: array(oneOf(CHARSET_NAMES)),
    checksums: array(object<ChecksumEntry>({ name: string(), bytes: integer(1) })),
    framings: array(oneOf(["read", "line", "delimiter", "fixed", "length", "idle", "slip", "cobs"])),
    limits: object<SystemAnswer["limits"]>({ jsonBytes: count, uploadBytes: count }),
  }),
);
const bytesFields = { length: count, base64: string() };

/** A {@link BytesAnswer}. */
export const bytesAnswer: Shape<BytesAnswer> = named("Bytes", object<BytesAnswer>(bytesFields));

/** A {@link SendAnswer}. */
export const sendAnswer: Shape<SendAnswer> = named(
  "Sent",
  object<SendAnswer>({
    ...bytesFields,
    sent: array(object<SendAnswer["sent"][number]>({ peer: count, remote: string() })),
    failed: array(object<SendAnswer["failed"][number]>({ peer: count, remote: string(), problem: problemShape })),
  }),
);
const rowFraming: Shape<RowFraming> = named(
  "RowFraming",
  object<RowFraming>({
    continues: boolean(),
    ended: count,
    open: boolean(),
    from: nullable(count),
    ends: array(count),
    error: nullable(string()),
  }),
);
const jsonRow: Shape<JsonRow> = named(
  "Row",
  object<JsonRow>({
    index: count,
    kind: oneOf(EVENT_KINDS),
    timeUs: number(),
    deltaUs: number(),
    direction: nullable(oneOf<Direction>(["in", "out"])),
    peer: count,
    length: count,
    bytes: string(),
    detail: nullable(
      record(
        anyOf<string | number | boolean | null>("a string, number, boolean or null", [
          nullable(string()),
          number(),
          boolean(),
        ]),
      ),
    ),
    framing: nullable(rowFraming),
    carry: string(),
    unfinished: count,
  }),
);

/** A {@link RowsAnswer}. */
export const rowsAnswer: Shape<RowsAnswer> = named("Rows", object<RowsAnswer>({ total: count, rows: array(jsonRow) }));
