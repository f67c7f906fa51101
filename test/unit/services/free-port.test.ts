import { describe, expect, it } from "vitest";
import { bindDatagrams, listen } from "../../../src/net/index.ts";
import { freePort } from "../../../src/services/free-port.ts";

describe("freePort", () => {
  it("gives a port that TCP and UDP can open afterwards", async () => {
    for (let round = 0; round < 20; round++) {
      const port = await freePort("127.0.0.1", ["udp", "tcp"]);
      await using listener = await listen({ host: "127.0.0.1", port });
      await using datagrams = await bindDatagrams({ host: "127.0.0.1", port });
      expect([listener.local, datagrams.local]).toMatchObject([{ port }, { port }]);
    }
  });

  it("fails as opening would where the address is not of this machine", async () => {
    await expect(freePort("192.0.2.77", ["udp", "tcp"])).rejects.toMatchObject({ code: "ERR_ADDRESS_NOT_AVAILABLE" });
  });
});
