import { kindCode, type RowIndex } from "./row-index.ts";

/** What the rows of one peer come to. */
export interface PeerTotals {
  bytesIn: number;
  bytesOut: number;
  readsIn: number;
  writesOut: number;
  firstUs: number;
  lastUs: number;
}

/** Adds up the rows of every peer from the index alone; 0 is the session's own rows. */
export function peerTotals(index: RowIndex): Map<number, PeerTotals> {
  const totals = new Map<number, PeerTotals>();
  const data = kindCode("data");
  for (let row = 0; row < index.rows; row++) {
    const peer = index.peer(row);
    const timeUs = index.timeUs(row);
    let sums = totals.get(peer);
    if (sums === undefined) {
      sums = { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0, firstUs: timeUs, lastUs: timeUs };
      totals.set(peer, sums);
    }
    sums.lastUs = timeUs;
    if (index.kindCode(row) !== data) continue;
    if (index.directionCode(row) === 2) {
      sums.bytesOut += index.length(row);
      sums.writesOut += 1;
    } else {
      sums.bytesIn += index.length(row);
      sums.readsIn += 1;
    }
  }
  return totals;
}
