import type { Messages } from "./messages.ts";

/** English help topics. */
export const enTopics: Messages["topics"] = {
  addresses: {
    title: "How addresses are written",
    body: `  tcp://127.0.0.1:8080    a TCP address
  127.0.0.1:8080          the same: tcp is meant (udp in jack udp)
  localhost:8080          a name
  :8080 or 8080           port 8080 of this machine (127.0.0.1)
  *:8080                  every interface, for listening
  [::1]:8080              IPv6 goes into brackets
  udp://127.0.0.1:8080    a UDP address
  unix:///run/x.sock      a Unix socket; /run/x.sock and ./x.sock too
  unix:@name              an abstract Unix socket (Linux)

Port 0 lets the system pick a free one; it is printed.`,
  },
  formats: {
    title: "Input and output formats",
    body: `--out  text    text in the charset; control characters are shown as \\e or \\x07, never sent to the terminal
       hex     a hexdump
       both    text, then the hexdump
       raw     the bytes themselves; the default when the output is no terminal
       json    one JSON object a line: event, time, peer, direction, length, text, hex
--in   raw     bytes as they come; the default when the input is no terminal
       text    lines of UTF-8, sent in the charset with --eol; the default on a terminal
       lines   lines of bytes, sent as they are without their end, with --eol
       hex     lines of hexadecimal: 01 02 ff
       escape  lines with escapes: \\r \\n \\t \\0 \\\\ \\xE4 \\u4F60
       file    lines that name files to send
--time none | ms (12:00:01.123) | us (12:00:01.123456) | delta (seconds since the line before)
--eol  none | lf | crlf | cr`,
  },
  charsets: {
    title: "Text encodings",
    body: `--charset NAME sets both directions, --charset-in what is received, --charset-out what is sent.
Usual names work too: cp936, euc-cn, sjis, iso-8859-1. A character split over two reads is put together; bytes that the
charset does not know are shown as \\xE4; a character that it cannot write is refused and named.`,
  },
  framing: {
    title: "How a stream is cut into messages",
    body: `TCP is a stream: it keeps no boundaries. --framing says where messages end.

  read                 a message is what one read returned (the default), or one datagram
  line                 ends with LF or CR LF
  delim:0d0a           ends with these bytes; delim:\\r\\n with escapes
  fixed:8              8 bytes each
  len:u16be            a length of 2 bytes, big end first, in front: u8 u16be u16le u24be u24le u32be u32le varint
  len:u16be,offset=2,adjust=-2   the length stands after 2 other bytes, and counts itself
  idle:20ms            ends when nothing came for 20 ms
  slip, cobs           RFC 1055; frames that end with a zero byte

All but read and fixed take ,max=BYTES, the longest message that is put together.`,
  },
  "exit-codes": {
    title: "Exit codes",
    body: `  0    done
  1    the command line is wrong
  2    could not connect or bind
  3    failed while running, for example reset by the peer
  4    an expectation (--expect) did not hold
  124  timed out
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)`,
  },
  interactive: {
    title: "Typing on a terminal",
    body: `A line that you type is one message. What comes in is printed above the line you are typing and never tears it.
Lines that begin with / are commands:`,
  },
  migrate: {
    title: "Coming from nc, ncat and socat",
    body: `  nc HOST PORT                      jack connect HOST:PORT
  nc -l PORT, ncat -l PORT          jack listen :PORT            (--lan to be reachable from other machines)
  ncat -lk PORT                     jack listen :PORT -k
  nc -u HOST PORT                   jack udp HOST:PORT
  nc -ul PORT                       jack udp --bind :PORT
  nc -N HOST PORT < file            jack connect HOST:PORT < file
  nc -U /run/x.sock                 jack connect /run/x.sock
  ncat -C                           --eol crlf
  ncat -i 5 / nc -w 5               --idle 5s
  ncat -x FILE                      --capture FILE.pcapng, or --out both on the screen
  socat -v -x - TCP:HOST:PORT       jack connect HOST:PORT --out both --time us
  echo hi | nc -q1 HOST PORT        jack send HOST:PORT hi`,
  },
};
