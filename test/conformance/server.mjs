// The Node half of the conformance run: answers the shim's calls with Jackfield's sockets. See shim.py for the frames.
import * as net from "../../dist/net/index.js";
import { describeDescriptor } from "../../dist/net/socket/socket-calls.js";

const SCM_SPACE = net.CMSG_SPACE(4 * 253);
const sockets = new Map();
const counts = new Map();
let lastId = 0;
let answered = 0;
// A collection takes milliseconds; one in eight calls keeps the run within minutes.
const CALLS_PER_COLLECTION = 8;
// Tests that fill a buffer send tens of thousands of times within seconds: such a run is collected in less often.
const CALLS_ALIKE = 200;
const CALLS_ALIKE_PER_COLLECTION = 128;
const GONE = "the caller is gone";

let last = "";
let alike = 0;

/** Collects garbage every so many calls, where Node was started with --expose-gc. */
function collectSometimes(method) {
  alike = method === last ? alike + 1 : 0;
  last = method;
  if (++answered % (alike > CALLS_ALIKE ? CALLS_ALIKE_PER_COLLECTION : CALLS_PER_COLLECTION) === 0) globalThis.gc?.();
}

/** One thread of Python. */
class Channel {
  #sock;
  #bytes = Buffer.alloc(0);
  #fds = [];
  #controller = new AbortController();
  #ended = false;
  #more = null;

  constructor(sock) {
    this.#sock = sock;
  }

  async serve() {
    const pump = this.#pump();
    try {
      for (;;) {
        const head = await this.#take(8);
        if (head === null) break;
        const request = JSON.parse((await this.#take(head.readUInt32BE(0))).toString());
        const payload = await this.#take(head.readUInt32BE(4));
        const fds = this.#fds.splice(0);
        const answer = await this.#answer(request, payload, fds);
        if (this.#ended) {
          for (const fd of answer.close ?? []) tryClose(fd);
          break;
        }
        await this.#send(answer);
        for (const fd of answer.close ?? []) tryClose(fd);
        collectSometimes(request.method);
      }
    } finally {
      this.#sock.close();
      await pump;
    }
  }

  // Reading never stops, so that the end of the thread's interest is seen while its call still waits.
  async #pump() {
    try {
      for (;;) {
        const [bytes, ancillary] = await this.#sock.recvmsg(65_536, SCM_SPACE);
        if (bytes.length === 0) break;
        this.#bytes = Buffer.concat([this.#bytes, bytes]);
        this.#fds.push(...rightsIn(ancillary));
        this.#more?.();
      }
    } catch {
      // Closed by serve(), or the peer is gone: the end either way.
    }
    this.#ended = true;
    this.#controller.abort(new Error(GONE));
    this.#more?.();
  }

  async #take(size) {
    while (this.#bytes.length < size) {
      if (this.#ended) return null;
      await new Promise((resolve) => {
        this.#more = resolve;
      });
    }
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }

  async #send({ head, payload = new Uint8Array(0), fds = [] }) {
    const text = Buffer.from(JSON.stringify(head));
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(text.length, 0);
    lengths.writeUInt32BE(payload.length, 4);
    const first = Buffer.concat([lengths, text]);
    const sent = fds.length > 0 ? await net.send_fds(this.#sock, [first], fds) : 0;
    await this.#sock.sendall(Buffer.concat([first.subarray(sent), payload]));
  }

  async #answer(request, payload, fds) {
    const { method, id, args } = request;
    counts.set(method, (counts.get(method) ?? 0) + 1);
    const options = { signal: this.#controller.signal };
    try {
      const call = id === null ? FUNCTIONS[method] : METHODS[method];
      if (call === undefined) throw new TypeError(`no such call: ${method}`);
      const target = id === null ? [] : [sockets.get(id)];
      const value = await call(...target, { args: args.map(fromWire), payload, fds, options, id });
      return value instanceof Answer ? value.parts : { head: { value: toWire(value ?? null) } };
    } catch (error) {
      return { head: { error: problemOf(error) } };
    }
  }
}

/** An answer with bytes or descriptors beside the value. */
class Answer {
  constructor(value, { payload, fds, close } = {}) {
    this.parts = { head: { value: toWire(value) }, payload, fds, close };
  }
}

function keep(sock) {
  const id = ++lastId;
  sockets.set(id, sock);
  return [id, sock.family, sock.type, sock.proto];
}

function rightsIn(ancillary) {
  return ancillary.flatMap(({ level, type, data }) =>
    level === net.SOL_SOCKET && type === net.SCM_RIGHTS
      ? [...new Int32Array(data.slice(0, data.length & ~3).buffer)]
      : [],
  );
}

function tryClose(fd) {
  try {
    net.close(fd);
  } catch {
    // Only tidying up.
  }
}

const FUNCTIONS = {
  socket: ({ args }) => {
    const sock = net.socket(...args);
    return new Answer(keep(sock), { fds: [sock.fileno()] });
  },
  adopt: ({ args, fds }) => adopt(args, fds[0]),
  socketpair: ({ args }) => {
    const pair = net.socketpair(...args);
    return new Answer(pair.map(keep), { fds: pair.map((sock) => sock.fileno()) });
  },
  stats: () => [...counts].sort(),
  getaddrinfo: ({ args }) => net.getaddrinfo(...args),
  getnameinfo: ({ args }) => net.getnameinfo(...args),
  gethostbyname: ({ args }) => net.gethostbyname(...args),
};
for (const name of [
  "gethostbyname_ex gethostbyaddr gethostname getservbyname getservbyport getprotobyname inet_pton inet_ntop inet_aton",
  "inet_ntoa htons htonl ntohs ntohl if_nameindex if_nametoindex if_indextoname CMSG_LEN CMSG_SPACE",
]
  .join(" ")
  .split(" ")) {
  FUNCTIONS[name] = ({ args }) => net[name](...args.map((item) => item ?? undefined));
}

function adopt([family, type, proto], fd) {
  try {
    const found = describeDescriptor(net.socketFromFileno(fd).descriptor.sys, fd);
    const sock = net.fromfd(
      fd,
      family === -1 ? found.family : family,
      type === -1 ? found.type : type,
      proto === -1 ? found.protocol : proto,
    );
    return keep(sock);
  } finally {
    tryClose(fd);
  }
}

const METHODS = {
  detach: (sock, { id }) => {
    sockets.delete(id);
    tryClose(sock.detach());
  },
  close: (sock, { id }) => {
    sockets.delete(id);
    sock?.close();
  },
  // What socket.close(number) does behind the object's back.
  closeNumber: (sock) => net.close(sock.fileno()),
  accept: async (sock, { options }) => {
    const [accepted, name] = await sock.accept(options);
    return new Answer([keep(accepted), name], { fds: [accepted.fileno()] });
  },
  connect: (sock, { args, options }) => sock.connect(args[0], options),
  connect_ex: (sock, { args, options }) => sock.connect_ex(args[0], options),
  setsockopt: (sock, { args }) => {
    const [level, option, value, length] = args;
    return length === null ? sock.setsockopt(level, option, value) : sock.setsockopt(level, option, value, length);
  },
  recv: async (sock, { args, options }) => new Answer(null, { payload: await sock.recv(...args, options) }),
  recvfrom: async (sock, { args, options }) => {
    const [payload, name] = await sock.recvfrom(...args, options);
    return new Answer(name, { payload });
  },
  recv_into: async (sock, { args: [size, flags], options }) => {
    const into = new Uint8Array(size);
    return new Answer(null, { payload: into.subarray(0, await sock.recv_into(into, 0, flags, options)) });
  },
  recvfrom_into: async (sock, { args: [size, flags], options }) => {
    const into = new Uint8Array(size);
    const [length, name] = await sock.recvfrom_into(into, 0, flags, options);
    return new Answer(name, { payload: into.subarray(0, length) });
  },
  recvmsg: async (sock, { args, options }) => messageAnswer(...(await sock.recvmsg(...args, options))),
  recvmsg_into: async (sock, { args: [sizes, ...rest], options }) => {
    const parts = sizes.map((size) => new Uint8Array(size));
    const [length, ...more] = await sock.recvmsg_into(parts, ...rest, options);
    return messageAnswer(Buffer.concat(parts).subarray(0, length), ...more);
  },
  send: (sock, { args: [flags], payload, options }) => sock.send(payload, flags, options),
  sendall: (sock, { args: [flags], payload, options }) => sock.sendall(payload, flags, options),
  sendto: (sock, { args: [flags, name], payload, options }) => sock.sendto(payload, flags, name, options),
  sendmsg: async (sock, { args: [sizes, items, flags, name], payload, fds, options }) => {
    let at = 0;
    const parts = sizes.map((size) => payload.subarray(at, (at += size)));
    const left = [...fds];
    const ancillary = items.map(([level, type, data]) => {
      if (level !== net.SOL_SOCKET || type !== net.SCM_RIGHTS) return { level, type, data };
      const numbers = Int32Array.from(left.splice(0, data.length >> 2));
      return { level, type, data: Buffer.concat([new Uint8Array(numbers.buffer), data.subarray(numbers.length * 4)]) };
    });
    try {
      return await sock.sendmsg(parts, ancillary, flags, name, options);
    } finally {
      for (const fd of fds) tryClose(fd);
    }
  },
};
for (const name of [
  "bind listen getsockname getpeername shutdown getsockopt setblocking getblocking settimeout gettimeout",
]
  .join(" ")
  .split(" ")) {
  METHODS[name] = (sock, { args }) => sock[name](...args);
}

function messageAnswer(payload, ancillary, flags, name) {
  const fds = rightsIn(ancillary);
  const items = ancillary.map(({ level, type, data }) => [level, type, data]);
  return new Answer([items, flags, name], { payload, fds, close: fds });
}

function toWire(value) {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  return Array.isArray(value) ? value.map(toWire) : value;
}

function fromWire(value) {
  if (Array.isArray(value)) return value.map(fromWire);
  return value !== null && typeof value === "object" ? new Uint8Array(Buffer.from(value.bytes, "base64")) : value;
}

/** The Python exception that says the same. */
function problemOf(error) {
  const { message } = error;
  if (error.code === "ERR_TIMEOUT" && error.errno === undefined) return { kind: "timeout" };
  if (error.errno !== undefined) return { kind: "os", errno: error.errno };
  if (error.errnoName?.startsWith("EAI_")) return { kind: "gai", name: error.errnoName, message: error.hint };
  if (error.op === "resolve") return { kind: "herror", message: error.hint };
  if (error instanceof TypeError) return { kind: "TypeError", message };
  if (error instanceof RangeError) {
    if (message.startsWith("AF_UNIX path")) return { kind: "OSError", message };
    if (/^(port|flowInfo|scopeId|CMSG)|32 bits/.test(message)) return { kind: "OverflowError", message };
  }
  if (message === GONE) return { kind: "ValueError", message };
  if (!(error instanceof RangeError) && error.name !== "LocalProtocolError") console.error(error);
  return { kind: "ValueError", message };
}

const listener = net.socket(net.AF_UNIX, net.SOCK_STREAM);
listener.bind(`\0${process.env.JACKFIELD_CONFORMANCE}`);
listener.listen(128);
console.log("ready");
for (;;) {
  const [sock] = await listener.accept();
  new Channel(sock).serve().catch((error) => console.error(error));
}
