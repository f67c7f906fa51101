import type { Messages } from "./messages.ts";
import { enFiles } from "./en-files.ts";
import { enRelay } from "./en-relay.ts";
import { enTools } from "./en-tools.ts";
import { enFlow } from "./en-flow.ts";
import { enTls } from "./en-tls.ts";
import { enTalk } from "./en-talk.ts";
import { enTui } from "./en-tui.ts";

const meant = (word: string | null): string => (word === null ? "" : `; did you mean ${word}?`);

/** English. */
export const en: Messages = {
  usage: {
    unknownCommand: (word, near) => `unknown command "${word}"${meant(near)}`,
    unknownTopic: (word, near) => `no help about "${word}"${meant(near)}`,
    unknownChecksum: (name, near) => `unknown checksum "${name}"${meant(near)} (all of them: jack help checksum)`,
    unknownOption: (name, near) => `unknown option ${name}${meant(near)}`,
    flagTakesNoValue: (name) => `${name} takes no value`,
    valueMissing: (name, placeholder) => `${name} needs a value: ${name} ${placeholder}`,
    argumentMissing: (placeholder) => `${placeholder} is missing`,
    argumentTooMany: (word) => `"${word}" is one argument too many`,
    inOption: (name, problem) => `${name}: ${problem}`,
    notOneOf: (text, choices, near) => `"${text}" is not one of ${choices}${meant(near)}`,
    notADuration: (text) => `"${text}" is no time; write 100ms, 2s, 1.5m or 1h (a bare number counts seconds)`,
    notAnInteger: (text, min, max) => `"${text}" is no whole number from ${min} to ${max}`,
    notARegex: (text, reason) => `"${text}" is no regular expression: ${reason}`,
    together: (a, b) => `${a} and ${b} cannot be used together`,
    needs: (a, b) => `${a} needs ${b}`,
    aTerminal: "a terminal for input and output",
    nothingToSend: "there is nothing to send: give TEXT, --hex, --file, or something on standard input",
    wrongNetwork: (command, network, instead) => `jack ${command} does not take ${network} addresses; use ${instead}`,
    notUtf8: (position) => `the text is not valid UTF-8 at byte ${position}; use --in lines to send bytes as they are`,
    rawNeedsPipe: "--in raw is for pipes and files; on a terminal use text, lines, hex, escape or file",
    notAService: (word, services, near) => `"${word}" is no service; there are ${services}${meant(near)}`,
    noService: (file) => `name a service (jack serve time), or put a ${file} into this folder`,
    portForEach: "several services cannot share --port; write a port for each: room:8000 time:9000",
    notJson: (path, reason) => `${path} is no JSON: ${reason}`,
    seeHelp: (command) => `See jack help ${command}.`,
    helpHint: "See jack help.",
  },
  problem: {
    colon: ": ",
    internal: (message) => `internal error: ${message}`,
    input: (reason) => `standard input cannot be read: ${reason}`,
    output: (reason) => `standard output cannot be written: ${reason}`,
    noAnswer: (ms) => `no answer within ${seconds(ms)}`,
    timedOut: (ms) => `timed out after ${seconds(ms)}`,
    idle: (ms) => `nothing was sent or received for ${seconds(ms)}`,
    expected: (pattern) => `what came does not match ${pattern}`,
    unfinishedExpectation: (pattern) => `it ended before ${pattern} came`,
    slowExpectation: (pattern, ms) =>
      `the regular expression ${pattern} takes more than ${seconds(ms)} on what came; make it simpler: no repeat within a repeat`,
    unsent: (bytes) => `${bytes} bytes of input were not sent`,
    answerTooLong: (bytes) => `the answer is longer than ${bytes} bytes`,
  },
  codes: null,
  detail: null,
  operations: null,
  line: {
    project: (file) => `project ${file}`,
    listening: (address) => `listening ${address}`,
    shell: "  (a shell for a lesson: every program on this machine can run any command here as you)",
    connected: (address, local) => `connected to ${address} from ${local}`,
    accepted: (address) => `connection from ${address}`,
    newSource: (address) => `first datagram exchanged with ${address}`,
    arrived: "connected",
    firstDatagram: "first datagram",
    eofIn: "the peer has finished sending (FIN)",
    eofOut: "finished sending (FIN)",
    resetIn: "connection reset by the peer (RST)",
    resetOut: "connection reset (RST)",
    closed: "closed",
    ended: "session ended",
    emptyDatagram: "(empty datagram)",
    dropped: (count) => `${count} datagrams were lost in this machine: the receive buffer was full`,
    rule: (number, name, answered) =>
      `rule ${number} ${answered ? "answered" : "fired, without an answer"}${name === null ? "" : `: ${name}`}`,
    unanswered: (reason) => `not answered: ${reason}`,
    limit: (name, value) => `limit ${name} (${value}) was reached`,
    totals: (bytesIn, bytesOut, time) => `received ${bytesIn}, sent ${bytesOut} in ${time} s`,
    unfinished: (bytes) => `(${bytes} more bytes of an unfinished message)`,
    everyoneIsOnLan: "reachable from other machines",
  },
  prompt: {
    welcome: "Type a line to send it; /help lists the commands, Ctrl-D ends the input.",
    commands: [
      ["/peers", "list the peers"],
      ["/to N|all|last", "choose whom to send to"],
      ["/name N WORD", "give a peer a name, for @WORD and /to WORD"],
      ["@N text", "send a line to one peer: number, name or :PORT (@@ begins a line with @)"],
      ["/hex 01 02 ff", "send bytes"],
      ["/escape a\\r\\n\\x00", "send text with escapes"],
      ["/file PATH", "send a file as it is"],
      ["/empty", "send an empty datagram (UDP)"],
      ["/every 1s text", "send again and again; /stop ends it"],
      ["/stop", "end what /every or --every sends"],
      ["/charset NAME", "change the charset of both directions"],
      ["/eof [N]", "finish sending (FIN); receiving goes on"],
      ["/close N", "close the connection to a peer"],
      ["/reset N", "drop the connection to a peer (RST)"],
      ["/help", "this list"],
      ["/quit", "close everything and leave"],
      ["//text", "send a line that begins with /"],
    ],
    unknown: (word, near) => `unknown command ${word}${meant(near)} (// sends a line that begins with /)`,
    noPeers: "no peers yet",
    target: (target) => `sending to ${target}`,
    badTarget: (text) => `"${text}" is no open peer; write a number, a name, all or last`,
    charset: (charset) => `charset ${charset}`,
    sent: (path, bytes) => `sent ${path}, ${bytes} bytes`,
    needsArgument: (command) => `${command} needs an argument`,
    notSent: "nothing was sent",
    peerGone: (peer) => `peer #${peer} is gone; sending to all again`,
    phases: {
      open: "open",
      "half-closed-in": "has finished sending",
      "half-closed-out": "we have finished sending",
      gone: "gone",
    },
  },
  talk: enTalk,
  tui: enTui,
  files: enFiles,
  relay: enRelay,
  tools: enTools,
  flow: enFlow,
  tls: enTls,
  workbench: {
    ready: (url) => `The workbench is at ${url}`,
    stop: "Ctrl-C stops it.",
    onLan: "It can be reached from other machines: whoever has the address with its token can open sockets here.",
    notBuilt: "the page has not been built; run npm run build",
  },
};

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(3))} s`;
}
