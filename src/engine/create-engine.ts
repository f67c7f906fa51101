import type { Engine, EngineOptions } from "./engine.ts";
import { SocketEngine } from "./socket-engine.ts";

/**
 * Makes an engine: it opens TCP, UDP and Unix sessions, records what happens in them and keeps them until they are removed.
 *
 * @throws TypeError for an unknown option
 * @example
 * import { createEngine } from "jackfield";
 *
 * await using engine = createEngine();
 * const server = await engine.open({ type: "tcp-server", port: 0 });
 * server.listen((event) => {
 *   if (event.kind === "data" && event.direction === "in") void server.send(event.bytes, event.peer);
 * });
 * const port = Number(server.state().local?.split(":").at(-1));
 *
 * const answered = new Promise<string>((resolve) => {
 *   void engine
 *     .open(
 *       { type: "tcp-client", host: "127.0.0.1", port },
 *       {
 *         listener: (event) => {
 *           if (event.kind === "data" && event.direction === "in") resolve(new TextDecoder().decode(event.bytes));
 *         },
 *       },
 *     )
 *     .then((client) => client.send(new TextEncoder().encode("你好"), "all"));
 * });
 * console.log(await answered); // 你好
 */
export function createEngine(options: EngineOptions = {}): Engine {
  return new SocketEngine(options);
}
