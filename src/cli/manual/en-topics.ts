import type { Manual } from "./manual.ts";

/** English help topics. */
export const enTopics: Manual["topics"] = {
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
--eol  none | lf | crlf | cr

Files: - is standard input in jack send (a TEXT, --file), put, cert show, serve --rules and relay, and standard output in
jack get -o and relay. Where nothing of that kind can be meant (--capture, --save, --tls-cert, …) it is refused; ./- is a file
of that name.`,
  },
  charsets: {
    title: "Text encodings",
    body: `--charset NAME sets both directions, --charset-in what is received, --charset-out what is sent.
Usual names work too: cp936, euc-cn, sjis, iso-8859-1. A character split over two reads is put together; bytes that the
charset does not know are shown as \\xE4; a character that it cannot write is refused and named.`,
  },
  hex: {
    title: "Sending and seeing bytes",
    examples: [
      ["jack connect 10.0.0.7:502 --in hex --out hex", "type and see hexadecimal"],
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 0A' --checksum modbus", "bytes with a checksum behind them"],
      ["jack send 10.0.0.7:7000 --hex 0x48,0x69", "bytes as C has them"],
      ["jack connect 10.0.0.7:7000 --in escape", "type text with escapes: PING\\r\\n\\x00"],
    ],
    body: `Hexadecimal is read in any notation: 01 02 ff, 0102ff, 01:02:ff, 0x01,0x02, \\x01\\x02, or rows of a hexdump, whose offsets
and text are left out. A wrong digit is refused, and its place is shown.

Escapes: \\r \\n \\t \\0 \\a \\b \\e \\f \\v \\\\ \\xE4 (that byte) \\u4F60 \\u{1F600} (that character, in the charset).

--checksum NAME appends a checksum to every message (see jack help checksum): modbus, crc32, xor8, …. --out hex shows a hexdump, --out both text and hexdump.`,
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
  len:u8,offset=2,adjust=2       header, length, data, CRC: the usual frame of a device (below)
  idle:20ms            ends when nothing came for 20 ms
  slip, cobs           RFC 1055; frames that end with a zero byte

All but read and fixed take ,max=BYTES, the longest message that is put together.

A device's frame, len:u8,offset=2,adjust=2 (len:u16le,offset=2,adjust=2 for a length of two bytes):

  AA 55   03       10 20 30   xx xx
  header  length   data       CRC
  offset=2         the length counts these 3
          u8                  adjust=2: and 2 more that it does not count

  adjust is what follows the length field and is not counted; below 0 when the length counts what stands before:
  adjust=-1 when a u8 counts itself too, adjust=-3 when it counts the whole frame (header 2, length 1).`,
  },
  checksum: {
    title: "Checksums and CRCs",
    examples: [
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 0A' --checksum modbus", "Modbus RTU: sends … c5 cd"],
      ["jack connect 10.0.0.7:4001 --in hex --checksum xor8,1.. --check xor8,1..", "the first byte does not count"],
      ["jack send 10.0.0.7:4001 --hex '02 31 03' --checksum crc16/ccitt-false,at=-1", "before the last byte"],
    ],
    body: `--checksum NAME appends a checksum to every message that is sent, answers of --reply and of jack
serve reply included; --check NAME checks the one at the end of every message that comes. Case and punctuation of NAME do not matter: CRC-16/MODBUS, crc16modbus, modbus.

  modbus               what people mean by "CRC16" of a device that speaks Modbus: CRC-16/MODBUS, low byte first
  crc16                is CRC-16/ARC, another one: it begins with 0000, Modbus with FFFF
  crc16/ccitt-false    CRC-16/IBM-3740, high byte first; crc16/xmodem and crc16/x-25 are its relatives
  crc32                that of zip and Ethernet; crc32c is iSCSI's
  sum8, xor8 (bcc), lrc (Modbus ASCII), nmea ($GPGGA,…*hh)

NAME,be or NAME,le chooses the byte order, NAME,hex writes digits, NAME,1..-2 the bytes that count (from..to, below 0 from
the end), NAME,at=-2 the place. Which checksum a device uses is found with a frame of its manual: 01 03 00 00 00 0A has c5 cd
with modbus and c5 d6 with crc16.

All names:`,
  },
  reply: {
    title: "Answering by rules",
    examples: [
      ["jack listen :8080 -k --reply 'ping=>pong\\n' --reply '=>what?\\n'", "a text; anything else"],
      [
        "jack listen :4001 -k --framing len:u8,offset=2,adjust=2 --checksum modbus --reply 'hex:aa 55 03 10 *=>hex:aa 55 01 90'",
        "a device: one answer to each frame, with its CRC",
      ],
      ["jack udp --bind :9000 --reply '/^get (\\w+)/=>{{1}}={{random 20 30}}\\n'", "a sensor"],
      ["jack serve reply --rules rules.json --framing line", "rules of a file"],
    ],
    body: `A rule is MATCH=>ANSWER. The first rule that fits a message answers it; a message that fits none is not answered.

MATCH   text                 the message contains it
        /regex/ or /regex/i  a JavaScript regular expression finds it
        hex:01 03 *          bytes from the message's start: ?? any byte, ? any digit, * at the end any further bytes
        nothing              every message
ANSWER  text                 with escapes (\\r\\n \\x00), sent in the charset
        hex:01 83 02         bytes

What a message is: with --framing each whole message of the framing, with its header and its end, is answered once and at
once; what is unfinished or broken is not answered, the latter is told. Without --framing a stream has no messages: one ends
when nothing came for 20 ms, or with FIN. A datagram is always one message, answered at once.

Macros, in a text or between the bytes of hex: (numbers and times are text there too):
  {{counter}} {{counter 100}}     how often the rule has answered, from 1 or from 100
  {{time}} {{time %H:%M:%S}}      the time (jack time's formats); {{unix}} and {{unixms}} count from 1970
  {{random}} {{random 20 30}}     a number from 0 to 99, from 20 to 30; {{randomhex 4}} is 4 random bytes
  {{1}} {{name}}                  what the groups (…) and (?<name>…) of /regex/ found
  {{message}} {{length}} {{peer}} the message, its length, who sent it
  {{hex 0d 0a}}                   bytes in a text
  {{checksum modbus}}             over all that stands before it; order and part as in jack help checksum: {{checksum xor8,1..}}

--checksum NAME is put behind every answer too, but never behind one that has a {{checksum …}} of its own.

A rule as JSON has more; a file has a list of them:

  {"match":{"type":"exact","text":"ping"},"answer":{"text":"pong"},"delayMs":200,
   "times":3,"timesPerPeer":1,"peer":"127.0.0.1","close":"fin","name":"first"}

Types of match: any, exact, prefix, suffix, contains, regex (pattern, flags), hex (pattern).`,
  },
  screen: {
    title: "The full-screen view",
    examples: [
      ["jack listen :8080 --tui", "peers at the left, rows as they come, the input with its bytes below"],
      ["jack connect 10.0.0.7:502 --tui --in hex --out both", "a client, in hexadecimal"],
      ["jack listen :8080 --no-tui", "lines, also on a large terminal"],
    ],
    body: `jack listen shows it by itself on a terminal of at least 100 columns and 30 rows, unless an option says how lines should
look (--out, --time, --quiet, --verbose, …). JACKFIELD_TUI=0 makes lines the usual thing. A terminal that is too small, or
dumb, gets lines.

Tab goes from the input to the rows and to the peers; F1 lists all keys. What Enter would send is always shown as bytes, in
the session's charset, with line end and checksum. F2 shows text, hexadecimal or both. F3 finds a text (or hex:01 02), F4
shows only rows that match a filter (see jack help filters). Enter on a row shows all of its bytes. Choose a peer with
Alt-1 to Alt-9, Ctrl-T, the mouse or in the list; Alt-0 is everybody.

Everything is recorded while the view is open: what comes too fast to be shown is counted, and is there when you scroll
back. /save FILE keeps the recording; --capture FILE keeps it from the start.`,
  },
  pipes: {
    title: "In pipes and files",
    examples: [
      ["jack connect 10.0.0.7:9000 < request > answer", "send a file, keep the answer"],
      ["tar c folder | jack connect 10.0.0.7:9000", "send what a program writes"],
      ["jack listen :9000 > received.bin", "take one connection, keep what it sends"],
      ["seq 3 | jack udp 127.0.0.1:7788 --in lines", "one datagram for each line"],
    ],
    body: `Without a terminal bytes go through unchanged, both directions at once. At the end of the input FIN is sent, and reading
goes on until the other end has finished too; --wait limits that, --no-shutdown sends no FIN, --send-only does not read.

The pipe ends when both directions have ended. After the peer's FIN, input is still sent as long as it flows; after half a
second of silence it ends. A reset is a failure (exit 3), and what came before it is printed. When nobody reads the output
any more, it ends without a word, as every Unix tool does.

--charset, --eol, --checksum or --in text|lines|hex|escape|file read the input line by line instead.`,
  },
  expect: {
    title: "Waiting for an answer and checking it",
    examples: [
      ["jack send 127.0.0.1:9000 status --expect 'ready \\d+' --wait 3s", "exit 0 when it comes, 4 when it does not"],
      ["jack connect 127.0.0.1:9000 --expect READY --timeout 30s < /dev/null", "wait until a server says so"],
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 01' --checksum modbus --expect hex:0103", "bytes"],
    ],
    body: `--expect takes a regular expression (JavaScript's, with Unicode) that is looked for in what each peer sends, in the
charset, over the bounds of reads; or hex: and bytes. As soon as it is there, the command ends with 0. When the other end
finishes first, or --timeout or --wait runs out, it ends with 4 and says what was expected.

A match may reach 16K characters back into earlier reads; --expect-window SIZE changes that. The regular expression may run
for 1s on one read: one that backtracks for longer, such as (a+)+b, ends it with 4. Where standard input is empty, no FIN is
sent: many servers hang up at it, and what is waited for would never come.

Without --expect: no answer to jack send within --wait (5s) ends with 124, silence for --idle and --timeout do too.`,
  },
  capture: {
    title: "Recording for Wireshark",
    examples: [
      ["jack listen :8080 --capture talk.pcapng", "record everything, and Wireshark opens it"],
      ["jack relay listen:8080 10.0.0.7:80 -k --capture talk.pcapng", "record what goes through"],
      ["jack udp --bind :7788 --capture sensors.pcapng", "datagrams"],
    ],
    body: `The file is pcapng: one packet for each read, write or datagram, with its time and direction, and a row for everything
else that happened. It is written as it happens, so that a crash costs a quarter of a second at most. Bytes are never cut.

The workbench opens captures, also those of tcpdump and Wireshark: press Open capture… below.`,
  },
  filters: {
    title: "The filter language",
    examples: [
      ["dir:in temp", "received, and its text has temp in any case"],
      ["peer:#2 or peer:53211", "peer number 2, or the one with this port"],
      ['len>10 hex:"02 ?? 03"', "longer than 10 bytes, with these bytes; ? is any digit"],
      ["kind:error,reset", "what failed"],
    ],
    body: `The same in the full-screen view (F4) and in the workbench. Side by side means and; also or, not, ! and ( ).

  word, "two words"            the text has it, in any case for a word
  text:Temp text~temp text="OK"  has it in this case, in any case, is exactly it
  /temp=\\d+/i                  a regular expression
  hex:0d0a                     the bytes have these
  dir:in dir:out               received, sent
  peer:#3 peer:53211 peer:10.0.  by number, by port, by a part of the address
  kind:data                    listen accept open data eof reset close error limit drop rule fault note
  len>64 len:10..20 len=0      by length
  row:100..200                 by number
  time>10:02:11.5 time:+1s..+2s  by time of day, or since the first row`,
  },
  tls: {
    title: "TLS",
    examples: [
      ["jack connect tls://10.0.0.7:443", "talk to a TLS server, and check its certificate"],
      ["jack listen tls://:8443", "a TLS server with a certificate made on the spot"],
      ["jack cert ca", "an authority of your own, then jack cert server NAME and jack cert client NAME"],
      ["jack relay listen:8080 tls://10.0.0.7:443 -k", "plain clients to a TLS server"],
      [
        "jack relay listen:tls://:8443 10.0.0.7:80 -k --tls-cert cert.pem --tls-key key.pem",
        "TLS clients to a plain server",
      ],
    ],
    body: `A client checks the server's certificate against the system's authorities and the name that was asked for; --tls-ca FILE
trusts others, --tls-name another name, --tls-insecure anybody. jack nc has ncat's options instead, and ncat's default: it
checks only with --ssl-verify. jack cert show shows and checks certificates, of a file or of a server.

A server shows --tls-cert and --tls-key; without them a certificate for this run is made and its fingerprint printed, so that
the other side can compare it. --tls-require-client-cert lets in only clients with a trusted certificate.`,
  },
  scripting: {
    title: "In scripts and CI",
    examples: [
      ["jack send 127.0.0.1:8080 --retries 3 ping || exit", "exit codes say what happened"],
      ["jack listen :0 --json | jq -r 'select(.event == \"listening\") | .local'", "a free port, and where it is"],
      ["jack connect 127.0.0.1:9000 --json --recv-only --timeout 10s", "one JSON object a line for each event"],
      ["jack scan 127.0.0.1 8080", "is something listening there?"],
    ],
    body: `--json prints one JSON object for each event: listening, accept, open, data (or message, with --framing), eof, reset, close,
error, limit, drop; data has peer, direction, length, text and hex. Errors go to standard error, data to standard output.

Nothing is coloured or animated when the output is no terminal, nothing is ever asked. Every wait has an option: --timeout
for all of it, --idle for silence, --connect-timeout, --wait. Ports: 0 picks a free one; it is printed.

An option that is given twice counts as it was given last; --send, --reply and --join add up. Files that options name are
looked at before anything is opened.

See jack help exit-codes and jack help environment.`,
  },
  "exit-codes": {
    title: "Exit codes",
    body: `  0    done
  1    the command line is wrong
  2    could not connect or bind
  3    failed while running, for example reset by the peer
  4    an expectation (--expect) or a checksum (--check) did not hold
  124  timed out
  129  the terminal was closed (SIGHUP)
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)

jack nc has ncat's: 0 done, 1 the network failed, 2 anything else, a wrong command line among them.`,
  },
  interactive: {
    title: "Typing on a terminal",
    body: `A line that you type is one message. What comes in is printed above the line you are typing and never tears it.
Lines that begin with / are commands:`,
  },
  environment: {
    title: "Environment variables",
    body: `  JACKFIELD_LANG=zh      the language, en or zh; else LC_ALL, LC_MESSAGES, LANG say it
  JACKFIELD_TUI=0        lines instead of the full-screen view
  JACKFIELD_DEBUG=1      show where an error comes from
  NO_COLOR=1             no colours; --color always and never say it for one run
  TERM=dumb              no colours and no full-screen view
  TMPDIR                 where recordings without --capture are kept while they are needed
  NCAT_PROXY_AUTH        jack nc: USER:PASSWORD for the proxy`,
  },
  migrate: {
    title: "Coming from nc, ncat and socat",
    examples: [
      ["jack nc -lk -c 'date' 7777", "ncat's own command line; a link named ncat or nc to jack is that program"],
      ["jack relay listen:8080 10.0.0.7:80 -k", "socat TCP-LISTEN:8080,fork,reuseaddr TCP:10.0.0.7:80"],
    ],
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
  echo hi | nc -q1 HOST PORT        jack send HOST:PORT hi
  nc -zv HOST 20-25                 jack scan HOST 20-25
  socat UNIX-LISTEN:S,fork TCP:H:P  jack relay listen:unix:S H:P -k
  socat TCP-LISTEN:P,fork EXEC:cmd  jack relay listen:P exec:cmd -k`,
  },
};
