import { CliError, UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, many, option, rest } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { compareSockets, fitsFilter, SOCKET_STATES, socketKey, type SocketFilter } from "../ls/socket-filter.ts";
import { socketJson, socketRows } from "../ls/socket-rows.ts";
import { type ListedSocket, readSocketTable, type SocketTable } from "../ls/socket-table.ts";
import { choice, duration, integer, text } from "../options/value-types.ts";

const DEFAULT_EVERY_MS = 1000;

const ARGS = {
  what: rest("WHAT", "lsWhat", { hint: "service" }),
  listen: flag({ short: "l", help: "lsListen" }),
  tcp: flag({ short: "t", help: "lsTcp" }),
  udp: flag({ short: "u", help: "lsUdp" }),
  unix: flag({ short: "x", help: "lsUnix" }),
  ipv4: flag({ short: "4", help: "scanIpv4" }),
  ipv6: flag({ short: "6", help: "scanIpv6" }),
  all: flag({ short: "a", help: "lsAll" }),
  state: many(choice("STATE", SOCKET_STATES), { help: "lsState" }),
  port: many(integer("PORT", 1, 65_535), { short: "p", help: "lsPort" }),
  process: many(text("NAME|PID"), { help: "lsProcess" }),
  watch: flag({ short: "w", help: "lsWatch" }),
  every: option(duration, { help: "lsEvery" }),
  json: flag({ help: "lsJson" }),
  quiet: flag({ short: "q", help: "lsQuiet" }),
} as const;

type LsArgs = ArgsOf<typeof ARGS>;

/** `jack ls [WHAT…]`. */
export const ls: AnyCommand = defineCommand({
  meta: { name: "ls" },
  args: ARGS,
  async run(context, args) {
    if (args.ipv4 && args.ipv6) throw new UsageError((m) => m.usage.together("-4", "-6"));
    if (args.every !== undefined && !args.watch) throw new UsageError((m) => m.usage.needs("--every", "--watch"));
    const filter = filterOf(args);
    if (args.watch) return watch(context, args, filter);
    const { found, table } = read(args, filter);
    await print(context, args, found);
    if (!args.json && !args.quiet) await printNotes(context, args, table, found.length);
    return found.length > 0 || !isChosen(args) ? EXIT.ok : EXIT.expectation;
  },
});

function filterOf(args: LsArgs): SocketFilter {
  return {
    words: args.what,
    states: args.state,
    ports: args.port,
    processes: args.process,
    waiting: args.listen,
    family: args.ipv4 ? 4 : args.ipv6 ? 6 : undefined,
    timeWait: args.all,
  };
}

/** Whether the command line asked for certain sockets, so that none is an answer too. */
function isChosen({ what, state, port, process: processes, listen }: LsArgs): boolean {
  return what.length > 0 || state.length > 0 || port.length > 0 || processes.length > 0 || listen;
}

function networksOf({ tcp, udp, unix, all }: LsArgs): Set<"tcp" | "udp" | "unix"> {
  if (all) return new Set(["tcp", "udp", "unix"]);
  const wanted = [
    ...(tcp ? ["tcp" as const] : []),
    ...(udp ? ["udp" as const] : []),
    ...(unix ? ["unix" as const] : []),
  ];
  return new Set(wanted.length === 0 ? ["tcp", "udp"] : wanted);
}

function read(args: LsArgs, filter: SocketFilter): { readonly found: ListedSocket[]; readonly table: SocketTable } {
  const table = readSocketTable(networksOf(args));
  if (table === null) throw new CliError(EXIT.failed, (m) => m.tools.ls.notHere(process.platform));
  return { found: table.sockets.filter((socket) => fitsFilter(socket, filter)).sort(compareSockets), table };
}

async function print(
  { stdout, messages, clock }: CliContext,
  args: LsArgs,
  found: readonly ListedSocket[],
): Promise<void> {
  if (args.json) {
    for (const socket of found) await stdout.print(`${JSON.stringify(socketJson(socket))}\n`);
    return;
  }
  if (found.length === 0) return;
  const lines = socketRows(found, {
    headings: messages.tools.ls.columns,
    columns: stdout.isTerminal ? stdout.columns : undefined,
    heading: !args.quiet,
    nowMs: clock.nowMs(),
  });
  await stdout.print(`${lines.join("\n")}\n`);
}

async function printNotes(context: CliContext, args: LsArgs, table: SocketTable, count: number): Promise<void> {
  const { stderr, messages } = context;
  const words = messages.tools.ls;
  if (count === 0) await stderr.print(`${words.none}\n`);
  const timeWait = args.all ? 0 : table.sockets.filter(({ state }) => state === "time-wait").length;
  if (timeWait > 0 && !args.state.includes("time-wait")) await stderr.print(`${words.timeWait(timeWait)}\n`);
  if (table.hiddenProcesses > 0) await stderr.print(`${words.hidden(table.hiddenProcesses)}\n`);
  if (table.source === "proc") await stderr.print(`${words.fromProc}\n`);
}

/** On a terminal the list again and again; elsewhere what came and what went, line by line. */
async function watch(context: CliContext, args: LsArgs, filter: SocketFilter): Promise<number> {
  const { stdout, clock, signal } = context;
  let before: ReadonlyMap<string, ListedSocket> | null = null;
  const live = stdout.isTerminal && !args.json;
  while (!signal.aborted) {
    const { found } = read(args, filter);
    const now = new Map(found.map((socket) => [socketKey(socket), socket]));
    if (live) await redraw(context, found);
    else if (before === null) await print(context, args, found);
    else await printChanges(context, args, before, now);
    before = now;
    await clock.sleep(args.every ?? DEFAULT_EVERY_MS, signal);
  }
  throw signal.reason;
}

async function redraw(
  { stdout, messages, clock, terminal }: CliContext,
  found: readonly ListedSocket[],
): Promise<void> {
  const rows = terminal?.output.rows ?? 24;
  const lines = socketRows(found, {
    headings: messages.tools.ls.columns,
    columns: stdout.columns,
    heading: true,
    nowMs: clock.nowMs(),
  });
  const time = new Date(clock.nowMs()).toTimeString().slice(0, 8);
  const kept = lines.slice(0, Math.max(1, rows - 3));
  const title = messages.tools.ls.watching(found.length, time, lines.length - kept.length);
  await stdout.print(`\u001b[H\u001b[2J${[title, "", ...kept].join("\n")}\n`);
}

async function printChanges(
  { stdout, messages, clock }: CliContext,
  args: LsArgs,
  before: ReadonlyMap<string, ListedSocket>,
  now: ReadonlyMap<string, ListedSocket>,
): Promise<void> {
  const changes = [
    ...[...before].filter(([key]) => !now.has(key)).map(([, socket]) => ["gone", socket] as const),
    ...[...now].filter(([key]) => !before.has(key)).map(([, socket]) => ["new", socket] as const),
    ...[...now]
      .filter(([key, socket]) => (before.get(key)?.state ?? socket.state) !== socket.state)
      .map(([, socket]) => ["changed", socket] as const),
  ];
  const time = new Date(clock.nowMs()).toISOString();
  for (const [change, socket] of changes) {
    if (args.json) await stdout.print(`${JSON.stringify({ change, time, ...socketJson(socket) })}\n`);
    else {
      const [line = ""] = socketRows([socket], {
        headings: messages.tools.ls.columns,
        columns: undefined,
        heading: false,
        nowMs: clock.nowMs(),
      });
      await stdout.print(`${{ gone: "-", new: "+", changed: "~" }[change]} ${line}\n`);
    }
  }
}
