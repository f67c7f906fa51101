// A service of the library as its only job: serve.mjs '{"type":"room", …}'. Or only the sockets under one, without sessions:
// serve.mjs bare-upper. Prints its port.
const [what] = process.argv.slice(2);
if (what === "bare-upper") {
  const { serve } = await import("../../../dist/net/index.js");
  const { upperBytes } = await import("../../../dist/handlers/index.js");
  const server = await serve(
    { host: "127.0.0.1", port: 0 },
    { open: () => undefined, data: (peer, bytes) => peer.send(upperBytes(bytes)) },
  );
  console.log(server.local.port);
} else {
  const { startService } = await import("../../../dist/services/library.js");
  const service = await startService({ port: 0, ...JSON.parse(what) });
  console.log(service.port);
}
