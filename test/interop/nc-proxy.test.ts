import { createServer, type Server } from "node:http";
import { connect as dial } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";
import { freePort, Netcat } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

let web: Server;
let webPort = 0;

beforeAll(async () => {
  web = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += String(bytes)));
    request.on("end", () => response.end(`${request.method} ${request.url} ${body}`));
  });
  web.listen(0, "127.0.0.1");
  await new Promise((resolve) => web.once("listening", resolve));
  webPort = (web.address() as { port: number }).port;
});

afterAll(() => {
  web.closeAllConnections();
  web.close();
});

const proxyServer = (...args: readonly string[]): Promise<Netcat> =>
  Netcat.listening("jack", ["-l", "--proxy-type", "http", ...args, "127.0.0.1", 0]);

/** What a proxy answers to these bytes. */
function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = dial(port, "127.0.0.1", () => socket.end(request));
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => (answer += String(bytes)));
    socket.on("close", () => resolve(answer));
  });
}

async function curl(...args: readonly string[]): Promise<string> {
  await using program = new ForeignProgram("curl", ["-s", "-m", "60", ...args]);
  await program.exited;
  return program.output.toString();
}

describe("the HTTP proxy server", () => {
  itWith(["curl"])("serves curl: GET, POST and CONNECT", async () => {
    await using proxy = await proxyServer();
    const at = `http://127.0.0.1:${await proxy.port()}`;
    const url = `http://127.0.0.1:${webPort}/path?q`;
    expect(await curl("-x", at, url)).toBe("GET /path?q ");
    expect(await curl("-x", at, "-d", "a=1", url)).toBe("POST /path?q a=1");
    expect(await curl("-p", "-x", at, url)).toBe("GET /path?q ");
  });

  itWith(["curl"])("asks for a password: Basic and Digest", async () => {
    await using proxy = await proxyServer("--proxy-auth", "me:secret");
    const at = `http://127.0.0.1:${await proxy.port()}`;
    const url = `http://127.0.0.1:${webPort}/`;
    const code = ["-o", "/dev/null", "-w", "%{http_code}"];
    expect(await curl("-x", at, ...code, url)).toBe("407");
    expect(await curl("-x", at, "-U", "me:wrong", ...code, url)).toBe("407");
    expect(await curl("-x", at, "-U", "me:secret", url)).toBe("GET / ");
    expect(await curl("-x", at, "-U", "me:secret", "--proxy-digest", url)).toBe("GET / ");
  });

  itWith(["ncat"])("serves ncat", async () => {
    await using proxy = await proxyServer();
    const args = ["--proxy", `127.0.0.1:${await proxy.port()}`, "127.0.0.1", webPort];
    const result = await Netcat.run("ncat", args, "GET /x HTTP/1.0\r\n\r\n");
    expect(result.stdout).toMatch(/GET \/x $/);
  });

  it.each([
    ["nonsense\r\n\r\n", 400],
    ["CONNECT 127.0.0.1 HTTP/1.0\r\n\r\n", 400],
    ["DELETE http://127.0.0.1:1/ HTTP/1.0\r\n\r\n", 405],
    ["CONNECT 127.0.0.1:1 HTTP/1.0\r\n\r\n", 504],
  ])("answers %j with %i", async (request, status) => {
    await using proxy = await proxyServer();
    expect(await ask(await proxy.port(), request)).toMatch(new RegExp(`^HTTP/1\\.[01] ${status} `));
  });

  it("does not connect to itself", async () => {
    await using proxy = await proxyServer();
    const port = await proxy.port();
    expect(await ask(port, `CONNECT 127.0.0.1:${port} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.[01] 403 /);
  });
});

describe("--proxy", () => {
  it("asks by HTTP, logs in when it is asked to, and hides the proxy's words", async () => {
    await using proxy = await proxyServer("--proxy-auth", "me:secret");
    const args = ["--proxy", `127.0.0.1:${await proxy.port()}`];
    const request = "GET /y HTTP/1.0\r\n\r\n";
    const result = await Netcat.run("jack", [...args, "--proxy-auth", "me:secret", "127.0.0.1", webPort], request);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*GET \/y $/);
    const byEnvironment = await Netcat.run("jack", [...args, "127.0.0.1", webPort], request, {
      NCAT_PROXY_AUTH: "me:secret",
    });
    expect(byEnvironment.code).toBe(0);
    const wrong = await Netcat.run("jack", [...args, "--proxy-auth", "me:wrong", "127.0.0.1", webPort], request);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("407");
  });

  itWith(["ncat"])("asks ncat's proxy server", async () => {
    const proxyPort = await freePort();
    await using _proxy = await Netcat.listening("ncat", ["-l", "--proxy-type", "http", "127.0.0.1", proxyPort]);
    // The input stays open: ncat's proxy ends a connection with the first FIN.
    await using client = new Netcat("jack", ["--proxy", `127.0.0.1:${proxyPort}`, "127.0.0.1", webPort]);
    client.write("GET /x HTTP/1.0\r\n\r\n");
    await client.stdout(/GET \/x $/);
  });

  it("a proxy that is not there, or has no name, is 1", async () => {
    expect(await Netcat.run("jack", ["--proxy", "127.0.0.1:1", "127.0.0.1", "2"])).toMatchObject({
      code: 1,
      stderr: "Ncat: Connection refused.\n",
    });
    expect(await Netcat.run("jack", ["--proxy", "nowhere.invalid:1", "127.0.0.1", "2"])).toMatchObject({
      code: 1,
      stderr: 'Ncat: Could not resolve proxy "nowhere.invalid": Name or service not known.\n',
    });
  });

  itWith(["python3"])("asks by SOCKS 4 and 5, with a user and password, and leaves the name to the proxy", async () => {
    await using socks = ForeignProgram.python(SOCKS_SERVER, webPort);
    const port = Number(await socks.line());
    const request = "GET /z HTTP/1.0\r\n\r\n";
    const by = (type: string, ...more: readonly string[]): ReturnType<typeof Netcat.run> =>
      Netcat.run("jack", ["--proxy", `127.0.0.1:${port}`, "--proxy-type", type, ...more, "web.example", "80"], request);
    expect((await by("socks5")).stdout).toMatch(/GET \/z $/);
    expect(await socks.line()).toBe("5 - web.example 80");
    expect((await by("socks5", "--proxy-auth", "me:secret")).stdout).toMatch(/GET \/z $/);
    expect(await socks.line()).toBe("5 me:secret web.example 80");
    expect((await by("socks4", "--proxy-auth", "me")).stdout).toMatch(/GET \/z $/);
    expect(await socks.line()).toBe("4 me web.example 80");
  });
});

/** A SOCKS server of a few lines, whose destination is always the web server of this test. */
const SOCKS_SERVER = `
import socket, sys, threading
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1])
def text(s):
    data = b""
    while not data.endswith(b"\\0"): data += s.recv(1)
    return data[:-1].decode()
def exactly(s, n):
    data = b""
    while len(data) < n: data += s.recv(n - len(data))
    return data
def pump(a, b):
    while True:
        data = a.recv(65536)
        if not data: break
        b.sendall(data)
    try: b.shutdown(socket.SHUT_WR)
    except OSError: pass
def serve(s):
    version = exactly(s, 1)[0]
    if version == 5:
        methods = exactly(s, exactly(s, 1)[0])
        user = "-"
        if 2 in methods:
            s.sendall(b"\\5\\2"); exactly(s, 1)
            name = exactly(s, exactly(s, 1)[0]); password = exactly(s, exactly(s, 1)[0])
            user = name.decode() + ":" + password.decode()
            s.sendall(b"\\1\\0")
        else: s.sendall(b"\\5\\0")
        exactly(s, 4)
        host = exactly(s, exactly(s, 1)[0]).decode()
        port = int.from_bytes(exactly(s, 2), "big")
        answer = b"\\5\\0\\0\\1\\0\\0\\0\\0\\0\\0"
    else:
        head = exactly(s, 7); user = text(s); host = text(s); port = int.from_bytes(head[1:3], "big")
        answer = b"\\0\\x5a\\0\\0\\0\\0\\0\\0"
    print(version, user, host, port)
    out = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.sendall(answer)
    threading.Thread(target=pump, args=(s, out), daemon=True).start()
    pump(out, s)
while True:
    s, _ = listener.accept()
    threading.Thread(target=serve, args=(s,), daemon=True).start()
`;
