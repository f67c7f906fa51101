import { ForeignProgram } from "./foreign-program.ts";

/** Python for who talks to a port in `port`: ways to connect, to read and to misbehave; `say` prints a line. */
const HELPERS = `
import socket, struct, sys, time
port = int(sys.argv[1])
def tcp():
    s = socket.create_connection(("127.0.0.1", port)); s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.settimeout(20); return s
def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("127.0.0.1", port)); s.settimeout(20); return s
def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()
def exactly(s, n):
    data = b""
    while len(data) < n:
        more = s.recv(n - len(data))
        if not more: break
        data += more
    return data
def rest(s):
    data = b""
    while True:
        more = s.recv(100)
        if not more: return data
        data += more
def silent(s):
    s.settimeout(0.3)
    try: return s.recv(100).hex()
    except TimeoutError: return "silent"
    finally: s.settimeout(20)
def say(*values): print(*values, flush=True)
`;

/** Runs Python source that talks to this port with the helpers above. */
export function pythonPeer(source: string, port: number): ForeignProgram {
  return ForeignProgram.python(HELPERS + source, port);
}
