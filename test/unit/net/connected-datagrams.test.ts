import { describe, expect, it } from "vitest";
import { bindDatagrams, capabilities } from "../../../src/net/index.ts";
import type { Backend } from "../../../src/net/backend.ts";
import { bindDatagramsOver } from "../../../src/net/bind-datagrams.ts";
import { NATIVE_BACKEND } from "../../../src/net/native/native-backend.ts";
import { NODE_BACKEND } from "../../../src/net/node/node-backend.ts";

const BACKENDS: readonly Backend[] = capabilities().berkeley ? [NODE_BACKEND, NATIVE_BACKEND] : [NODE_BACKEND];
const HERE = { host: "127.0.0.1", port: 0 };

describe.each(BACKENDS)("connectTo over $name", (backend) => {
  it("takes datagrams of its peer only", async () => {
    await using peer = await bindDatagrams(HERE);
    await using stranger = await bindDatagrams(HERE);
    await using socket = await bindDatagramsOver(backend, HERE, { connectTo: peer.local });
    await socket.send(Uint8Array.of(1), peer.local);
    const [asked] = await peer.receive();
    expect(asked).toMatchObject({ bytes: Uint8Array.of(1), from: socket.local });
    await stranger.send(Uint8Array.of(9), socket.local);
    await peer.send(Uint8Array.of(2), socket.local);
    const [answer] = await socket.receive();
    expect([...(answer?.bytes ?? [])]).toEqual([2]);
  });

  it("sends to its peer by any way of writing its address, and to others", async () => {
    await using peer = await bindDatagrams({ host: "::1", port: 0 });
    await using other = await bindDatagrams({ host: "::1", port: 0 });
    await using socket = await bindDatagramsOver(backend, { host: "::1", port: 0 }, { connectTo: peer.local });
    const { port } = peer.local;
    await socket.send(Uint8Array.of(1), peer.local);
    await socket.send(Uint8Array.of(2), { host: "0:0:0:0:0:0:0:1", port });
    await socket.sendMany([{ bytes: Uint8Array.of(3), to: { host: "::1", port } }]);
    const heard: number[] = [];
    while (heard.length < 3) for (const { bytes } of await peer.receive()) heard.push(bytes[0] ?? 0);
    expect(heard).toEqual([1, 2, 3]);
    if (backend !== NATIVE_BACKEND) return;
    await socket.send(Uint8Array.of(4), other.local);
    expect((await other.receive())[0]?.bytes).toEqual(Uint8Array.of(4));
  });

  it("hears that its peer is not there", async () => {
    const gone = await bindDatagrams(HERE);
    await gone.close();
    await using socket = await bindDatagramsOver(backend, HERE, { connectTo: gone.local });
    const refused = expect(socket.receive()).rejects.toMatchObject({ code: "ERR_REFUSED" });
    await socket.send(Uint8Array.of(1), gone.local).catch(() => undefined);
    await refused;
  });
});
