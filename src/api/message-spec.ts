import type { CharsetName, ChecksumSpec } from "../bytes/index.ts";

/** What ends a line. */
export type LineEnd = "lf" | "crlf" | "cr" | "nul";

/** What every {@link MessageSpec} may have. */
export interface MessageTail {
  /** Put behind everything else, the line end too, unless `at` says where; `GET /api/system` lists the names. */
  readonly checksum?: ChecksumSpec;
}

/** Text to be encoded. */
export interface TextMessage extends MessageTail {
  readonly type: "text";
  readonly text: string;
  /** @default the session's charset for sending, or utf-8 where there is no session */
  readonly charset?: CharsetName;
  /** Read `\r \n \t \0 \\ \xE4 \u4F60 \u{1F600}` in the text. @default false */
  readonly escapes?: boolean;
  /** Put behind the text, in its charset. @default none */
  readonly lineEnd?: LineEnd;
  /** What line breaks inside the text become. @default as they are */
  readonly lineBreaks?: "lf" | "crlf" | "cr";
}

/** Bytes in hexadecimal, with or without spaces. */
export interface HexMessage extends MessageTail {
  readonly type: "hex";
  readonly hex: string;
}

/** Bytes in base64 (RFC 4648 section 4). */
export interface Base64Message extends MessageTail {
  readonly type: "base64";
  readonly base64: string;
}

/** A message as a person composes it; `messageBytes` makes the bytes, the same in page, CLI and server. */
export type MessageSpec = TextMessage | HexMessage | Base64Message;
