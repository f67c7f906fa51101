import type { FlowMessages, FlowOptionKey } from "./flow-messages.ts";

/** English of conversations. */
export const enFlow: FlowMessages = {
  notASource: (text) => `"${text}" is no address of this machine; write HOST, :PORT, HOST:PORT or [::1]:PORT`,
  notKeepAlive: (text) => `"${text}" is not IDLE[,INTERVAL[,COUNT]]: seconds, seconds, a number of probes`,
  notASockopt: (text) =>
    `"${text}" is not OPTION=VALUE, as SO_PRIORITY=6, TCP_CONGESTION=text:cubic or 1:12=hex:06000000`,
  ruleNotText: (text) => `"${text}" is no text; write bytes as hex:01 02`,
  notUtf8Argument: (number) =>
    `argument ${number} is not valid UTF-8; give bytes as --hex 01ff or on standard input, and rename files with such names`,
  everyNeedsSend: "--every on a terminal needs --send TEXT: what is to be sent again and again",
  inputTooLong: (bytes) => `the input is longer than ${bytes} bytes: too long to be sent again and again`,
  noChecksumInFormat: (format) => `--checksum cannot be added to --in ${format}, which has no messages`,
  retrying: (reason, seconds, attempt, attempts) =>
    `${reason}; trying again in ${seconds} s (${attempt}${attempts === null ? "" : ` of ${attempts}`})`,
  gaveUp: (attempts) => `gave up after ${attempts} attempts`,
  maxBytes: (bytes, more) =>
    `stopped: ${bytes} bytes were received, as --max-bytes says${more === 0 ? "" : `; ${more} more had arrived and are not shown`}`,
  maxMessages: (messages) =>
    `stopped: ${messages} ${messages === 1 ? "message was" : "messages were"} received, as --max-messages says`,
  missedSends: (count) => `${count} sends were left out because the ones before took too long`,
  checksumRight: "checksum right",
  checksumWrong: (found, wanted) => `checksum wrong: ${found}, should be ${wanted}`,
  checksumShort: "too short for a checksum",
  wrongChecksums: (wrong, all) => `${wrong} of ${all} messages had a wrong checksum`,
  totals: ({ received, receivedMessages, sent, sentMessages, peers, dropped, seconds }) =>
    `received ${received} in ${count(receivedMessages, "read")}, sent ${sent} in ${count(sentMessages, "write")}${
      peers > 0 ? `, ${count(peers, "peer")}` : ""
    }${dropped > 0 ? `, ${dropped} datagrams lost in this machine` : ""}, ${seconds} s`,
  saving: (path) => `saving to ${path}`,
  saved: (path, size, bytes, rate, sha256) => `saved ${path}: ${size} (${bytes} bytes) at ${rate}/s\nsha256 ${sha256}`,
  cutShort: "it ended before the other end had finished",
  saveFailed: (path, reason) => `${path} is not complete: ${reason}`,
  fileSent: (path, size, bytes, rate, sha256) =>
    `sent ${path}: ${size} (${bytes} bytes) at ${rate}/s\nsha256 ${sha256}`,
  arrivedFin: "all bytes arrived: the other end's system acknowledged the last one, and closed in order",
  arrivedAcked: "all bytes arrived: the other end's system acknowledged the last one",
  arrivedUnknown: "whether the last byte arrived cannot be told here",
  notArrived: (bytes) => `${bytes} bytes were not acknowledged by the other end`,
  named: (peer, name) => `peer #${peer} is called ${name}`,
  badName: (text) => `"${text}" cannot be a name: it needs 1 to 24 letters, digits, - or _, and no digit first`,
  repeating: (period) => `sending every ${period}; /stop ends it`,
  repeatStopped: (sent, missed) => `sent ${sent} times${missed > 0 ? `, ${missed} times left out` : ""}`,
  notRepeating: "nothing is sent again and again",
  badPeriod: (text) => `"${text}" is not TIME TEXT, as /every 500ms ping`,
  refused: (address) => `nobody receives at ${address}: the datagram was refused`,
};

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** English descriptions of these options. */
export const enFlowOptions: Readonly<Record<FlowOptionKey, string>> = {
  check: "check this checksum at the end of every message that is received; exit 4 when one was wrong",
  delay: "wait this long between two lines that are sent",
  delayed: "collect small writes (Nagle's algorithm) instead of sending them at once",
  device: "use only this network interface",
  keepalive:
    "probe a silent connection after IDLE seconds, every INTERVAL, give up after COUNT probes (INTERVAL 1, COUNT 10)",
  linger: "after a close the system goes on sending for so many seconds; 0 makes a close a reset",
  maxBytes: "end when so many bytes were received: 1000, 64K, 1M",
  maxMessages: "end when so many messages were received (see --framing)",
  mss: "largest TCP segment",
  multicastInterface: "send to groups through this interface: its name, index or address",
  multicastTtl: "hops of datagrams to groups (1)",
  noMulticastLoop: "do not hear this machine's own datagrams to groups",
  overwrite: "replace files that exist (--capture, --save)",
  rate: "send at most so many bytes a second: 64K, 1M/s",
  rcvbuf: "the system's receive buffer: 64K, 4M",
  reply:
    "answer what comes by rules: 'ping=>pong\\n', '/^GET (\\w+)/=>{{1}}', 'hex:01 03 *=>hex:01 03 02 00 2a', JSON, or a JSON file; may be given again, the first that fits answers",
  retry: "when opening fails, try again so many times; 0: without end",
  retryDelay: "first wait between attempts, doubled after each (500ms)",
  retryMaxDelay: "longest wait between attempts (10s)",
  reuseaddr: "share the port with other sockets that allow it (SO_REUSEADDR)",
  reuseport: "share the port with other sockets that ask for it (SO_REUSEPORT)",
  save: "write what is received to this file; its size, rate and SHA-256 are shown",
  saveDir: "write what each connection sends to a file of its own in this folder",
  send: "send this when the connection is open, read as --in says; may be given again",
  sndbuf: "the system's send buffer: 64K, 4M",
  sockopt: "any socket option: SO_PRIORITY=6, TCP_CONGESTION=text:reno, LEVEL:OPTION=hex:01000000; may be given again",
  source: "this side's address, port, or both: 10.0.0.5, :4000, 10.0.0.5:4000",
  tos: "type-of-service byte (0x10), or a DSCP by its name: ef, af41, cs6",
  userTimeout: "fail when sent data is not acknowledged for so long",
};
