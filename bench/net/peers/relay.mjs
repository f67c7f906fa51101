// Carries each connection to PORT on to TARGET: relay.mjs ours|pipe PORT TARGET
import { connect as netConnect, createServer } from "node:net";
import { connect, listen, relay } from "../../../dist/net/index.js";

const [kind, port, target] = process.argv.slice(2);
if (kind === "pipe") {
  createServer({ allowHalfOpen: true }, (socket) => {
    const onward = netConnect({ port: Number(target), host: "127.0.0.1", allowHalfOpen: true });
    socket.pipe(onward);
    onward.pipe(socket);
  }).listen(port, "127.0.0.1");
} else {
  for await (const stream of await listen({ host: "127.0.0.1", port: Number(port) })) {
    const onward = await connect({ host: "127.0.0.1", port: Number(target) });
    await relay(stream, onward).catch(() => undefined);
    await Promise.all([stream.close(), onward.close()]);
  }
}
