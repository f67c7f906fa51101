import { closeSync, constants, openSync } from "node:fs";
import { SocketError } from "../errors/index.ts";
import { loadSys } from "./sys/load-sys.ts";
import type { Sys } from "./sys/sys.ts";

// Linux, asm-generic/ioctls.h.
const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TIOCSWINSZ = 0x5414;
const TIOCSPTLCK = 0x4004_5431;
const TIOCGPTN = 0x8004_5430;
/** `struct termios` of the kernel: four flag words, the line discipline, 19 control characters. */
const TERMIOS_BYTES = 36;
const CONTROL_CHARACTERS_AT = 17;
const VEOF = 4;
const VMIN = 6;
const VTIME = 5;
// Input, output, local flags (termios(3)).
const RAW_INPUT = 0o1 | 0o2 | 0o10 | 0o40 | 0o100 | 0o200 | 0o400 | 0o2000;
const OPOST = 0o1;
const RAW_LOCAL = 0o1 | 0o2 | 0o10 | 0o100 | 0o100000;
const CS8 = 0o60;
const CSIZE_AND_PARITY = 0o60 | 0o400;

/**
 * A pseudo terminal (pty(7)): what a program does on the terminal at `path` is read from and written to `master`. Its
 * owner closes both descriptors.
 */
export interface PseudoTerminal {
  /** The controlling side; reads and writes of it are those of a terminal emulator. */
  readonly master: number;
  /** The terminal itself, `/dev/pts/3`. */
  readonly path: string;
  /** Tells programs on it how large it is; they get SIGWINCH. */
  resize(columns: number, rows: number): void;
  /** Neither echo, nor lines, nor signals, nor changed line ends: bytes go through as they are (cfmakeraw(3)). */
  makeRaw(): void;
  /** The character that means the end of input on it now, usually 4 (^D). */
  endOfInput(): number;
}

/**
 * Opens a new pseudo terminal.
 * @throws SocketError `ERR_UNSUPPORTED` where there are only Node's own sockets; `ERR_SYSTEM`, `ERR_TOO_MANY_FILES`
 */
export function openPseudoTerminal(): PseudoTerminal {
  const sys = loadSys();
  const master = openMaster();
  try {
    const number = Buffer.allocUnsafeSlow(8);
    number.writeInt32LE(0);
    // unlockpt(3) and ptsname(3) are these two calls.
    check(sys.ioctl(master, TIOCSPTLCK, number));
    check(sys.ioctl(master, TIOCGPTN, number));
    const path = `/dev/pts/${number.readUInt32LE()}`;
    return {
      master,
      path,
      resize: (columns, rows) => {
        const size = Buffer.allocUnsafeSlow(8).fill(0);
        size.writeUInt16LE(rows, 0);
        size.writeUInt16LE(columns, 2);
        check(sys.ioctl(master, TIOCSWINSZ, size));
      },
      makeRaw: () => {
        const termios = readTermios(sys, master);
        termios.writeUInt32LE((termios.readUInt32LE(0) & ~RAW_INPUT) >>> 0, 0);
        termios.writeUInt32LE((termios.readUInt32LE(4) & ~OPOST) >>> 0, 4);
        termios.writeUInt32LE(((termios.readUInt32LE(8) & ~CSIZE_AND_PARITY) | CS8) >>> 0, 8);
        termios.writeUInt32LE((termios.readUInt32LE(12) & ~RAW_LOCAL) >>> 0, 12);
        termios[CONTROL_CHARACTERS_AT + VMIN] = 1;
        termios[CONTROL_CHARACTERS_AT + VTIME] = 0;
        check(sys.ioctl(master, TCSETS, termios));
      },
      endOfInput: () => readTermios(sys, master)[CONTROL_CHARACTERS_AT + VEOF] ?? 4,
    };
  } catch (error) {
    closeSync(master);
    throw error;
  }
}

function openMaster(): number {
  try {
    return openSync("/dev/ptmx", constants.O_RDWR | constants.O_NOCTTY);
  } catch (cause) {
    const { code = "", errno = 0 } = cause as NodeJS.ErrnoException;
    const known = code === "EMFILE" || code === "ENFILE" ? "ERR_TOO_MANY_FILES" : "ERR_SYSTEM";
    throw new SocketError(known, {
      op: "socket",
      network: "socket",
      local: "/dev/ptmx",
      errno: Math.abs(errno),
      errnoName: code,
      cause,
    });
  }
}

function readTermios(sys: Sys, fd: number): Buffer {
  const termios = Buffer.allocUnsafeSlow(TERMIOS_BYTES + 28).fill(0);
  check(sys.ioctl(fd, TCGETS, termios));
  return termios;
}

function check(result: number): void {
  if (result >= 0) return;
  throw new SocketError("ERR_SYSTEM", {
    op: "socket",
    network: "socket",
    local: "/dev/ptmx",
    errno: -result,
    hint: "a pseudo terminal cannot be set up",
  });
}
