import { SERVICE_NAMES } from "../../api/index.ts";
import type { ChecksumSpec } from "../../bytes/index.ts";
import {
  type ArgsOf,
  type ArgTable,
  flag,
  type FlagArg,
  many,
  type ManyArg,
  option,
  type OptionArg,
  rest,
  type RestArg,
} from "../command.ts";
import { checksumType } from "../options/bytes-types.ts";
import { port, VIEW_ARGS } from "../options/conversation-args.ts";
import { TLS_SERVER_ARGS } from "../options/tls-args.ts";
import { byteSize, duration, integer, path, text } from "../options/value-types.ts";

/** The options of `jack serve`. */
export const SERVE_ARGS: typeof VIEW_ARGS &
  typeof TLS_SERVER_ARGS & {
    tls: FlagArg;
    services: RestArg;
    host: OptionArg<string>;
    port: OptionArg<number>;
    lan: FlagArg;
    tcp: FlagArg;
    udp: FlagArg;
    text: OptionArg<string>;
    hex: OptionArg<string>;
    none: FlagArg;
    rules: OptionArg<string>;
    close: FlagArg;
    checksum: OptionArg<ChecksumSpec>;
    tz: OptionArg<string>;
    ntp: FlagArg;
    allow: ManyArg<string>;
    shell: FlagArg;
    autoAnswer: OptionArg<string>;
    timeout: OptionArg<number>;
    idle: OptionArg<number>;
    writable: FlagArg;
    maxSize: OptionArg<number>;
    maxPeers: OptionArg<number>;
    rate: OptionArg<number>;
    project: OptionArg<string>;
  } = {
  services: rest("SERVICE", "serveServices", { suggestions: SERVICE_NAMES }),
  host: option(text("ADDRESS"), { help: "serveHost" }),
  port: option(port, { short: "p", help: "servePort" }),
  lan: flag(),
  tcp: flag({ help: "serveTcp" }),
  udp: flag({ short: "u", help: "serveUdp" }),
  text: option(text("TEXT"), { help: "serveText" }),
  hex: option(text("BYTES"), { help: "serveHex" }),
  none: flag({ help: "serveNone" }),
  rules: option(path("FILE.json"), { help: "serveRules" }),
  close: flag({ help: "serveClose" }),
  checksum: option(checksumType, { help: "serveChecksum" }),
  tz: option(text("ZONE"), { help: "serveTz" }),
  ntp: flag({ help: "serveNtp" }),
  allow: many(text("NAME=COMMAND")),
  shell: flag({ help: "serveShell" }),
  autoAnswer: option(text("TEXT"), { help: "serveAutoAnswer" }),
  timeout: option(duration, { help: "serveTimeout" }),
  idle: option(duration, { help: "serveIdle" }),
  writable: flag({ help: "serveWritable" }),
  maxSize: option(byteSize, { help: "serveMaxSize" }),
  maxPeers: option(integer("N", 1, 1_000_000)),
  rate: option(integer("N", 1, 1_000_000), { help: "serveRate" }),
  project: option(path("FILE.json"), { help: "serveProject" }),
  ...VIEW_ARGS,
  tls: flag(),
  ...TLS_SERVER_ARGS,
} satisfies ArgTable;

/** Their values. */
export type ServeArgs = ArgsOf<typeof SERVE_ARGS>;
