import { describe, expect, it } from "vitest";
import { compareSockets, fitsFilter, type SocketFilter } from "../../../../src/cli/ls/socket-filter.ts";
import type { ListedSocket } from "../../../../src/cli/ls/socket-table.ts";

const NOTHING: SocketFilter = {
  words: [],
  states: [],
  ports: [],
  processes: [],
  waiting: false,
  family: undefined,
  timeWait: false,
};

function socket(parts: Partial<ListedSocket>): ListedSocket {
  return {
    network: "tcp",
    protocol: "tcp",
    state: "established",
    local: "127.0.0.1:5000",
    localPort: 5000,
    remote: "10.0.0.9:80",
    remotePort: 80,
    receiveQueue: 0,
    sendQueue: 0,
    user: "ann",
    uid: 1000,
    inode: 1,
    holders: [{ pid: 4321, command: "Node", fd: 3, startedMs: null }],
    rttMs: null,
    retransmits: null,
    drops: null,
    ...parts,
  };
}

describe("fitsFilter", () => {
  const unix = socket({ network: "unix", protocol: "unix", local: "/run/x.sock", localPort: 0, remotePort: 0 });
  it.each<[string, ListedSocket, Partial<SocketFilter>, boolean]>([
    ["everything", socket({}), {}, true],
    ["no time-wait", socket({ state: "time-wait" }), {}, false],
    ["time-wait when asked for", socket({ state: "time-wait" }), { states: ["time-wait"] }, true],
    ["time-wait with --all", socket({ state: "time-wait" }), { timeWait: true }, true],
    ["another state", socket({}), { states: ["listen", "closing"] }, false],
    ["this end's port", socket({}), { ports: [1, 5000] }, true],
    ["the other end's port", socket({}), { words: ["80"] }, true],
    ["the port with a colon", socket({}), { words: [":80"] }, true],
    ["no part of a port", socket({}), { words: ["500"] }, false],
    ["a process id", socket({}), { words: ["4321"] }, true],
    ["a process by name", socket({}), { processes: ["node"] }, true],
    ["another process", socket({}), { processes: ["nginx", "432"] }, false],
    ["a user", socket({}), { words: ["ann"] }, true],
    ["part of an address", socket({}), { words: ["10.0."] }, true],
    ["all words", socket({}), { words: ["node", "81"] }, false],
    ["a path", unix, { words: ["x.sock"] }, true],
    ["no port of a Unix socket", unix, { ports: [0] }, false],
    ["who waits: a listener", socket({ state: "listen" }), { waiting: true }, true],
    ["who waits: no connection", socket({}), { waiting: true }, false],
    ["who waits: UDP without a peer", socket({ network: "udp", state: "unconnected" }), { waiting: true }, true],
    ["IPv6 only", socket({}), { family: 6 }, false],
    ["IPv6", socket({ protocol: "tcp6" }), { family: 6 }, true],
  ])("%s", (_name, item, filter, answer) => {
    expect(fitsFilter(item, { ...NOTHING, ...filter })).toBe(answer);
  });
});

it("lists who waits first, then by port", () => {
  const list = [
    socket({ local: "a", localPort: 9 }),
    socket({ network: "udp", state: "unconnected", local: "b", localPort: 1 }),
    socket({ state: "listen", local: "c", localPort: 10 }),
    socket({ state: "listen", local: "d", localPort: 2 }),
  ];
  expect(list.sort(compareSockets).map(({ local }) => local)).toEqual(["d", "c", "a", "b"]);
});
