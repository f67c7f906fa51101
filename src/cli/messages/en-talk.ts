import type { Messages } from "./messages.ts";
import type { TalkMessages, TalkOptionKey } from "./talk-messages.ts";

/** English of the services' clients. */
export const enTalk: TalkMessages = {
  tooLong: (bytes, most) => `the text is ${bytes} bytes long; the other end reads at most ${most}`,
  strangersIgnored: (count) => `${count} datagrams from other addresses were not taken for an answer`,
  noTime: (reason) => `the server has no time to give: ${reason}`,
  ntp: ({ serverMs, offsetMs, delayMs, stratum, reference }) =>
    `${new Date(serverMs).toISOString()}  offset ${signed(offsetMs)} ms, delay ${delayMs.toFixed(3)} ms, stratum ${stratum} (${reference})`,
  closedWithoutAnswer: "the other end closed without an answer",
  oneLineOnly: "a command is one line",
  notOurs:
    "the other end does not speak JACKFIELD-EXEC/1; nothing was run. If it is an original server, use --plain, which runs the command there in a shell",
  badServer: (reason) => `the server broke the protocol: ${reason}`,
  notRun: (reason) => `the server did not run it: ${reason}`,
  endedByTimeout: "the server ended the command: it ran too long",
  endedByOutput: "the server ended the command: it printed too much",
};

/** English descriptions of their options. */
export const enTalkOptions: Readonly<Record<TalkOptionKey, string>> = {
  execAddress: "the server, port 8080 unless it is named",
  execCharset: "with --plain: text encoding of the answer (gbk)",
  execCommand: "the command and its arguments; put -- in front of a command with options",
  execPlain: "the other end is an original server: print its raw answer",
  execWait: "give up when the server is silent for so long (15s)",
  talkJson: "print the answer as JSON",
  timeAddress: "the server; port 9000, with --tcp 13, with --ntp 123 unless it is named",
  timeFormat: "a strftime format, for example %H:%M; without one the server chooses",
  timeNtp: "ask an NTP server, and show this machine's offset",
  timeTcp: "ask a DAYTIME server (RFC 867) over TCP",
  waitEach: "wait so long for each answer (1s)",
};

/** English help of their commands. */
export const enTalkCommands: Pick<Messages["commands"], "time" | "exec"> = {
  time: {
    summary: "ask a time server",
    details: `Sends a strftime format over UDP and prints the answer. The request is sent again --retries times when no answer comes within --wait; then the exit code is 124. Only answers from the address that was asked count.

--tcp reads the line of a DAYTIME server. --ntp asks an NTP server once and shows by how much this machine's clock is off; nothing is changed.`,
    examples: [
      ["jack time 127.0.0.1:9000", "the time in the server's own format"],
      ["jack time 127.0.0.1:9000 '%Y年%m月%d日 %H:%M'", "the time in this format"],
      ["jack time --ntp 127.0.0.1:123", "time, offset and delay of an NTP server"],
      ["jack time --tcp 127.0.0.1:13", "DAYTIME"],
    ],
  },
  exec: {
    summary: "run a command on another machine that allows it",
    details: `Asks a server started with jack serve exec to run one of the commands that it allows. What the command prints comes out of standard output and standard error as it was printed there, and its exit code is the exit code.

--plain talks to an original server: the answer is one text, decoded as --charset, and there is no exit code. Such a server runs anything in a shell, and answers a command that prints nothing with nothing: then the exit code is 124.`,
    examples: [
      ["jack exec 127.0.0.1:8080 disk", "run what the server calls disk"],
      ["jack exec 127.0.0.1:8080 say 你好 && echo done", "the exit code is the command's"],
      ["jack exec --plain 127.0.0.1:8080 'ls -l'", "an original server; its answer is GBK"],
      ["jack exec --plain 127.0.0.1:8080 --charset utf-8 date", "an original server on Linux"],
    ],
  },
};

function signed(ms: number): string {
  return `${ms < 0 ? "-" : "+"}${Math.abs(ms).toFixed(3)}`;
}
