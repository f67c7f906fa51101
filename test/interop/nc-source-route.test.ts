import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/capabilities.ts";
import { NETCATS } from "../support/netcat.ts";
import { hasProgram } from "../support/programs.ts";

// Two networks of their own, joined by a cable, in which source routes are allowed. The far one has a second address, 10.9.9.9,
// to which only a route over 10.9.0.2 leads. Where the first packet is sent to is told, its IP options, and what it brought.
const NETWORKS = `
allow() { for name in all default "$1"; do
  echo 1 > /proc/sys/net/ipv4/conf/$name/accept_source_route; echo 0 > /proc/sys/net/ipv4/conf/$name/rp_filter
done; echo 1 > /proc/sys/net/ipv4/ip_forward; }
ip link set lo up
unshare -n sleep 60 & far=$!
# It has a network of its own as soon as it has left ours.
while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
inside() { nsenter -t $far -n "$@"; }
ip link add near type veth peer name cable && ip link set cable netns $far
ip addr add 10.9.0.1/24 dev near; ip link set near up; allow near
inside sh -c "$(declare -f allow)
  ip link set lo up; ip addr add 10.9.0.2/24 dev cable; ip addr add 10.9.9.9/32 dev lo; ip link set cable up; allow cable"
ip route add 10.9.9.9 via 10.9.0.2
exec 3< <(inside python3 -c "$0")
read -r port <&3
echo question | timeout 20 "$@" -4 -w 10s -g 10.9.0.2 10.9.9.9 "$port"
read -r told <&3
kill $far
echo "$told"
`;

const SERVER = `
import socket
cable = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
cable.bind(("cable", 0))
listener = socket.create_server(("10.9.9.9", 0))
print(listener.getsockname()[1], flush=True)
peer, _ = listener.accept()
while True:
    packet = cable.recv(2048)[14:]
    if packet[9] == socket.IPPROTO_TCP and packet[12:16] == socket.inet_aton("10.9.0.1"): break
length = (packet[0] & 15) * 4
print(socket.inet_ntoa(packet[16:20]), packet[20:length].hex(), peer.makefile().readline().strip(), flush=True)
`;

const ISOLATE = ["unshare", "-rn", "bash", "-c"] as const;

function canIsolate(): boolean {
  if (!["unshare", "ip", "nsenter", "python3"].every(hasProgram)) return false;
  try {
    execFileSync("unshare", ["-rn", "ip", "link", "add", "one", "type", "veth", "peer", "name", "two"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

/** Where the first packet of a connection was sent to, its options in hex, and the first line that came. */
async function routed(netcat: readonly string[]): Promise<string> {
  const [command, ...args] = ISOLATE;
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env;
  const { stdout } = await promisify(execFile)(command, [...args, NETWORKS, SERVER, ...netcat], {
    env,
    timeout: 60_000,
  });
  return stdout.trim();
}

describe.runIf(canIsolate() && capabilities().berkeley)("a loose source route", () => {
  it("is what ncat sends, and leads to the target", { skip: !hasProgram("ncat") }, async () => {
    const [theirs, ours] = [await routed(NETCATS.ncat), await routed(NETCATS.jack)];
    // NOP, a loose source route (RFC 791, 3.1) of two slots, the next of which is the target.
    expect(ours).toBe("10.9.0.2 01830b040a0909090a090909 question");
    expect(ours).toBe(theirs);
  });
});
