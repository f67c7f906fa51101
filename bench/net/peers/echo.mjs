// Echo servers of this library and of Node: echo.mjs PORT recv|recvInto|serve|stream|busy|blocking|node
import { createServer } from "node:net";
import * as net from "../../../dist/net/index.js";
import { create_server } from "../../../dist/net/blocking/index.js";

const port = Number(process.argv[2]);
const kind = process.argv[3];

async function recv(sock) {
  for (;;) {
    const data = await sock.recv(65_536);
    if (data.length === 0) break;
    await sock.sendall(data);
  }
  sock.close();
}

async function recvInto(sock) {
  const buffer = Buffer.allocUnsafeSlow(65_536);
  for (;;) {
    const length = await sock.recvInto(buffer);
    if (length === 0) break;
    await sock.sendall(buffer.subarray(0, length));
  }
  sock.close();
}

if (kind === "node") {
  createServer({ noDelay: true }, (sock) => {
    sock.on("data", (data) => sock.write(data)).on("error", () => undefined);
  }).listen(port, "127.0.0.1", 1024, () => console.log("ready"));
} else if (kind === "blocking") {
  const listener = create_server(["127.0.0.1", port]);
  console.log("ready");
  const buffer = Buffer.allocUnsafeSlow(65_536);
  for (;;) {
    const [sock] = listener.accept();
    try {
      for (let length = sock.recvInto(buffer); length > 0; length = sock.recvInto(buffer)) {
        sock.sendall(length === buffer.length ? buffer : buffer.subarray(0, length));
      }
    } catch (error) {
      // The load generator breaks off.
      if (error.code !== "ERR_RESET" && error.code !== "ERR_BROKEN_PIPE") throw error;
    }
    sock.close();
  }
} else if (kind === "serve") {
  await net.serve(
    { host: "127.0.0.1", port },
    { open: () => undefined, data: (peer, bytes) => peer.send(bytes) },
    { backlog: 1024 },
  );
  console.log("ready");
} else if (kind === "stream") {
  const listener = await net.listen({ host: "127.0.0.1", port }, { backlog: 1024 });
  console.log("ready");
  for await (const stream of listener) {
    stream.setNoDelay(true);
    void (async () => {
      for await (const data of stream) await stream.write(data);
    })().catch(() => undefined);
  }
} else {
  if (kind === "busy") net.setBusyPoll(50);
  const listener = net.create_server(["127.0.0.1", port], { backlog: 1024 });
  console.log("ready");
  for (;;) {
    const [sock] = await listener.accept();
    sock.setsockopt(net.IPPROTO_TCP, net.TCP_NODELAY, 1);
    (kind === "recv" ? recv : recvInto)(sock).catch(() => sock.close());
  }
}
