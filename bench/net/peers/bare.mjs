// What Node can do at best with foreign calls: an epoll loop of nothing but epoll_wait, recv and send through koffi, into one
// buffer; with `await` each connection is an async function that awaits each message and its answer, in memory of its own,
// as with `await recv` and `await sendall`. No errors, no partial sends, no timers, no turns for anything else but every
// 16th look: a floor for this library's rows and no server. bare.mjs PORT calls|await
import { createRequire } from "node:module";

const koffi = createRequire(import.meta.url)("koffi");
const libc = koffi.load(null);
const func = (name, ...parameters) => libc.func(name, "int", parameters);
const socket = func("socket", "int", "int", "int");
const bind = func("bind", "int", "void *", "uint32_t");
const listen = func("listen", "int", "int");
const accept4 = func("accept4", "int", "void *", "void *", "int");
const setsockopt = func("setsockopt", "int", "int", "int", "void *", "uint32_t");
const epoll_create1 = func("epoll_create1", "int");
const epoll_ctl = func("epoll_ctl", "int", "int", "int", "void *");
const epoll_wait = func("epoll_wait", "int", "void *", "int", "int");
const close = func("close", "int");
const recv = func("recv", "int", "intptr_t", "size_t", "int");
const send = func("send", "int", "intptr_t", "size_t", "int");

const [IN, ET, ADD, NONBLOCK, FLAGS] = [1, 1 << 31, 1, 0x800, 0x4040];
const ROOM = 65_536;
const SLAB = 1_048_576;
const LOOKS_PER_TURN = 16;
const STEP = 4;
const TICKS = 3;
// epoll_event is packed on x64 only.
const STRIDE = process.arch === "x64" ? 3 : 4;
const own = (bytes) => Buffer.allocUnsafeSlow(bytes).fill(0);
const words = (bytes) => new Int32Array(own(bytes).buffer);
const DONE = Promise.resolve();

const port = Number(process.argv[2]);
const awaiting = process.argv[3] === "await";
const one = words(8).fill(1, 0, 1);
const name = own(16);
name.writeUInt16LE(2, 0);
name.writeUInt16BE(port, 2);
name.set([127, 0, 0, 1], 4);
const listener = socket(2, 1 | NONBLOCK, 0);
setsockopt(listener, 1, 2, one, 4);
if (bind(listener, name, 16) < 0 || listen(listener, 1024) < 0) throw new Error("cannot listen");

const epoll = epoll_create1(0);
const event = words(16);
const events = words(1024 * 16);
function add(fd, what) {
  event[0] = what;
  event[STRIDE - 2] = fd;
  epoll_ctl(epoll, ADD, fd, event);
}
add(listener, IN);

let slab;
let address;
let at = SLAB;
function renew() {
  slab = Buffer.allocUnsafeSlow(SLAB).buffer;
  address = Number(koffi.address(new Uint8Array(slab)));
  at = -address & 63;
}
renew();

/** Who waits for the next message of a descriptor, and which has one that nobody waits for. */
const waiting = [];
const ready = [];

function receive(fd) {
  if (at + ROOM > SLAB) renew();
  const length = Math.max(0, recv(fd, address + at, ROOM, FLAGS));
  const bytes = new Uint8Array(slab, at, length);
  at = (at + length + 63) & -64;
  return bytes;
}

async function converse(fd) {
  for (;;) {
    const now = ready[fd];
    ready[fd] = false;
    const bytes = now ? receive(fd) : await new Promise((resolve) => (waiting[fd] = resolve));
    if (bytes.length === 0) break;
    // The slab's address is known; only what came before the last renewal has another.
    send(fd, bytes.buffer === slab ? address + bytes.byteOffset : Number(koffi.address(bytes)), bytes.length, FLAGS);
    await DONE;
  }
  close(fd);
}

function take(fd) {
  if (awaiting) {
    const resolve = waiting[fd];
    waiting[fd] = undefined;
    if (resolve === undefined) ready[fd] = true;
    else resolve(receive(fd));
    return;
  }
  const length = recv(fd, address + at, ROOM, FLAGS);
  if (length <= 0) close(fd);
  else send(fd, address + at, length, FLAGS);
}

function welcome() {
  const fd = accept4(listener, null, null, NONBLOCK);
  if (fd < 0) return;
  setsockopt(fd, 6, 1, one, 4);
  add(fd, IN | ET);
  ready[fd] = false;
  waiting[fd] = undefined;
  if (awaiting) void converse(fd);
}

async function serve() {
  for (let look = 1; ; look += 1) {
    const count = epoll_wait(epoll, events, 1024, look % LOOKS_PER_TURN === 0 ? 0 : 100);
    for (let i = 0; i < count; i += 1) {
      const fd = events[i * STRIDE + STRIDE - 2];
      if (fd === listener) welcome();
      else take(fd);
      if (awaiting && i % STEP === STEP - 1) await DONE;
    }
    // Before the next look, which may block, all have sent their answers and wait again.
    for (let tick = 0; awaiting && tick < TICKS; tick += 1) await DONE;
    if (look % LOOKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

console.log("ready");
setTimeout(() => void serve(), 20);
