import { enCertCommand } from "./en-tls.ts";
import { enNcCommand } from "./en-nc.ts";
import { enFileCommands } from "./en-files.ts";
import { enRelayCommand } from "./en-relay.ts";
import { enToolCommands } from "./en-tools.ts";
import { enTalkCommands } from "./en-talk.ts";
import type { Manual } from "./manual.ts";

/** English help of the commands. */
export const enCommands: Manual["commands"] = {
  ...enCertCommand,
  workbench: {
    summary: "open the workbench, a page in the browser (also: jack alone)",
    details:
      "Serves the workbench from this machine and opens it in the browser. The address carries a token; without it the page cannot be used.",
    examples: [
      ["jack", "open the workbench"],
      ["jack workbench --no-open --port 8000", "serve it and print its address only"],
    ],
  },
  listen: {
    summary: "a TCP or Unix server in the terminal",
    details: `On a terminal it serves many clients: each is shown with its number and address, and what you type goes to all of them or to the one chosen with /to.

Without a terminal it is a pipe: bytes go through unchanged in both directions. The pipe takes one connection and ends with it, as nc -l does; --keep-open goes on listening, sends the input to every client and merges what they send.

--reply answers by rules, --save writes what comes to a file, --expect, --max-bytes, --max-messages, --idle and --timeout end it; --json tells everything as JSON lines.`,
    examples: [
      ["jack listen :8080", "a server on this machine's port 8080"],
      ["jack listen :8080 --lan --charset gbk", "reachable from other machines, Chinese in GBK"],
      ["jack listen :8080 > received.bin", "receive one file"],
      ["jack listen :0 --json", "events as JSON lines; a free port is picked and printed"],
      ["jack listen unix:///tmp/x.sock", "a Unix socket"],
      ["jack listen :8080 --reply 'ping=>pong\\n' -k", "answer by rules"],
      ["jack listen :9000 --save photo.jpg", "receive a file; size, rate and SHA-256 are shown"],
      ["jack listen :9000 --save-dir inbox", "a file for each connection"],
    ],
  },
  connect: {
    summary: "a TCP or Unix client in the terminal",
    details: `On a terminal each line you type is sent, and what comes is shown with its time.

Without a terminal it is a pipe: bytes go through unchanged in both directions. At the end of the input the connection is half-closed (FIN), and reading goes on until the other end has finished too.

--charset, --eol, --checksum or --in make it read the input line by line instead; --send gives a message on the command line, --every sends it again and again.`,
    examples: [
      ["jack connect 127.0.0.1:8080", "talk to a server"],
      ["jack connect 10.0.0.7:502 --out hex --in hex", "type and see hexadecimal"],
      ["jack connect 10.0.0.7:9000 --charset gbk --time ms", "Chinese in GBK, with the time"],
      ["jack connect 10.0.0.7:9000 < file > answer", "send a file, keep the answer"],
      ["jack connect 10.0.0.7:9000 --expect 'ready' --timeout 5s", "wait for a word, exit 0 or 4"],
      ["jack connect 10.0.0.7:502 --in hex --send '01 03' --checksum modbus --every 1s", "poll a device every second"],
      ["jack connect 10.0.0.7:9000 --retry 0 --retry-delay 1s", "wait until the server is there"],
      ["jack connect 10.0.0.7:9000 --framing fixed:8 --check modbus --out both", "check the checksum of every message"],
    ],
  },
  udp: {
    summary: "a UDP socket in the terminal",
    details: `Sends to PEER, or, without one, to whoever wrote last. One line is one datagram, a datagram is never cut, and an empty one does not end anything.

Without a terminal one read of the input is one datagram (at most 65507 bytes); --in lines makes one of each line. At the end of the input it ends when nothing came for a second (--wait changes that); without PEER it goes on receiving. When nobody receives at PEER's port and it has never answered, it ends with exit code 2.`,
    examples: [
      ["jack udp --bind :7788", "receive on port 7788, answer the last sender"],
      ["jack udp 127.0.0.1:7788 --charset gbk", "send lines in GBK"],
      ["jack udp --bind :5000 --join 239.1.1.1 --out hex", "listen to a multicast group"],
      ["seq 3 | jack udp 127.0.0.1:7788 --in lines", "three datagrams"],
      ["jack udp 127.0.0.1:7788 --send ping --every 500ms --count 10", "ten datagrams, two a second"],
      ["jack udp 239.1.1.1:5000 --multicast-ttl 4 --multicast-interface eth0", "send to a group"],
    ],
  },
  send: {
    summary: "send one message or several, print the answer, exit",
    details: `Each TEXT is one message. The answer is complete when the other end has finished (FIN), when a whole message of --framing came, or when it was quiet for --quiet-ms after something came. No answer within --wait (5s) exits 124; --no-wait does not wait.

Over UDP only answers from the address that was asked count. After --file it says the SHA-256, and whether the last byte arrived: the other end's system has acknowledged it.`,
    examples: [
      ["jack send 127.0.0.1:8080 hello", "send a text, print the answer"],
      ["jack send 10.0.0.7:502 --hex '00 01 00 00 00 06 01 03 00 00 00 01'", "send bytes, print the answer"],
      ["jack send udp://127.0.0.1:7788 --charset gb2312 --no-wait 你好", "one datagram in GB2312"],
      ["jack send 127.0.0.1:7000 --eol crlf --framing line PING QUIT", "two lines, an answer to each"],
      ["jack send 127.0.0.1:9000 --file photo.jpg", "send a file"],
      [
        "jack send 10.0.0.7:502 --hex '01 03 00 00 00 01' --checksum modbus --check modbus",
        "add a checksum, check that of the answer",
      ],
      ["jack send 10.0.0.7:9000 --file big.iso --rate 10M", "at most 10 MiB a second"],
    ],
  },
  serve: {
    summary: "a service: echo, upper, reply, time, room, inbox, files, exec",
    details: `Opens one or several services on this machine and prints one line for each thing that happens. It runs until it is interrupted (Ctrl+C); then it closes its connections in order.

echo sends everything back; upper turns a-z into A-Z; both over TCP and UDP. reply answers every message with --text, --hex or by --rules, with --checksum behind, or not at all (--none). time answers strftime formats over UDP, DAYTIME with --tcp, SNTP with --ntp. room is a chat room over UDP and TCP: members of both talk together. inbox is the answering side of jack chat to: messages queue, and you answer the oldest with a line, message N with N and a line, or all by --auto-answer. files sends the files of a folder to original clients, which ask by the bare name, and over HTTP to browsers, curl and jack get. exec runs the commands that --allow declares, without a shell (--shell, for a lesson, runs anything, on 127.0.0.1 only); other machines reach it only over TLS 1.3 with client certificates (--tls-cert, --tls-ca, --tls-require-client-cert; see jack help tls).

Without SERVICE it opens what jackfield.json in this folder names, services and sessions; --project FILE names another file.

Without --port: echo 7007, upper and reply and exec 8080, time 9000, room 8000, inbox 8081, files 7788.`,
    examples: [
      ["jack serve upper --port 8080", "upper-case what comes"],
      ["jack serve reply --tcp --text 'thank you !' --charset gbk --close", "answer once and close"],
      ["jack serve reply --udp --text hi --port 9000", "answer every datagram"],
      ["jack serve reply --hex '01 03 02 00 2a' --checksum modbus", "a device: answer with the CRC behind"],
      ["jack serve time --tz Asia/Shanghai", "the time in any strftime format"],
      ["jack serve room:8000 time:9000 --json", "two services, events as JSON lines"],
      ["jack serve", "what jackfield.json names"],
      ["jack serve inbox", "answer the messages of jack chat to"],
      ["jack serve files ~/shared --port 7788", "downloads; also files=~/shared beside other services"],
      ["jack serve exec --allow disk='/usr/bin/df -h'", "run df for clients, and nothing else"],
    ],
  },
  ...enTalkCommands,
  ...enFileCommands,
  ...enRelayCommand,
  ...enNcCommand,
  ...enToolCommands,
  completion: {
    summary: "print a script that completes jack's commands and options",
    details: "Completion of commands, options and their values with the Tab key.",
    examples: [
      ["source <(jack completion bash)", "in ~/.bashrc"],
      ["source <(jack completion zsh)", "in ~/.zshrc, after compinit"],
      ["jack completion fish > ~/.config/fish/completions/jack.fish", "for fish"],
    ],
  },
  help: {
    summary: "explain a command or a topic",
    details: "Without a topic it lists the commands and topics.",
    examples: [
      ["jack help send", "the options of jack send"],
      ["jack help addresses", "how addresses are written"],
    ],
  },
};
