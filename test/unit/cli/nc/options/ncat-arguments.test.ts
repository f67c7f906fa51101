import { describe, expect, it } from "vitest";
import { defaultOptions } from "../../../../../src/cli/nc/options/default-options.ts";
import { checkOptions } from "../../../../../src/cli/nc/options/check-options.ts";
import type { NcOptions } from "../../../../../src/cli/nc/options/nc-options.ts";
import { parseNcatArguments } from "../../../../../src/cli/nc/options/ncat-arguments.ts";

function optionsOf(line: string, env: Record<string, string> = {}): NcOptions {
  const request = parseNcatArguments(line.split(" ").filter(Boolean), env);
  if (request.do !== "run") throw new Error(request.do);
  checkOptions(request.options);
  return request.options;
}

describe("ncat's command line", () => {
  it.each<[string, Partial<NcOptions>]>([
    ["h", { host: "h", port: 31_337 }],
    ["h 80", { host: "h", port: 80 }],
    ["-l", { listen: true, host: null, port: 31_337 }],
    ["-l 80", { listen: true, host: null, port: 80 }],
    ["-l h", { listen: true, host: "h", port: 31_337 }],
    ["-l 123456", { listen: true, host: "123456", port: 31_337 }],
    ["-l -p 80", { listen: true, host: null, port: 80, sourcePort: 80 }],
    ["-lp80 h", { listen: true, host: "h", port: 80 }],
    ["-l h 80", { listen: true, host: "h", port: 80 }],
    ["h 80 -p 81", { host: "h", port: 80, sourcePort: 81 }],
    ["-U /x", { network: "unix", host: "/x" }],
    ["-lUu /x", { network: "unixgram", host: "/x", listen: true }],
    ["-U6 ::1", { network: "tcp", family: 6 }],
    ["-u h 1", { network: "udp" }],
    ["--broker 80", { listen: true, broker: true, port: 80 }],
    ["--chat -l", { listen: true, broker: true, chat: true }],
    ["--talk -l", { chat: true }],
    ["-l --proxy-type http", { port: 3_128, proxy: { address: null, type: "http", auth: null, dns: "remote" } }],
    [
      "--proxy p:1 --proxy-type socks5 --proxy-auth u:p --proxy-dns none h",
      {
        proxy: { address: "p:1", type: "socks5", auth: "u:p", dns: "none" },
      },
    ],
    ["-q 0 h", { quitMs: 0 }],
    ["-q 2 h", { quitMs: 2000 }],
    ["-q -1 h", { quitMs: Number.POSITIVE_INFINITY }],
    ["-i 2 -w 3s -d 500ms h", { idleMs: 2000, connectMs: 3000, delayMs: 500 }],
    ["h", { connectMs: 10_000, idleMs: 0, quitMs: null }],
    ["-vvv h", { verbose: 3 }],
    ["-c date -l", { program: { kind: "shell", command: "date" } }],
    ["-e /bin/cat h", { program: { kind: "exec", command: "/bin/cat" } }],
    ["--js-exec x.mjs h", { program: { kind: "script", command: "x.mjs" } }],
    ["-4 -g 1.1.1.1,2.2.2.2 -g 3.3.3.3 -G 8 h", { hops: ["1.1.1.1", "2.2.2.2", "3.3.3.3"], hopPointer: 8 }],
    [
      "-l --allow a,b --deny c --denyfile f",
      {
        allow: [{ kind: "list", text: "a,b" }],
        deny: [
          { kind: "list", text: "c" },
          { kind: "file", text: "f" },
        ],
      },
    ],
    ["-o a -x b --append-output h", { dumpFile: "a", hexDumpFile: "b", appendDumps: true }],
    ["--nsock-engine poll --test h", { test: true }],
    ["-km 5 -l", { keepOpen: true, maxConnections: 5 }],
  ])("%s", (line, expected) => {
    expect(optionsOf(line)).toMatchObject(expected);
  });

  it("any --ssl option asks for TLS, and a trust file for verification", () => {
    expect(optionsOf("--ssl-alpn h2,http/1.1 h").tls).toMatchObject({ verify: false, alpn: ["h2", "http/1.1"] });
    expect(optionsOf("--ssl-trustfile f h").tls).toMatchObject({ verify: true, trustFile: "f" });
    expect(optionsOf("h").tls).toBeNull();
  });

  it("takes the proxy's password from the environment, where nobody sees it", () => {
    expect(optionsOf("--proxy p h", { NCAT_PROXY_AUTH: "u:p" }).proxy?.auth).toBe("u:p");
    expect(optionsOf("--proxy p --proxy-auth a:b h", { NCAT_PROXY_AUTH: "u:p" }).proxy?.auth).toBe("a:b");
  });

  it("stops at the host under POSIXLY_CORRECT", () => {
    expect(() => optionsOf("h -v", { POSIXLY_CORRECT: "1" })).toThrow('Invalid port number "-v"');
  });

  it("does what --help or --version asks for, whichever is first", () => {
    expect(parseNcatArguments(["-h", "--version"], {})).toEqual({ do: "help" });
    expect(parseNcatArguments(["--version", "-h"], {})).toEqual({ do: "version" });
  });

  it.each([
    ["", "You must specify a host to connect to."],
    ["h 99999", 'Invalid port number "99999".'],
    ["h x", 'Invalid port number "x".'],
    ["h 1 2", "Got more than one port specification: 1 2."],
    ["-l -p 1 h 2", "Got more than one port specification: 1 2."],
    ["-p 99999 h 1", "Invalid source port 99999."],
    ["-U", "You must specify a path to a socket to connect to."],
    ["-lU", "You must specify a path to a socket to listen on."],
    ["-U a b", "Using Unix domain sockets and specifying port doesn't make sense."],
    ["-U --ssl a", "SSL option not supported when using Unix domain sockets."],
    ["-lU --broker a", "Connection brokering not supported when using Unix domain sockets."],
    ["-U -p 1 a", "Specifying source port when using Unix domain sockets doesn't make sense."],
    ["-l -s h", "-l and -s are incompatible."],
    ["--proxy p -l", "Invalid option combination: --proxy and -l."],
    ["--proxy-type http h", "Proxy type (--proxy-type) specified without proxy address (--proxy)."],
    ["--proxy-type socks9 h", 'Invalid proxy type "socks9".'],
    ["--proxy a --proxy b h", "You can't specify more than one --proxy."],
    ["--proxy-dns x h", "Invalid proxy DNS type."],
    ["-l --proxy-type socks5", 'Ncat proxy server only supports "http".'],
    ["-z -l", "Services designed for LISTENING can't be used with -z"],
    ["-z -t h", "Invalid option combination: -z and -t."],
    ["-z -e x h", "Command execution can't be done along with option -z."],
    ["-e a -c b h", "Only one of --exec, --sh-exec, and --js-exec is allowed."],
    ["--allow a h", "Invalid option combination: allow/deny with connect."],
    ["--deny a h", "Invalid option combination: allow/deny with connect."],
    ["-m 3 h", "Invalid option combination: `--max-conns' with connect."],
    ["--chat h", "Invalid option combination: `--chat' with connect."],
    ["-k -u h", "Invalid option combination: `--keep-open' with non-TCP protocol."],
    ["--broker -e x", "Invalid option combination: --broker and -e."],
    ["--ssl-cert a h", "The --ssl-key and --ssl-cert options must be used together."],
    ["--ssl -u h", "DTLS is not supported"],
    ["--sctp h", "--sctp: SCTP is not supported."],
    ["--vsock h", "--vsock: vsock sockets are not supported."],
    ["--lua-exec f h", "--lua-exec: there is no Lua here"],
    ["--nsock-engine x h", "Unknown or non-available engine: x."],
    ["-g 1.1.1.1 h", "Sorry, -g can only currently be used with IPv4."],
    ["-4 -g 1,2,3,4,5,6,7,8,9 h", "Sorry, you gave too many source route hops."],
    ["-G 5 h", "Invalid source-route hop pointer 5."],
    ["-i 0 h", 'Invalid -i timeout "0"'],
    ["--foo", "unrecognized option '--foo'"],
  ])("%j ends with exit code 2", (line, sentence) => {
    expect(() => optionsOf(line)).toThrow(sentence);
    try {
      optionsOf(line);
    } catch (error) {
      expect(error).toMatchObject({ code: 2 });
    }
  });

  it("has defaults for every field", () => {
    expect(Object.keys(defaultOptions()).sort()).toEqual(Object.keys(optionsOf("h")).sort());
  });
});
