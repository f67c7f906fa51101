// Sends the files of one folder to whoever names them; a name that is not there gets nothing. PORT FOLDER to serve.
import { closeSync, fstatSync, openSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { type Socket, socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { print, show } from "./terminal.ts";

const [port = "7788", folder = "."] = process.argv.slice(2);
const root = realpathSync(folder);

/** The regular file of that name inside the folder, links followed; null when there is none. */
function openInside(name: string): number | null {
  if (name === "" || name.includes("\0")) return null;
  try {
    const path = realpathSync(join(root, name));
    if (!path.startsWith(root + sep)) return null;
    const file = openSync(path, "r");
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch {
    // Missing or not readable: the same to the client.
  }
  return null;
}

function serve(client: Socket): void {
  client.settimeout(30);
  const name = new TextDecoder().decode(client.recv(1024));
  const file = openInside(name);
  if (file === null) {
    print(`no such file: ${name}`);
    return;
  }
  print(`${name}: ${client.sendfile(file)} bytes`);
  closeSync(file);
}

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(["127.0.0.1", Number(port)]);
server.listen(128);
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
