import type { FlowMessages } from "./flow-messages.ts";

/** English of conversations. */
export const enFlow: FlowMessages = {
  notASource: (text) => `"${text}" is no address of this machine; write HOST, :PORT, HOST:PORT or [::1]:PORT`,
  notKeepAlive: (text) => `"${text}" is not IDLE[,INTERVAL[,COUNT]]: seconds, seconds, a number of probes`,
  notASockopt: (text) =>
    `"${text}" is not OPTION=VALUE, as SO_PRIORITY=6, TCP_CONGESTION=text:cubic or 1:12=hex:06000000`,
  ruleNotText: (text) => `"${text}" is no text; write bytes as hex:01 02`,
  notARule: (text) =>
    `"${text}" is no rule: write MATCH=>ANSWER ('ping=>pong\\n', 'hex:01 03 *=>hex:01 83 02', '=>hi' for everything), JSON, or the name of a JSON file that exists (jack help reply)`,
  notUtf8Argument: (number) =>
    `argument ${number} is not valid UTF-8; give bytes as --hex 01ff or on standard input, and rename files with such names`,
  everyNeedsSend: "--every on a terminal needs --send TEXT: what is to be sent again and again",
  inputTooLong: (bytes) => `the input is longer than ${bytes} bytes, the most that is kept`,
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
