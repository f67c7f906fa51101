// Runs commands for its clients, but only those of the list, without a shell, for five seconds at most; answers in gbk
// with 1024 bytes at most. PORT to bind, on loopback only.
import { spawnSync } from "node:child_process";
import { cutAtCharacter, encodeText } from "jackfield/bytes";
import { type Socket, socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const ALLOWED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  date: ["date", "+%Y-%m-%d"],
  whoami: ["whoami"],
  true: ["true"],
  uname: ["uname", "-s"],
};
const ANSWER_BYTES = 1024;

function run(name: string): string {
  const command = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
  if (command === undefined) return `not allowed: ${name}; allowed are ${Object.keys(ALLOWED).join(", ")}\n`;
  const [program, ...args] = command;
  const { stdout, stderr, error } = spawnSync(program, args, {
    timeout: 5000,
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
  });
  if (error !== undefined) return `failed: ${error.message}\n`;
  return stdout.toString() + stderr.toString() || "(no output)\n";
}

function serve(client: Socket): void {
  for (let data = client.recv(1024); data.length > 0; data = client.recv(1024)) {
    const name = new TextDecoder().decode(data).trim();
    print("command", name);
    const answer = encodeText(run(name), "gbk", { onUnencodable: "question" });
    client.sendall(answer.subarray(0, cutAtCharacter(answer, "gbk", ANSWER_BYTES)));
  }
}

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(["127.0.0.1", endpoint(8080)[1]]);
server.listen(5);
print("ready", show(server.getsockname()));
for (;;) {
  const [client] = server.accept();
  try {
    serve(client);
  } catch (error) {
    print(String(error));
  }
  client.close();
}
