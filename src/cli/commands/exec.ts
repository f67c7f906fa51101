import { type AnyCommand, defineCommand, flag, option, required, rest } from "../command.ts";
import { isUnixAddress } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";
import { charset } from "../options/conversation-args.ts";
import { checkFiles } from "../options/check-files.ts";
import { TLS_CLIENT_ARGS, tlsClientSpec, wantsTls } from "../options/tls-args.ts";
import { address, duration } from "../options/value-types.ts";

const DEFAULT_WAIT_MS = 15_000;
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** `jack exec HOST:PORT COMMAND`. */
export const exec: AnyCommand = defineCommand({
  meta: { name: "exec" },
  args: {
    address: required(address("HOST:PORT", { defaultPort: 8080 }), "execAddress"),
    command: rest("COMMAND", "execCommand"),
    plain: flag({ help: "execPlain" }),
    charset: option(charset, { help: "execCharset" }),
    wait: option(duration, { help: "execWait" }),
    connectTimeout: option(duration),
    raw: flag(),
    ...TLS_CLIENT_ARGS,
  },
  async run(context, args) {
    const { network, address: to } = args.address;
    if (network === "udp" || isUnixAddress(to)) {
      throw new UsageError((m) => m.usage.wrongNetwork("exec", network, "tcp://"));
    }
    const command = args.command.join(" ").trim();
    if (command === "") throw new UsageError((m) => m.usage.argumentMissing("COMMAND"));
    if (args.charset !== undefined && !args.plain) throw new UsageError((m) => m.usage.needs("--charset", "--plain"));
    const { runPlain, runRemote } = await import("../talk/run-remote.ts");
    const { signal } = context;
    const options = { command, waitMs: args.wait ?? DEFAULT_WAIT_MS, raw: args.raw };
    const tls = wantsTls(network, args) ? tlsClientSpec("tls", args) : undefined;
    await checkFiles(args);
    const way = { tls, proxy: undefined, verbose: false };
    const timeoutMs = args.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
    const { dialPipe } = await import("../pipe/dial-pipe.ts");
    await using stream = await dialPipe(context, to, way, { timeoutMs, signal });
    try {
      if (args.plain) return await runPlain(context, stream, { ...options, charset: args.charset ?? "gbk" });
      return await runRemote(context, stream, options);
    } catch (error) {
      // Our server takes a mere FIN for the end of the requests, and the command would run on.
      if (!args.plain) stream.reset();
      throw error;
    }
  },
});
