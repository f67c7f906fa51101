import { charsetShape } from "./charset-shapes.ts";
import { framingShape } from "./framing-shape.ts";
import type {
  EchoService,
  ExecService,
  FilesService,
  InboxService,
  ReplyAnswerSpec,
  ReplyMatchSpec,
  ReplyRuleSpec,
  ReplyService,
  RoomService,
  ServiceSpec,
  TimeService,
  UpperService,
} from "./service-spec.ts";
import {
  anyOf,
  array,
  boolean,
  check,
  type Fields,
  integer,
  literal,
  named,
  object,
  oneOf,
  optional,
  type Shape,
  string,
  tagged,
} from "./shape.ts";

type Match<T extends ReplyMatchSpec["type"]> = Extract<ReplyMatchSpec, { readonly type: T }>;

const MAX_RULES = 10_000;
const MAX_COMMANDS = 1000;
const DAY_MS = 86_400_000;

interface TextMatch<T> {
  readonly type: T;
  readonly text: string;
}

function textMatch<const T extends string>(type: T): Shape<TextMatch<T>> {
  return object<TextMatch<T>>({ type: literal(type), text: string() });
}

const matchShape: Shape<ReplyMatchSpec> = named(
  "ReplyMatch",
  tagged<ReplyMatchSpec>({
    any: object<Match<"any">>({ type: literal("any") }),
    exact: textMatch("exact"),
    prefix: textMatch("prefix"),
    suffix: textMatch("suffix"),
    contains: textMatch("contains"),
    regex: object<Match<"regex">>({ type: literal("regex"), pattern: string(), flags: optional(string({ max: 8 })) }),
    hex: object<Match<"hex">>({ type: literal("hex"), pattern: string() }),
  }),
);

const answerShape: Shape<ReplyAnswerSpec> = anyOf('{"text": …} or {"hex": …}', [
  object<Extract<ReplyAnswerSpec, { text: string }>>({ text: string() }),
  object<Extract<ReplyAnswerSpec, { hex: string }>>({ hex: string() }),
]);

const ruleShape: Shape<ReplyRuleSpec> = named(
  "ReplyRule",
  object<ReplyRuleSpec>({
    name: optional(string({ min: 1, max: 200 })),
    match: optional(matchShape),
    answer: optional(answerShape),
    delayMs: optional(integer(0, DAY_MS)),
    times: optional(integer(1)),
    timesPerPeer: optional(integer(1)),
    peer: optional(string({ min: 1, max: 255 })),
    close: optional(oneOf(["fin", "reset"])),
  }),
);

const rulesShape: Shape<readonly ReplyRuleSpec[]> = array(ruleShape, MAX_RULES);
const zone = optional(string({ min: 1, max: 100 }));

/** The fields of each service, so that a face can add fields of its own beside them. */
export const SERVICE_FIELDS: {
  readonly [S in ServiceSpec as S["type"]]: Fields<S>;
} = {
  echo: { type: literal("echo") } satisfies Fields<EchoService>,
  upper: { type: literal("upper") } satisfies Fields<UpperService>,
  reply: {
    type: literal("reply"),
    charsetIn: optional(charsetShape),
    charsetOut: optional(charsetShape),
    rules: optional(rulesShape),
    framing: optional(framingShape),
    zone,
  } satisfies Fields<ReplyService>,
  time: {
    type: literal("time"),
    zone,
    protocol: optional(oneOf(["strftime", "ntp"])),
    answersPerSecond: optional(integer(1, 1_000_000)),
  } satisfies Fields<TimeService>,
  room: {
    type: literal("room"),
    room: optional(string({ min: 1, max: 64 })),
    maxMembers: optional(integer(1, 1_000_000)),
    idleMs: optional(integer(1000, 30 * DAY_MS)),
    messagesPerSecond: optional(integer(1, 1_000_000)),
  } satisfies Fields<RoomService>,
  inbox: {
    type: literal("inbox"),
    charsetIn: optional(charsetShape),
    autoAnswer: optional(string({ max: 1024 })),
  } satisfies Fields<InboxService>,
  files: {
    type: literal("files"),
    folder: optional(string({ min: 1, max: 4096 })),
    writable: optional(boolean()),
    maxUploadBytes: optional(integer(1)),
  } satisfies Fields<FilesService>,
  exec: {
    type: literal("exec"),
    allow: optional(array(string({ min: 3, max: 4096 }), MAX_COMMANDS)),
    shell: optional(boolean()),
    charsetOut: optional(charsetShape),
    timeoutMs: optional(integer(1, DAY_MS)),
  } satisfies Fields<ExecService>,
};

/** A {@link ServiceSpec}. */
export const serviceSpecShape: Shape<ServiceSpec> = named(
  "Service",
  tagged<ServiceSpec>({
    echo: object<EchoService>(SERVICE_FIELDS.echo),
    upper: object<UpperService>(SERVICE_FIELDS.upper),
    reply: object<ReplyService>(SERVICE_FIELDS.reply),
    time: object<TimeService>(SERVICE_FIELDS.time),
    room: object<RoomService>(SERVICE_FIELDS.room),
    inbox: object<InboxService>(SERVICE_FIELDS.inbox),
    files: object<FilesService>(SERVICE_FIELDS.files),
    exec: object<ExecService>(SERVICE_FIELDS.exec),
  }),
);

/**
 * Says that a value from outside is a list of reply rules.
 * @throws LocalProtocolError `ERR_BAD_OPTION` that names the property
 */
export function parseReplyRules(value: unknown): readonly ReplyRuleSpec[] {
  return check(rulesShape, value);
}
