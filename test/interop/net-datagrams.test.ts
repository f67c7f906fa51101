import { describe, expect } from "vitest";
import { BACKENDS } from "../support/net/backends.ts";
import { pattern, sha256, text, utf8 } from "../support/net/bytes.ts";
import { Foreign } from "../support/net/foreign.ts";
import { HAS_IPV6 } from "../support/net/ipv6.ts";
import { checkNoLeaks } from "../support/net/leaks.ts";
import { itWith } from "../support/programs.ts";

checkNoLeaks();
const python = itWith(["python3"]);
const FAMILIES = [
  ["127.0.0.1", "AF_INET", 65_507] as const,
  ...(HAS_IPV6 ? [["::1", "AF_INET6", 65_527] as const] : []),
];

describe.each(BACKENDS)("$name", ({ bindDatagrams }) => {
  describe.each(FAMILIES)("datagrams and Python's sockets on %s", (host, family, limit) => {
    const ECHO = `s = socket.socket(socket.${family}, socket.SOCK_DGRAM); s.bind(("${host}", 0)); say(s.getsockname()[1])
while True:
    data, peer = s.recvfrom(70000)
    s.sendto(data, peer)`;

    python("come back as they went, empty and longest included", async () => {
      await using echo = Foreign.python(ECHO);
      const peer = { host, port: Number(await echo.line()) };
      await using socket = await bindDatagrams({ host, port: 0 });
      for (const bytes of [utf8("hi"), new Uint8Array(0), pattern(limit)]) {
        await socket.send(bytes, peer);
        const [back] = await socket.receive();
        expect(back?.from).toEqual(peer);
        expect(sha256(back?.bytes ?? utf8("nothing"))).toBe(sha256(bytes));
      }
    });
  });

  describe("multicast and Python", () => {
    python("both ways over loopback", async () => {
      const group = "239.255.77.7";
      await using receiver = await bindDatagrams({ host: "0.0.0.0", port: 0 });
      receiver.join(group, { interface: "127.0.0.1" });
      await using peer = Foreign.python(
        `group, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("0.0.0.0", 0))
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton("127.0.0.1"))
s.sendto(b"from python", (group, port)); say(s.getsockname()[1])
say(s.recvfrom(100)[0].decode())`,
        group,
        receiver.local.port,
      );
      const port = Number(await peer.line());
      expect(text((await receiver.receive())[0]?.bytes ?? null)).toBe("from python");
      await using sender = await bindDatagrams({ host: "127.0.0.1", port: 0 }, { multicastInterface: "lo" });
      await sender.send(utf8("from us"), { host: group, port });
      expect(await peer.line()).toBe("from us");
    });
  });

  describe("datagrams and socat", () => {
    itWith(["socat"])("go both ways", async () => {
      await using socket = await bindDatagrams({ host: "127.0.0.1", port: 0 });
      await using socat = new Foreign("socat", ["-", `UDP4:127.0.0.1:${socket.local.port}`]);
      socat.write("ping\n");
      const [got] = await socket.receive();
      expect(text(got?.bytes ?? null)).toBe("ping\n");
      await socket.send(utf8("pong\n"), got?.from ?? socket.local);
      expect(await socat.line()).toBe("pong");
    });
  });
});
