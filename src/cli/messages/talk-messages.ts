import type { SntpReading } from "../../handlers/index.ts";

/** What the clients of the services say to a person. */
export interface TalkMessages {
  readonly tooLong: (bytes: number, most: number) => string;
  readonly strangersIgnored: (count: number) => string;
  readonly noTime: (reason: string) => string;
  readonly ntp: (reading: SntpReading) => string;
  readonly closedWithoutAnswer: string;
  readonly oneLineOnly: string;
  readonly notOurs: string;
  readonly badServer: (reason: string) => string;
  readonly notRun: (reason: string) => string;
  readonly endedByTimeout: string;
  readonly endedByOutput: string;
  readonly askName: string;
  readonly askHost: string;
  readonly askPort: string;
  readonly badName: (name: string) => string;
  readonly joinedUdp: (address: string, name: string) => string;
  readonly welcome: (name: string, members: string) => string;
  readonly roomHelp: string;
  readonly roomClosed: string;
  readonly noRoom: string;
  readonly noPrivate: string;
  readonly who: (members: string, isComplete: boolean) => string;
  readonly joined: (name: string) => string;
  readonly left: (name: string) => string;
  readonly marks: { readonly isPrivate: string; readonly isForged: string };
  readonly peerHelp: (here: string, there: string) => string;
  readonly peerCommands: string;
  readonly stranger: string;
  readonly split: (count: number) => string;
  readonly nobodyThere: (address: string) => string;
  readonly contactHelp: (name: string) => string;
  readonly noContacts: (path: string) => string;
  readonly noContact: (name: string) => string;
  readonly unknownContact: (name: string, meant: string | null) => string;
  readonly contactSaved: (name: string, address: string, isChanged: boolean) => string;
  readonly contactRemoved: (name: string) => string;
  readonly inboxHelp: string;
  readonly inboxEmpty: string;
  readonly inboxMessage: (number: number, from: string, to: string | null, text: string) => string;
  readonly inboxAnswered: (number: number, to: string, text: string) => string;
}

/** Options and arguments of these commands. */
export type TalkOptionKey =
  | "chatAs"
  | "chatBind"
  | "chatKind"
  | "chatName"
  | "chatTarget"
  | "chatTcp"
  | "chatUdp"
  | "chatWait"
  | "contactsAction"
  | "contactsAddress"
  | "contactsCharset"
  | "contactsName"
  | "serveAutoAnswer"
  | "execAddress"
  | "execCharset"
  | "execCommand"
  | "execPlain"
  | "execWait"
  | "talkJson"
  | "timeAddress"
  | "timeFormat"
  | "timeNtp"
  | "timeTcp"
  | "waitEach";
