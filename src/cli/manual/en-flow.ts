import type { FlowOptionKey } from "../messages/flow-messages.ts";

/** English descriptions of these options. */
export const enFlowOptions: Readonly<Record<FlowOptionKey, string>> = {
  check: "check this checksum at the end of every message that is received; exit 4 when one was wrong",
  delay: "wait this long between two lines that are sent",
  delayed: "collect small writes (Nagle's algorithm) instead of sending them at once",
  device: "use only this network interface",
  keepalive:
    "probe a silent connection after IDLE seconds, every INTERVAL, give up after COUNT probes (INTERVAL 1, COUNT 10)",
  linger: "after a close the system goes on sending for so many seconds; 0 makes a close a reset",
  maxBytes: "end when so many bytes were received: 1000, 64K, 1M",
  maxMessages: "end when so many messages were received (see --framing)",
  mss: "largest TCP segment",
  multicastInterface: "send to groups through this interface: its name, index or address",
  multicastTtl: "hops of datagrams to groups (1)",
  noMulticastLoop: "do not hear this machine's own datagrams to groups",
  overwrite: "replace files that exist (--capture, --save)",
  rate: "send at most so many bytes a second: 64K, 1M/s",
  rcvbuf: "the system's receive buffer: 64K, 4M",
  reply:
    "answer what comes by rules: 'ping=>pong\\n', '/^GET (\\w+)/=>{{1}}', 'hex:01 03 *=>hex:01 03 02 00 2a', JSON, or a JSON file; may be given again, the first that fits answers (see jack help reply)",
  retry: "when opening fails, try again so many times; 0: without end",
  retryDelay: "first wait between attempts, doubled after each (500ms)",
  retryMaxDelay: "longest wait between attempts (10s)",
  reuseaddr: "share the port with other sockets that allow it (SO_REUSEADDR)",
  reuseport: "share the port with other sockets that ask for it (SO_REUSEPORT)",
  save: "write what is received to this file; its size, rate and SHA-256 are shown",
  saveDir: "write what each connection sends to a file of its own in this folder",
  send: "send this when the connection is open, read as --in says; may be given again",
  sndbuf: "the system's send buffer: 64K, 4M",
  sockopt: "any socket option: SO_PRIORITY=6, TCP_CONGESTION=text:reno, LEVEL:OPTION=hex:01000000; may be given again",
  source: "this side's address, port, or both: 10.0.0.5, :4000, 10.0.0.5:4000",
  tos: "type-of-service byte (0x10), or a DSCP by its name: ef, af41, cs6",
  userTimeout: "fail when sent data is not acknowledged for so long",
};
