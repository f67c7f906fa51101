import type { CharsetSpec, TlsServerSpec } from "../../api/index.ts";
import type { ReplyRule } from "../../handlers/index.ts";
import type { ServiceName, ServiceNetwork, ServiceOptions, ServicePlan } from "../../services/index.ts";
import { UsageError } from "../cli-error.ts";
import type { ByteSource, CliContext } from "../context.ts";
import { DASH } from "../io/dash.ts";
import { checkFile } from "../options/check-files.ts";
import { port } from "../options/conversation-args.ts";
import { listenAddress } from "../options/listen-address.ts";
import { serveTlsSpec } from "../options/tls-args.ts";
import { suggest } from "../suggest.ts";
import type { ServeArgs } from "./serve-args.ts";

/** A service that is to be opened, and where. */
export interface WantedService {
  readonly plan: ServicePlan;
  readonly host: string;
  readonly port: number | undefined;
  /** How its bytes are shown; without one, as the options say. */
  readonly charset: CharsetSpec | undefined;
  readonly tls: TlsServerSpec | undefined;
}

/**
 * The services that the words of the command line name, with its options.
 * @throws UsageError; as `planService`
 */
export async function plansOf(
  { stdin }: Pick<CliContext, "stdin">,
  args: ServeArgs,
): Promise<readonly WantedService[]> {
  const { planService, SERVICE_NAMES, usualNetworks } = await import("../../services/index.ts");
  const services = wordsOf(args.services);
  if (services.length > 1 && args.port !== undefined) throw new UsageError((m) => m.usage.portForEach);
  const { host } = listenAddress({ host: args.host ?? "127.0.0.1", port: 0 }, args.lan);
  const rules = await rulesOf(stdin, args);
  const tls = serveTlsSpec(args);
  const wanted = services.map((word) => {
    const { name, ownPort, folder } = partsOf(word);
    const known = SERVICE_NAMES.find((service) => service === name.toLowerCase());
    if (known === undefined) {
      throw new UsageError((m) => m.usage.notAService(word, SERVICE_NAMES.join(", "), suggest(name, SERVICE_NAMES)));
    }
    if (folder !== undefined && known !== "files") throw new UsageError((m) => m.usage.argumentTooMany(`=${folder}`));
    const networks = tls === undefined ? {} : { networks: usualNetworks(known, true) };
    const plan = planService(known, { ...networks, ...optionsOf(known, { ...args, services }, rules, folder) });
    return { plan, host, port: ownPort === undefined ? args.port : port.parse(ownPort), charset: undefined, tls };
  });
  for (const { folder } of services.map(partsOf)) if (folder !== undefined) await checkFile("files", "folder", folder);
  return wanted;
}

/** `NAME[:PORT][=FOLDER]`. */
function partsOf(word: string): { readonly name: string; readonly ownPort?: string; readonly folder?: string } {
  return /^(?<name>[^:=]*)(?::(?<ownPort>[^=]*))?(?:=(?<folder>.*))?$/s.exec(word)?.groups as ReturnType<
    typeof partsOf
  >;
}

/** `files DIR` is `files=DIR`. */
function wordsOf(services: readonly string[]): readonly string[] {
  const [first = "", folder, ...others] = services;
  return folder !== undefined && others.length === 0 && /^files(:\d*)?$/i.test(first)
    ? [`${first}=${folder}`]
    : services;
}

/** The options that a service takes; with one service alone, one that it does not take is an error. */
function optionsOf(
  name: ServiceName,
  args: ServeArgs,
  rules: readonly ReplyRule[] | undefined,
  folder: string | undefined,
): ServiceOptions {
  const networks: ServiceNetwork[] = [...(args.tcp ? ["tcp" as const] : []), ...(args.udp ? ["udp" as const] : [])];
  const only = <T>(services: readonly ServiceName[], value: T | undefined): T | undefined =>
    args.services.length === 1 || services.includes(name) ? value : undefined;
  const charset = (own: ServeArgs["charset"]): ServeArgs["charset"] => own ?? args.charset;
  const options: { [K in keyof ServiceOptions]: ServiceOptions[K] | undefined } = {
    networks: networks.length === 0 ? undefined : networks,
    charsetIn: name === "reply" || name === "inbox" ? charset(args.charsetIn) : undefined,
    autoAnswer: only(["inbox"], args.autoAnswer),
    charsetOut: name === "reply" || name === "exec" ? charset(args.charsetOut) : undefined,
    rules: only(["reply"], rules),
    framing: name === "reply" ? args.framing : undefined,
    checksum: only(["reply"], args.checksum),
    zone: only(["time", "reply"], args.tz),
    protocol: only(["time"], args.ntp ? "ntp" : undefined),
    allow: only(["exec"], args.allow.length === 0 ? undefined : args.allow),
    shell: only(["exec"], args.shell ? true : undefined),
    timeoutMs: only(["exec"], args.timeout),
    room: undefined,
    idleMs: only(["room"], args.idle),
    folder,
    writable: only(["files"], args.writable ? true : undefined),
    maxUploadBytes: only(["files"], args.maxSize),
    messagesPerSecond: name === "room" ? args.rate : undefined,
    answersPerSecond: name === "time" ? args.rate : undefined,
    maxMembers: name === "room" ? args.maxPeers : undefined,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ServiceOptions;
}

/** The rules of `reply`: one made of --text, --hex or --none, or those of a file. */
async function rulesOf(stdin: ByteSource, args: ServeArgs): Promise<readonly ReplyRule[] | undefined> {
  const given = [
    ["--text", args.text !== undefined],
    ["--hex", args.hex !== undefined],
    ["--none", args.none],
    ["--rules", args.rules !== undefined],
  ] as const;
  const [first, second] = given.filter(([, isGiven]) => isGiven).map(([name]) => name);
  if (first !== undefined && second !== undefined) throw new UsageError((m) => m.usage.together(first, second));
  const close = args.close ? ({ close: "fin" } as const) : {};
  if (args.rules !== undefined) {
    const { readRules, readRulesFile } = await import("../options/reply-rules.ts");
    return args.rules === DASH ? readRules(stdin) : readRulesFile(args.rules);
  }
  if (args.text !== undefined) return [{ answer: { text: args.text }, ...close }];
  if (args.hex !== undefined) return [{ answer: { hex: args.hex }, ...close }];
  return args.none || args.close ? [{ ...close }] : undefined;
}
