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
}

/** Options and arguments of these commands. */
export type TalkOptionKey =
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
