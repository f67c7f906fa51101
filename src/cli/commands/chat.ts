import { type InetAddress, parseAddress } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { type AnyCommand, type ArgsOf, defineCommand, flag, option, optional, required } from "../command.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { charset } from "../options/conversation-args.ts";
import { checkFiles } from "../options/check-files.ts";
import { choice, duration, hostText, path, text } from "../options/value-types.ts";
import { suggest } from "../suggest.ts";

const QUIET_MS = 1000;
/** Somebody has to read the message and to type the answer. */
const ANSWER_MS = 60_000;
const ROOM_PORT = 8000;

const ARGS = {
  kind: required(choice("room|peer|to", ["room", "peer", "to"]), "chatKind"),
  target: optional(hostText("HOST:PORT|NAME"), "chatTarget"),
  name: option(text("NAME"), { help: "chatName" }),
  tcp: flag({ help: "chatTcp" }),
  udp: flag({ short: "u", help: "chatUdp" }),
  bind: option(text("ADDRESS"), { help: "chatBind" }),
  as: option(text("NAME"), { help: "chatAs" }),
  charset: option(charset),
  charsetIn: option(charset),
  charsetOut: option(charset),
  wait: option(duration, { help: "chatWait" }),
  json: flag(),
  capture: option(path("FILE.pcapng")),
} as const;

type ChatArgs = ArgsOf<typeof ARGS>;

/** Which options belong to which chat. */
const OWN: Readonly<Record<ChatArgs["kind"], readonly (keyof ChatArgs)[]>> = {
  room: ["name", "tcp", "udp"],
  peer: ["bind", "charset", "charsetIn", "charsetOut"],
  to: ["as", "charset"],
};

/** `jack chat room|peer|to`. */
export const chat: AnyCommand = defineCommand({
  meta: { name: "chat" },
  args: ARGS,
  async run(context, args) {
    check(args);
    await checkFiles(args);
    if (args.kind === "room") await room(context, args);
    else if (args.kind === "peer") await peer(context, args);
    else await contact(context, args);
    return EXIT.ok;
  },
});

function check(args: ChatArgs): void {
  for (const key of new Set(Object.values(OWN).flat())) {
    const isGiven = args[key] !== undefined && args[key] !== false;
    if (isGiven && !OWN[args.kind].includes(key)) {
      const name = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError((m) => m.usage.together(name, `chat ${args.kind}`));
    }
  }
  if (args.tcp && args.udp) throw new UsageError((m) => m.usage.together("--tcp", "--udp"));
}

async function room(context: CliContext, args: ChatArgs): Promise<void> {
  if (args.target === undefined) throw new UsageError((m) => m.usage.argumentMissing("HOST:PORT"));
  const { network, address } = parseAddress(args.target, { defaultPort: ROOM_PORT });
  if (network !== "tcp" && network !== "udp") {
    throw new UsageError((m) => m.usage.wrongNetwork("chat", network, "tcp://, udp://"));
  }
  const named = /^[a-z]+:\/\//i.test(args.target) ? network : "any";
  const { runRoom } = await import("../talk/run-room.ts");
  await runRoom(context, {
    address,
    network: args.udp ? "udp" : args.tcp ? "tcp" : named,
    name: args.name,
    waitMs: args.wait ?? QUIET_MS,
    json: args.json,
    capture: args.capture,
  });
}

async function peer(context: CliContext, args: ChatArgs): Promise<void> {
  const { parseUdp, runPeer } = await import("../talk/run-peer.ts");
  const remote: InetAddress | undefined = args.target === undefined ? undefined : parseUdp(args.target);
  await runPeer(context, {
    remote,
    bind: args.bind,
    charsetIn: args.charsetIn ?? args.charset ?? "utf-8",
    charsetOut: args.charsetOut ?? args.charset ?? "utf-8",
    waitMs: args.wait ?? QUIET_MS,
    json: args.json,
    capture: args.capture,
  });
}

async function contact(context: CliContext, args: ChatArgs): Promise<void> {
  const { target, as, json, capture } = args;
  if (target === undefined) throw new UsageError((m) => m.usage.argumentMissing("NAME|HOST:PORT"));
  const { CONTACT_PORT, ContactsFile } = await import("../talk/contacts-file.ts");
  const { runContact } = await import("../talk/run-contact.ts");
  const waitMs = args.wait ?? ANSWER_MS;
  if (as !== undefined) {
    const { parseUdp } = await import("../talk/run-peer.ts");
    const address = parseUdp(target, CONTACT_PORT);
    return runContact(context, { name: as, address, charset: args.charset ?? "utf-8", waitMs, json, capture });
  }
  const contacts = await new ContactsFile(context.env).read();
  const found = contacts.find(({ name }) => name === target);
  if (found === undefined) {
    const names = contacts.map(({ name }) => name);
    throw new CliError(EXIT.usage, (m) => m.talk.unknownContact(target, suggest(target, names)));
  }
  await runContact(context, { ...found, charset: args.charset ?? found.charset, waitMs, json, capture });
}
