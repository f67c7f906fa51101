import { tcpState, type SocketState } from "./socket-state.ts";

/**
 * What the kernel knows of a TCP connection: `struct tcp_info` of Linux, tcp(7), linux/tcp.h. Times are microseconds
 * unless the name says otherwise; what this kernel is too old to tell is undefined.
 */
export interface TcpInfo {
  readonly state: SocketState;
  /** Consecutive retransmissions of the oldest unacknowledged segment. */
  readonly retransmits: number;
  readonly probes: number;
  readonly backoff: number;
  readonly sendWindowScale: number;
  readonly receiveWindowScale: number;
  /** Retransmission timeout. */
  readonly rtoUs: number;
  readonly sendMss: number;
  readonly receiveMss: number;
  /** Segments sent and not acknowledged yet. */
  readonly unacked: number;
  readonly sacked: number;
  readonly lost: number;
  readonly retransmitting: number;
  /** Since data was last sent, in milliseconds. */
  readonly lastDataSentMs: number;
  readonly lastDataReceivedMs: number;
  readonly lastAckReceivedMs: number;
  readonly pathMtu: number;
  /** Smoothed round-trip time. */
  readonly rttUs: number;
  readonly rttVarianceUs: number;
  readonly sendSlowStartThreshold: number;
  /** Congestion window, in segments. */
  readonly congestionWindow: number;
  readonly reordering: number;
  /** Round-trip time as the receiver estimates it. */
  readonly receiverRttUs: number;
  /** Segments retransmitted over the connection's life. */
  readonly totalRetransmits: number;
  /** Bytes per second; undefined when unlimited or unknown. */
  readonly pacingRate: number | undefined;
  readonly bytesAcked: number | undefined;
  readonly bytesReceived: number | undefined;
  readonly segmentsOut: number | undefined;
  readonly segmentsIn: number | undefined;
  /** Bytes in the send queue that were never sent. */
  readonly notSentBytes: number | undefined;
  readonly minRttUs: number | undefined;
  /** Bytes per second, as measured at the sender. */
  readonly deliveryRate: number | undefined;
  /** Time with data to send. */
  readonly busyUs: number | undefined;
  /** Time held up by the peer's receive window. */
  readonly receiveWindowLimitedUs: number | undefined;
  /** Time held up by this side's send buffer. */
  readonly sendBufferLimitedUs: number | undefined;
  readonly bytesSent: number | undefined;
  readonly bytesRetransmitted: number | undefined;
  readonly outOfOrderReceived: number | undefined;
  /** The peer's receive window, in bytes. */
  readonly sendWindow: number | undefined;
  /** This side's receive window, in bytes. */
  readonly receiveWindow: number | undefined;
}

/** Bytes that every kernel since 2.6 gives. */
const LEAST_BYTES = 104;
const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/** `struct tcp_info`, as much of it as there is. @throws RangeError when there are fewer than 104 bytes */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo {
  if (bytes.length < LEAST_BYTES)
    throw new RangeError(`tcp_info has at least ${LEAST_BYTES} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u8 = (at: number): number => view.getUint8(at);
  const u32 = (at: number): number => view.getUint32(at, true);
  const late32 = (at: number): number | undefined => (at + 4 <= bytes.length ? u32(at) : undefined);
  const late64 = (at: number): number | undefined => {
    if (at + 8 > bytes.length) return undefined;
    const value = view.getBigUint64(at, true);
    return value === UNLIMITED ? undefined : Number(value);
  };
  return {
    state: tcpState(u8(0)),
    retransmits: u8(2),
    probes: u8(3),
    backoff: u8(4),
    sendWindowScale: u8(6) & 0xf,
    receiveWindowScale: u8(6) >> 4,
    rtoUs: u32(8),
    sendMss: u32(16),
    receiveMss: u32(20),
    unacked: u32(24),
    sacked: u32(28),
    lost: u32(32),
    retransmitting: u32(36),
    lastDataSentMs: u32(44),
    lastDataReceivedMs: u32(52),
    lastAckReceivedMs: u32(56),
    pathMtu: u32(60),
    rttUs: u32(68),
    rttVarianceUs: u32(72),
    sendSlowStartThreshold: u32(76),
    congestionWindow: u32(80),
    reordering: u32(88),
    receiverRttUs: u32(92),
    totalRetransmits: u32(100),
    pacingRate: late64(104),
    bytesAcked: late64(120),
    bytesReceived: late64(128),
    segmentsOut: late32(136),
    segmentsIn: late32(140),
    notSentBytes: late32(144),
    minRttUs: late32(148),
    deliveryRate: late64(160),
    busyUs: late64(168),
    receiveWindowLimitedUs: late64(176),
    sendBufferLimitedUs: late64(184),
    bytesSent: late64(200),
    bytesRetransmitted: late64(208),
    outOfOrderReceived: late32(224),
    sendWindow: late32(228),
    receiveWindow: late32(232),
  };
}
