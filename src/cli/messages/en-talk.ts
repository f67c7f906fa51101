import type { TalkMessages } from "./talk-messages.ts";

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
  askName: "Your name:",
  askHost: "Peer's IP address:",
  askPort: "Peer's port:",
  badName: (name) => `"${name}" cannot be a name: it needs 1 to 192 bytes, without colons and control characters`,
  joinedUdp: (address, name) => `You are in the room at ${address} over UDP as ${name}; the server confirms nothing.`,
  welcome: (name, members) => `You are ${name}. Here: ${members}`,
  roomHelp: "/who  /me TEXT  /msg NAME TEXT  /quit  (// begins a line with /)",
  roomClosed: "the room closed the connection",
  noRoom: "the other end does not answer as a room; if it is an original over UDP, use --udp",
  noPrivate: "the original protocol has no private messages; nothing was sent",
  who: (members, isComplete) => (isComplete ? `Here: ${members}` : `Heard so far (the server has no list): ${members}`),
  joined: (name) => `${name} has joined`,
  left: (name) => `${name} has left`,
  marks: { isPrivate: "to you", isForged: "forged name" },
  peerHelp: (here, there) => `${here} talks with ${there}. Type a line to send it; /help lists the commands.`,
  peerCommands: "/empty  /charset NAME  /quit  (// begins a line with /)",
  stranger: "stranger",
  split: (count) => `the line was longer than the other end reads and went as ${count} datagrams`,
  nobodyThere: (address) => `nobody listens at ${address} now`,
  contactHelp: (name) => `Type a line to send it to ${name}; q leaves.`,
  noContacts: (path) => `no contacts yet in ${path}; jack contacts add NAME HOST:PORT adds one`,
  noContact: (name) => `no contact is called ${name}`,
  unknownContact: (name, meant) =>
    `no contact is called ${name}${meant === null ? "" : `; did you mean ${meant}?`} (jack contacts add NAME HOST:PORT, or jack chat to HOST:PORT --as NAME)`,
  contactSaved: (name, address, isChanged) => `${name} is ${isChanged ? "now " : ""}at ${address}`,
  contactRemoved: (name) => `${name} is removed`,
  inboxHelp: "TEXT answers the oldest message, N TEXT message N, an empty line with nothing; /list /quit /help",
  inboxEmpty: "no message waits",
  inboxMessage: (number, from, to, text) => `[${number}] ${from}${to === null ? "" : ` to ${to}`}: ${text}`,
  inboxAnswered: (number, to, text) => `[${number}] answered ${to}: ${text}`,
};

function signed(ms: number): string {
  return `${ms < 0 ? "-" : "+"}${Math.abs(ms).toFixed(3)}`;
}
