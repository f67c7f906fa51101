import { execFile } from "node:child_process";
import { promisify } from "node:util";

// pidfd_open(2) and pidfd_getfd(2): a copy of another process's socket, whose options can be asked for.
const PROGRAM = `
import ctypes, json, os, socket, struct, sys
pid, port = int(sys.argv[1]), int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
handle = libc.syscall(434, pid, 0)
if handle < 0: sys.exit("pidfd_open: " + os.strerror(ctypes.get_errno()))
INTS = [(socket.SOL_SOCKET, name) for name in ("SO_SNDBUF", "SO_RCVBUF", "SO_KEEPALIVE", "SO_REUSEADDR", "SO_REUSEPORT", "SO_BROADCAST", "SO_PRIORITY")]
INTS += [(socket.IPPROTO_IP, name) for name in ("IP_TTL", "IP_TOS", "IP_MULTICAST_TTL", "IP_MULTICAST_LOOP")]
TCP = [(socket.IPPROTO_TCP, name) for name in ("TCP_NODELAY", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")]
found = []
for fd in os.listdir(f"/proc/{pid}/fd"):
    try:
        if not os.readlink(f"/proc/{pid}/fd/{fd}").startswith("socket:"): continue
    except OSError: continue
    copy = libc.syscall(438, handle, int(fd), 0)
    if copy < 0: sys.exit("pidfd_getfd: " + os.strerror(ctypes.get_errno()))
    s = socket.socket(fileno=copy)
    with s:
        if s.family not in (socket.AF_INET, socket.AF_INET6): continue
        local = s.getsockname()
        try: remote = s.getpeername()
        except OSError: remote = None
        if port not in (local[1], remote[1] if remote else 0): continue
        options = {}
        for level, name in INTS + (TCP if s.type == socket.SOCK_STREAM else []):
            number = getattr(socket, name, 12 if name == "SO_PRIORITY" else 18)
            try: options[name] = s.getsockopt(level, number)
            except OSError: pass
        on, seconds = struct.unpack("ii", s.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))
        options["SO_LINGER"] = seconds if on else None
        options["SO_BINDTODEVICE"] = s.getsockopt(socket.SOL_SOCKET, 25, 16).rstrip(b"\\0").decode()
        listens = s.type == socket.SOCK_STREAM and s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) != 0
        found.append({"local": local[0], "localPort": local[1], "connected": remote is not None, "listens": listens, "options": options})
print(json.dumps(found))
`;

/** A socket of another process. */
export interface ForeignSocket {
  readonly local: string;
  readonly localPort: number;
  readonly connected: boolean;
  readonly listens: boolean;
  /** By their names in C; SO_LINGER is null when it is off. */
  readonly options: Readonly<Record<string, number | string | null>>;
}

/** The Internet sockets of a process that have this port at either end. Rejects where the kernel forbids to look. */
export async function socketsOf(pid: number, port: number): Promise<readonly ForeignSocket[]> {
  const { stdout } = await promisify(execFile)("python3", ["-c", PROGRAM, String(pid), String(port)]);
  return JSON.parse(stdout) as ForeignSocket[];
}

/** Whether the kernel lets one process look at the sockets of another that it did not start. */
export async function canLookAtSockets(): Promise<boolean> {
  return socketsOf(process.pid, 1).then(
    () => true,
    () => false,
  );
}
