import type { TalkOptionKey } from "../messages/talk-messages.ts";
import type { Manual } from "./manual.ts";

/** English descriptions of their options. */
export const enTalkOptions: Readonly<Record<TalkOptionKey, string>> = {
  chatAs: "to: the name that stands in front of every message, with HOST:PORT",
  chatBind: "peer: address to receive on, for example :4567",
  chatKind: "a room, a peer, or a contact of the address book",
  chatName: "room: your name",
  chatTarget: "the room or peer, or the contact's name",
  chatTcp: "room: only over TCP",
  chatUdp: "room: the original protocol over UDP",
  chatWait:
    "room, peer: at the end of the input leave when it was quiet for so long (1s); to: wait so long for an answer (60s)",
  contactsAction: "what to do",
  contactsAddress: "where the contact is; port 8081 unless it is named",
  contactsCharset: "text encoding that the contact uses (utf-8)",
  contactsName: "the contact's name",
  serveAutoAnswer: "inbox: answer every message with this text",
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
export const enTalkCommands: Pick<Manual["commands"], "time" | "exec" | "chat" | "contacts"> = {
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
      [
        "jack exec tls://10.0.0.7:8080 disk --tls-ca ca.pem --tls-cert alice.pem --tls-key alice-key.pem",
        "on another machine, over TLS with a certificate of yours",
      ],
      ["jack exec --plain 127.0.0.1:8080 'ls -l'", "an original server; its answer is GBK"],
      ["jack exec --plain 127.0.0.1:8080 --charset utf-8 date", "an original server on Linux"],
    ],
  },
  chat: {
    summary: "chat: in a room, with a peer, with a contact",
    details: `room joins a chat room: over TCP, with a member list and history, when the room is ours, otherwise over UDP as the original client does. /who lists the members, /me says what you do, /msg NAME TEXT tells one member, /quit or q leaves.

peer chats over UDP with one other program, both at any time. Datagrams of others are shown as a stranger's. /quit sends nothing. Without HOST:PORT it asks for address and port.

to sends lines to a contact of the address book (jack contacts), each with 发给NAME: in front, and shows the answer to each. q leaves.

Without a terminal each line of standard input is a message, and what arrives is printed line by line.`,
    examples: [
      ["jack chat room 127.0.0.1:8000 --name 小明", "join a room"],
      ["jack chat peer --bind :4567 127.0.0.1:8080 --charset gb2312", "talk with a duplex or menu chat"],
      ["jack chat to taibai", "write to a contact"],
      ["jack chat to 127.0.0.1:8081 --as taibai", "the same without an address book"],
    ],
  },
  contacts: {
    summary: "the address book of jack chat to",
    details:
      "Contacts are kept in contacts.json in your configuration folder ($XDG_CONFIG_HOME/jackfield, ~/.config/jackfield).",
    examples: [
      ["jack contacts add taibai 127.0.0.1:8081", "add a contact, or change it"],
      ["jack contacts add 老王 192.168.1.7:8081 --charset gbk", "one who reads GBK"],
      ["jack contacts list", "all contacts"],
      ["jack contacts remove taibai", "take one out"],
    ],
  },
};
