import { decodeText, encodeText } from "../../bytes/index.ts";
import { SntpQuery } from "../../handlers/index.ts";
import { type InetAddress, parseAddress } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, optional, required } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { duration, hostText, integer, text } from "../options/value-types.ts";
import { AskedDatagrams } from "../talk/asked-datagrams.ts";
import { peerLine, safeLine } from "../talk/peer-text.ts";

const DEFAULT_RETRIES = 2;
const DEFAULT_WAIT_MS = 1000;
/** What a server of the notes reads at most. */
const MAX_FORMAT_BYTES = 1024;
const PORTS = { udp: 9000, tcp: 13, ntp: 123 } as const;

const ARGS = {
  address: required(hostText("HOST[:PORT]"), "timeAddress"),
  format: optional(text("FORMAT"), "timeFormat"),
  tcp: flag({ help: "timeTcp" }),
  ntp: flag({ help: "timeNtp" }),
  retries: option(integer("N", 0, 1000)),
  wait: option(duration, { help: "waitEach" }),
  json: flag({ help: "talkJson" }),
} as const;

type TimeArgs = ArgsOf<typeof ARGS>;

/** What a server answered, and how long it took. */
interface Answer {
  readonly bytes: Uint8Array;
  readonly ms: number;
}

/** `jack time HOST:PORT [FORMAT]`. */
export const time: AnyCommand = defineCommand({
  meta: { name: "time" },
  args: ARGS,
  async run(context, args) {
    const how = howOf(args);
    const { network, address } = parseAddress(args.address, {
      defaultNetwork: how === "tcp" ? "tcp" : "udp",
      defaultPort: PORTS[how],
    });
    if (network !== "udp" && network !== "tcp") {
      throw new UsageError((m) => m.usage.wrongNetwork("time", network, "udp://, tcp://"));
    }
    if (how === "ntp") await askNtp(context, args, address);
    else if (network === "tcp") await askDaytime(context, args, address);
    else await askFormat(context, args, address);
    return EXIT.ok;
  },
});

function howOf(args: TimeArgs): keyof typeof PORTS {
  if (args.tcp && args.ntp) throw new UsageError((m) => m.usage.together("--tcp", "--ntp"));
  const how = args.ntp ? "ntp" : args.tcp || args.address.startsWith("tcp://") ? "tcp" : "udp";
  if (how !== "udp" && args.format !== undefined) {
    throw new UsageError((m) => m.usage.together(`--${how}`, "FORMAT"));
  }
  return how;
}

async function askFormat(context: CliContext, args: TimeArgs, to: InetAddress): Promise<void> {
  // The original client takes the spaces around a line off.
  const request = encodeText((args.format ?? "").trim(), "utf-8");
  if (request.length > MAX_FORMAT_BYTES) {
    throw new UsageError((m) => m.talk.tooLong(request.length, MAX_FORMAT_BYTES));
  }
  await using socket = await AskedDatagrams.open(to);
  const { bytes, ms } = await ask(context, args, socket, request, () => true);
  if (args.json) return printJson(context, { text: decodeText(bytes, "utf-8"), ms });
  await context.stdout.print(`${shown(context, bytes)}\n`);
}

async function askNtp(context: CliContext, args: TimeArgs, to: InetAddress): Promise<void> {
  const { clock, messages } = context;
  await using socket = await AskedDatagrams.open(to);
  const query = new SntpQuery(clock.nowMs());
  let receivedMs = 0;
  const { bytes } = await ask(context, args, socket, query.request, (answer) => {
    receivedMs = clock.nowMs();
    return query.read(answer, receivedMs).type !== "unrelated";
  });
  const answer = query.read(bytes, receivedMs);
  if (answer.type === "refused") throw new CliError(EXIT.failed, (m) => m.talk.noTime(safeLine(answer.reason)));
  if (answer.type !== "time") return;
  const { reading } = answer;
  if (args.json) return printJson(context, { ...reading, time: new Date(reading.serverMs).toISOString() });
  await context.stdout.print(`${messages.talk.ntp({ ...reading, reference: safeLine(reading.reference) })}\n`);
}

/** Sends, and sends again, until an answer comes that is one. */
async function ask(
  { clock, signal }: CliContext,
  args: TimeArgs,
  socket: AskedDatagrams,
  request: Uint8Array,
  isAnswer: (bytes: Uint8Array) => boolean,
): Promise<Answer> {
  const { retries = DEFAULT_RETRIES, wait = DEFAULT_WAIT_MS } = args;
  for (let tries = 0; tries <= retries; tries++) {
    const begin = clock.nowMs();
    await socket.send(request);
    for (let left = wait; left > 0; left = begin + wait - clock.nowMs()) {
      const bytes = await socket.receive(left, signal);
      if (bytes === null) break;
      if (isAnswer(bytes)) return { bytes, ms: clock.nowMs() - begin };
    }
  }
  throw new CliError(EXIT.timedOut, (m) => noAnswer(m, wait * (retries + 1), socket.strangers));
}

function noAnswer(m: CliContext["messages"], ms: number, strangers: number): string {
  const sentence = m.problem.noAnswer(ms);
  return strangers === 0 ? sentence : `${sentence}; ${m.talk.strangersIgnored(strangers)}`;
}

async function askDaytime(context: CliContext, args: TimeArgs, to: InetAddress): Promise<void> {
  const { connect } = await import("../../net/index.ts");
  const { clock, signal } = context;
  const timeoutMs = (args.wait ?? DEFAULT_WAIT_MS) * ((args.retries ?? DEFAULT_RETRIES) + 1);
  const begin = clock.nowMs();
  await using stream = await connect(to, { timeoutMs, signal });
  const parts: Uint8Array[] = [];
  let length = 0;
  // RFC 867: whatever comes until the server closes.
  for (let bytes = await stream.read(MAX_FORMAT_BYTES, { timeoutMs, signal }); bytes !== null; ) {
    parts.push(bytes);
    length += bytes.length;
    if (length >= MAX_FORMAT_BYTES) break;
    bytes = await stream.read(MAX_FORMAT_BYTES, { timeoutMs, signal });
  }
  const answer = Buffer.concat(parts);
  if (length === 0) throw new CliError(EXIT.failed, (m) => m.talk.closedWithoutAnswer);
  const line = answer.subarray(0, answer.findLastIndex((byte) => byte !== 0x0d && byte !== 0x0a) + 1);
  if (args.json) return printJson(context, { text: decodeText(line, "utf-8"), ms: clock.nowMs() - begin });
  await context.stdout.print(`${shown(context, line)}\n`);
}

/** On a terminal nothing of it may drive the terminal; in a file it is what the server said. */
function shown({ stdout }: CliContext, bytes: Uint8Array): string {
  return stdout.isTerminal ? peerLine(bytes, "utf-8") : decodeText(bytes, "utf-8", { badBytes: "mark" });
}

function printJson({ stdout }: CliContext, value: unknown): Promise<void> {
  return stdout.print(`${JSON.stringify(value)}\n`);
}
