/** States of TCP (RFC 9293 §3.3.2) in the words of ss(8), lower case; other protocols use the first, the last and `listen`. */
export type SocketState =
  | "established"
  | "syn-sent"
  | "syn-recv"
  | "fin-wait-1"
  | "fin-wait-2"
  | "time-wait"
  | "unconnected"
  | "close-wait"
  | "last-ack"
  | "listen"
  | "closing"
  | "new-syn-recv"
  | "unknown";

// The numbers of net/tcp_states.h, from 1.
const STATES: readonly SocketState[] = [
  "unknown",
  "established",
  "syn-sent",
  "syn-recv",
  "fin-wait-1",
  "fin-wait-2",
  "time-wait",
  "unconnected",
  "close-wait",
  "last-ack",
  "listen",
  "closing",
  "new-syn-recv",
];

/** The state of a kernel's number (net/tcp_states.h, also in `/proc/net/tcp`); `unknown` for one that it has not. */
export function tcpState(number: number): SocketState {
  return STATES[number] ?? "unknown";
}
