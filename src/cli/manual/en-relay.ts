import type { RelayOptionKey } from "../messages/relay-messages.ts";
import type { Manual } from "./manual.ts";

/** English descriptions of its options. */
export const enRelayOptions: Readonly<Record<RelayOptionKey, string>> = {
  relayA:
    "one end: tcp://H:P, udp://H:P, tls://H:P, unix:PATH, ws://H:P/PATH, each also as listen:…; -, file:PATH, exec:COMMAND, shell:COMMAND, pty:LINK; READ!!WRITE; options of a socket behind commas",
  relayB: "the other end, likewise",
  relayKeepOpen: "serve connection after connection, and several at once; the other end is opened anew for each",
  relayLinger: "once one side has finished, end when the other is silent for so long (streams: never; UDP: 1s)",
  relayMaxConnections: "serve at most so many at once and drop the rest at once (1000); implies --keep-open",
  relayMessages: "how datagrams and WebSocket messages become a stream and back (read)",
  relayNoShutdown: "do not pass on the end of one side to the other",
  relayOneWay: "from A to B only",
  relayPty: "give the program of exec: a pseudo terminal",
  relayShow: "show what goes through, a row for each piece, to standard output, or error where output is an end",
  relayUdpIdle: "with listen:udp and --keep-open: a peer that was silent for so long is over (60s)",
};

/** English help of it. */
export const enRelayCommand: Pick<Manual["commands"], "relay"> = {
  relay: {
    summary: "join any two: sockets, standard input and output, files, programs",
    details: `Carries bytes between A and B in both directions, unchanged, until both sides have ended. The end of one side (FIN, end of file) is passed on to the other, and what comes back afterwards is still carried, however long it takes. When one side fails, the other is reset.

An end that is only an address is connected to; listen: in front of it waits for one connection. --keep-open goes on and serves many at once: every connection gets the other end anew, a program its own process. Programs are started without a shell (exec:) or with one (shell:), lead a process group of their own and end with their connection; they find JACK_REMOTE_ADDR and JACK_REMOTE_PORT (and the names of ncat and socat) in their environment.

A socket has its own options behind commas, each end for itself: bind=HOST[:PORT] and device=NAME, nodelay, keepalive (keepidle=, keepintvl=, keepcnt=), reuseport, reuseaddr, ttl=, tos=, sndbuf=, rcvbuf=, linger=, mss=, user-timeout=, backlog=, ipv6only, broadcast, join=GROUP@INTERFACE, multicast-ttl=, multicast-loop=0, multicast-interface=, and sockopt=NAME=VALUE for any other. socat's names for them are understood too.

Datagrams and WebSocket messages keep their boundaries between each other. Joined with a stream, one read becomes one message; --messages line makes each line one, and u16 or u32 puts a length before each, which keeps boundaries both ways.

--show, --json and --capture look at what goes through: → is A to B, ← is B to A. Without them bytes are moved inside the kernel where that is possible.`,
    examples: [
      ["jack relay listen:8080 10.0.0.7:80 -k", "forward a port"],
      ["jack relay listen:8080 10.0.0.7:80 -k --show both --capture talk.pcapng", "and see what goes through"],
      ["jack relay listen:8080,reuseport 10.0.0.7:80,bind=10.0.0.2,nodelay -k", "options of each side's socket"],
      ["jack relay - unix:/run/app.sock", "a Unix socket at standard input and output"],
      ["jack relay listen:2000 exec:'/usr/bin/bc -q' -k", "a program for each connection"],
      ["jack relay listen:udp://:5353 udp://10.0.0.1:53 -k", "forward datagrams, a session for each peer"],
      ["jack relay --one-way file:photo.jpg 10.0.0.7:9000", "send a file"],
      ["jack relay listen:ws://:8080 tcp://127.0.0.1:22 -k", "a TCP service for WebSocket clients"],
    ],
  },
};
