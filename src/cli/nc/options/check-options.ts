import { quitting } from "../report/nc-exit.ts";
import type { NcOptions } from "./nc-options.ts";

type Rule = readonly [broken: (options: NcOptions) => boolean, sentence: string];

const isUnix = ({ network }: NcOptions): boolean => network.startsWith("unix");
const isDatagram = ({ network }: NcOptions): boolean => network === "udp" || network === "unixgram";

// The order is ncat's: of several faults the first is told.
const RULES: readonly Rule[] = [
  [(o) => isUnix(o) && o.proxy !== null, "Proxy option not supported when using Unix domain sockets."],
  [(o) => isUnix(o) && o.tls !== null, "SSL option not supported when using Unix domain sockets."],
  [(o) => isUnix(o) && o.broker, "Connection brokering not supported when using Unix domain sockets."],
  [
    (o) => isUnix(o) && o.sourcePort !== null,
    "Specifying source port when using Unix domain sockets doesn't make sense.",
  ],
  [(o) => isUnix(o) && o.hops.length > 0, "Loose source routing not allowed when using Unix domain sockets."],
  [(o) => o.proxy !== null && o.proxy.address !== null && o.listen, "Invalid option combination: --proxy and -l."],
  [
    (o) => o.proxy?.address === null && !o.listen,
    "Proxy type (--proxy-type) specified without proxy address (--proxy).",
  ],
  [
    (o) => o.proxy?.address === null && o.proxy.type !== "http",
    'Invalid proxy type; Ncat proxy server only supports "http".',
  ],
  [(o) => o.probe && o.listen, "Services designed for LISTENING can't be used with -z"],
  [(o) => o.probe && o.telnet, "Invalid option combination: -z and -t."],
  [(o) => o.probe && o.program !== null, "Command execution can't be done along with option -z."],
  [
    (o) => o.listen && o.source !== null,
    "-l and -s are incompatible.  Specify the address and port to bind to like you would a host to connect to.",
  ],
  [(o) => isDatagram(o) && o.tls !== null, "--ssl with --udp: DTLS is not supported."],
  [(o) => isDatagram(o) && o.proxy !== null, "Proxy option not supported with UDP."],
  [(o) => o.hops.length > 0 && o.family !== 4, "Sorry, -g can only currently be used with IPv4."],
  [(o) => !o.listen && o.allow.length + o.deny.length > 0, "Invalid option combination: allow/deny with connect."],
  [(o) => !o.listen && o.maxConnections !== null, "Invalid option combination: `--max-conns' with connect."],
  [(o) => !o.listen && o.chat, "Invalid option combination: `--chat' with connect."],
  [(o) => !o.listen && o.keepOpen && isDatagram(o), "Invalid option combination: `--keep-open' with non-TCP protocol."],
  [(o) => o.broker && o.program !== null, "Invalid option combination: --broker and -e."],
  [
    (o) => o.listen && o.proxy !== null && o.telnet,
    "Invalid option combination: --telnet has no effect with --proxy-type.",
  ],
  [(o) => o.sendOnly && o.recvOnly, "Invalid option combination: --send-only and --recv-only."],
  [
    (o) => o.tls !== null && (o.tls.certFile === null) !== (o.tls.keyFile === null),
    "The --ssl-key and --ssl-cert options must be used together.",
  ],
];

/**
 * Whether the options go together.
 * @throws NcExit 2 with ncat's sentence
 */
export function checkOptions(options: NcOptions): void {
  for (const [broken, sentence] of RULES) {
    if (broken(options)) throw quitting(sentence);
  }
}
