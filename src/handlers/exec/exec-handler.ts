import { CharsetDecoder, type CharsetName, decodeText, encodeText } from "../../bytes/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer, HandlerReply } from "../handler.ts";
import type { CommandSource } from "./allow-list.ts";
import {
  EXEC_ALIVE,
  EXEC_HELLO,
  EXEC_READY,
  JsonAnswer,
  PlainAnswer,
  type RunAnswer,
  type RunEnd,
} from "./run-answer.ts";

/** Options of {@link createExec}. */
export interface ExecOptions {
  /** What may be run. */
  readonly allow: CommandSource;
  /** Charset in which an original client is answered. @default gbk, which is what it reads */
  readonly charset?: CharsetName;
  /** A command that runs longer is ended. @default 10_000 */
  readonly timeoutMs?: number;
  /** Output kept for one command, both streams together; a command that prints more is ended. @default 1_048_576 */
  readonly maxOutputBytes?: number;
  /** Bytes of one answer to an original client. @default 1024 */
  readonly maxAnswerBytes?: number;
  /** Commands running at one time, over all clients. @default 8 */
  readonly maxRunning?: number;
  /** Commands of one client that may wait. @default 16 */
  readonly maxWaiting?: number;
  /** Bytes of one request. @default 4096 */
  readonly maxRequestBytes?: number;
  /** A client of ours that has ended its sending is told this often that its command still runs; whoever is gone is found by it. @default 500 */
  readonly aliveMs?: number;
}

type Bounds = Required<Omit<ExecOptions, "allow">>;

const DEFAULTS: Bounds = {
  charset: "gbk",
  timeoutMs: 10_000,
  maxOutputBytes: 1_048_576,
  maxAnswerBytes: 1024,
  maxRunning: 8,
  maxWaiting: 16,
  maxRequestBytes: 4096,
  aliveMs: 500,
};

const HTTP = /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) /;
const ALIVE = "alive ";

interface Client {
  readonly peer: HandlerPeer;
  readonly waiting: string[];
  /** `deaf`: it speaks HTTP, and nothing that it says is a command. */
  answer: "unknown" | "plain" | "json" | "deaf";
  readonly decoder: CharsetDecoder;
  partial: string;
  running: Run | null;
  ended: boolean;
}

interface Run {
  readonly id: string;
  readonly client: Client;
  readonly request: string;
  readonly answer: RunAnswer;
  readonly startedMs: number;
  outputBytes: number;
  /** Why it was ended before it ended by itself. */
  stopped: "timeout" | "output" | null;
}

/**
 * Runs named commands of an allow-list for clients, without a shell. An original client sends one command in one write
 * and gets exactly one answer of 1 to 1024 bytes; our own client says {@link EXEC_HELLO} first and gets stdout, stderr
 * and the exit code apart. Each command leaves a `rule` row: who asked for what, and what came of it.
 */
export function createExec(options: ExecOptions): Handler {
  return new ExecHandler(options);
}

class ExecHandler implements Handler {
  readonly #allow: CommandSource;
  readonly #bounds: Bounds;
  readonly #clients = new Map<HandlerPeer, Client>();
  readonly #runs = new Map<string, Run>();
  #outbox: HandlerCommand[] = [];
  #nextRun = 1;

  constructor({ allow, ...bounds }: ExecOptions) {
    this.#allow = allow;
    this.#bounds = { ...DEFAULTS, ...bounds };
  }

  handle(event: HandlerEvent): Iterable<HandlerCommand> {
    this.#react(event);
    const commands = this.#outbox;
    this.#outbox = [];
    return commands;
  }

  #react(event: HandlerEvent): void {
    switch (event.type) {
      case "data":
        this.#receive(this.#client(event.peer), event.bytes, event.nowMs);
        break;
      case "eof":
        this.#endOfRequests(this.#client(event.peer), event.nowMs);
        break;
      case "close":
        this.#forget(event.peer);
        break;
      case "reply":
        this.#reply(event.id, event.reply, event.nowMs);
        break;
      case "wake":
        if (event.token.startsWith(ALIVE)) this.#tellAlive(event.token, event.nowMs);
        else this.#timeOut(event.token);
        break;
      case "stop":
        for (const run of this.#runs.values()) this.#outbox.push({ type: "kill", id: run.id });
        break;
      default:
        break;
    }
  }

  #client(peer: HandlerPeer): Client {
    let client = this.#clients.get(peer);
    if (client === undefined) {
      const decoder = new CharsetDecoder("utf-8");
      client = { peer, waiting: [], answer: "unknown", decoder, partial: "", running: null, ended: false };
      this.#clients.set(peer, client);
    }
    return client;
  }

  #receive(client: Client, bytes: Uint8Array, nowMs: number): void {
    if (client.answer === "unknown") {
      const text = decodeText(bytes, "utf-8");
      if (HTTP.test(text)) return this.#refuseHttp(client, text);
      client.answer = text.startsWith(EXEC_HELLO) ? "json" : "plain";
    }
    if (client.answer === "deaf") return;
    // One read is one request of an original client; ours sends lines, which reads may cut anywhere.
    if (client.answer === "plain") this.#ask(client, bytes.length, decodeText(bytes, "utf-8"), nowMs);
    else this.#receiveLines(client, client.decoder.decode(bytes), nowMs);
  }

  /** A page of a stranger can make a browser send lines of its choice here. */
  #refuseHttp(client: Client, text: string): void {
    client.answer = "deaf";
    this.#audit(client, { request: /^[^\r\n]*/.exec(text)?.[0] ?? "", allowed: false, reason: "HTTP is no command" });
    this.#send(
      client,
      encodeText("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "utf-8"),
    );
    this.#outbox.push({ type: "close", peer: client.peer, how: "fin" });
  }

  #receiveLines(client: Client, text: string, nowMs: number): void {
    const lines = (client.partial + text).split("\n");
    client.partial = lines.pop() ?? "";
    for (const line of lines) {
      // Our client sends its command only to a server that has said this.
      if (line === EXEC_HELLO) this.#send(client, EXEC_READY);
      else this.#ask(client, line.length, line, nowMs);
    }
    if (client.partial.length > this.#bounds.maxRequestBytes) {
      client.partial = "";
      this.#refuse(client, `Request is longer than ${this.#bounds.maxRequestBytes} bytes`);
    }
  }

  #ask(client: Client, length: number, text: string, nowMs: number): void {
    const request = text.replace(/\r?\n$/, "");
    if (length > this.#bounds.maxRequestBytes) {
      this.#refuse(client, `Request is longer than ${this.#bounds.maxRequestBytes} bytes`);
    } else if (request.includes("\uFFFD")) this.#refuse(client, "Request is not UTF-8");
    else if (client.waiting.length >= this.#bounds.maxWaiting) {
      this.#outbox.push({ type: "note", kind: "limit", peer: client.peer, detail: { limit: "maxWaiting", request } });
      this.#refuse(client, "Too many commands are waiting");
    } else {
      client.waiting.push(request);
      this.#runNext(client, nowMs);
    }
  }

  #runNext(client: Client, nowMs: number): void {
    if (client.running !== null || this.#runs.size >= this.#bounds.maxRunning) return;
    const request = client.waiting.shift();
    if (request === undefined) {
      if (client.ended) this.#outbox.push({ type: "close", peer: client.peer, how: "fin" });
      return;
    }
    const found = this.#allow.find(request);
    if (!found.ok) {
      this.#audit(client, { request, allowed: false, reason: found.reason });
      this.#refuse(client, found.reason);
      this.#runNext(client, nowMs);
      return;
    }
    const id = `run ${this.#nextRun}`;
    this.#nextRun += 1;
    const answer = this.#answerFor(client);
    const run: Run = { id, client, request, answer, startedMs: nowMs, outputBytes: 0, stopped: null };
    client.running = run;
    this.#runs.set(id, run);
    const { file, args } = found.command;
    this.#outbox.push({ type: "run", id, command: file, args });
    this.#outbox.push({ type: "wake", token: id, atMs: nowMs + this.#bounds.timeoutMs });
  }

  #reply(id: string, reply: HandlerReply, nowMs: number): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    if (reply.type === "output") this.#output(run, reply.stream, reply.bytes);
    else if (reply.type === "exit") this.#finish(run, { ...reply, failure: null }, nowMs);
    else if (reply.type === "failed")
      this.#finish(run, { exitCode: null, signal: null, failure: reply.message }, nowMs);
  }

  #output(run: Run, stream: "stdout" | "stderr", bytes: Uint8Array): void {
    const room = this.#bounds.maxOutputBytes - run.outputBytes;
    run.outputBytes += bytes.length;
    if (room > 0) this.#send(run.client, run.answer.output(stream, bytes.subarray(0, room)));
    if (run.outputBytes > this.#bounds.maxOutputBytes && run.stopped === null) {
      run.stopped = "output";
      this.#outbox.push({ type: "kill", id: run.id });
    }
  }

  #timeOut(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined || run.stopped !== null) return;
    run.stopped = "timeout";
    this.#outbox.push({ type: "kill", id });
  }

  #finish(run: Run, end: Omit<RunEnd, "stopped">, nowMs: number): void {
    this.#runs.delete(run.id);
    this.#outbox.push({ type: "cancelWake", token: run.id });
    const { client, request, stopped, outputBytes } = run;
    const { exitCode, signal, failure } = end;
    const ms = Math.round(nowMs - run.startedMs);
    this.#audit(client, { request, allowed: true, exitCode, signal, failure, stopped, ms, bytes: outputBytes });
    client.running = null;
    if (this.#clients.get(client.peer) === client) {
      this.#send(client, run.answer.end({ ...end, stopped }));
      this.#runNext(client, nowMs);
    }
    for (const other of this.#clients.values()) if (other.waiting.length > 0) this.#runNext(other, nowMs);
  }

  /**
   * A FIN may be the end of the requests, as `printf … | nc -N` sends it, or of the client: only what is sent to it can
   * tell. Nothing but the answer can be sent to an original, whose command the time cap ends.
   */
  #endOfRequests(client: Client, nowMs: number): void {
    client.ended = true;
    if (client.running === null && client.waiting.length === 0) {
      this.#outbox.push({ type: "close", peer: client.peer, how: "fin" });
    } else if (client.answer === "json") this.#wakeAlive(client, nowMs);
  }

  #wakeAlive({ peer }: Client, nowMs: number): void {
    this.#outbox.push({ type: "wake", token: aliveToken(peer), atMs: nowMs + this.#bounds.aliveMs });
  }

  #tellAlive(token: string, nowMs: number): void {
    for (const client of this.#clients.values()) {
      if (aliveToken(client.peer) !== token) continue;
      this.#send(client, EXEC_ALIVE);
      this.#wakeAlive(client, nowMs);
    }
  }

  /** A command ends with its client. */
  #forget(peer: HandlerPeer): void {
    const client = this.#clients.get(peer);
    this.#clients.delete(peer);
    if (client?.ended === true) this.#outbox.push({ type: "cancelWake", token: aliveToken(peer) });
    if (client?.running !== null && client !== undefined) this.#outbox.push({ type: "kill", id: client.running.id });
  }

  #refuse(client: Client, reason: string): void {
    this.#send(client, this.#answerFor(client).end({ exitCode: null, signal: null, failure: reason, stopped: null }));
  }

  #answerFor(client: Client): RunAnswer {
    if (client.answer === "json") return new JsonAnswer();
    return new PlainAnswer(this.#bounds.charset, this.#bounds.maxAnswerBytes);
  }

  #send(client: Client, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#outbox.push({ type: "send", peer: client.peer, bytes });
  }

  #audit(client: Client, detail: Readonly<Record<string, string | number | boolean | null>>): void {
    const { certificate } = client.peer;
    const who = certificate === undefined ? {} : { certificate };
    this.#outbox.push({ type: "note", kind: "rule", peer: client.peer, detail: { rule: "exec", ...who, ...detail } });
  }
}

function aliveToken({ session, id }: HandlerPeer): string {
  return `${ALIVE}${session}/${id}`;
}
