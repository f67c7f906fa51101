import type { CommandRegistry } from "./context.ts";

/** Every command, loaded only when it runs. */
export const COMMANDS: CommandRegistry = {
  workbench: async () => (await import("./commands/workbench.ts")).workbench,
  listen: async () => (await import("./commands/listen.ts")).listen,
  connect: async () => (await import("./commands/connect.ts")).connect,
  udp: async () => (await import("./commands/udp.ts")).udp,
  send: async () => (await import("./commands/send.ts")).send,
  serve: async () => (await import("./commands/serve.ts")).serve,
  time: async () => (await import("./commands/time.ts")).time,
  exec: async () => (await import("./commands/exec.ts")).exec,
  chat: async () => (await import("./commands/chat.ts")).chat,
  contacts: async () => (await import("./commands/contacts.ts")).contacts,
  get: async () => (await import("./commands/get.ts")).get,
  relay: async () => (await import("./commands/relay.ts")).relay,
  cert: async () => (await import("./commands/cert.ts")).cert,
  put: async () => (await import("./commands/put.ts")).put,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  ls: async () => (await import("./commands/ls.ts")).ls,
  scan: async () => (await import("./commands/scan.ts")).scan,
  completion: async () => (await import("./commands/completion.ts")).completion,
  nc: async () => (await import("./commands/nc.ts")).nc,
  help: async () => (await import("./commands/help.ts")).help,
};
