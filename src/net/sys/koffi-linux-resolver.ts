import { networkInterfaces } from "node:os";
import type { Koffi, NativeFunction } from "./koffi.ts";
import { AI_CANONNAME } from "../constants/resolver.ts";
import type { AddressInfo, AddressQuery, HostEntry, ResolverFailure, ResolverSys } from "./resolver-sys.ts";

const PROTOTYPES = {
  getaddrinfo: "int getaddrinfo(const char *, const char *, void *, void *)",
  freeaddrinfo: "void freeaddrinfo(uintptr_t)",
  gai_strerror: "const char *gai_strerror(int)",
  getnameinfo: "int getnameinfo(void *, uint32_t, void *, uint32_t, void *, uint32_t, int)",
  gethostbyname_r: "int gethostbyname_r(const char *, void *, void *, size_t, void *, void *)",
  gethostbyaddr_r: "int gethostbyaddr_r(void *, uint32_t, int, void *, void *, size_t, void *, void *)",
  hstrerror: "const char *hstrerror(int)",
  getservbyname: "uintptr_t getservbyname(const char *, const char *)",
  getservbyport: "uintptr_t getservbyport(int, const char *)",
  getprotobyname: "uintptr_t getprotobyname(const char *)",
  gethostname: "int gethostname(void *, size_t)",
  sethostname: "int sethostname(void *, size_t)",
  if_nameindex: "uintptr_t if_nameindex()",
  if_freenameindex: "void if_freenameindex(uintptr_t)",
  if_nametoindex: "unsigned int if_nametoindex(const char *)",
  if_indextoname: "uintptr_t if_indextoname(unsigned int, void *)",
} as const;

type Calls = Readonly<Record<keyof typeof PROTOTYPES, NativeFunction>>;

const EAI_SYSTEM = -11;
const HOST_BYTES = 1025;
const SERVICE_BYTES = 32;
const HOSTENT_BYTES = 16_384;
const MAX_ENTRIES = 4096;

/** The name functions of libc through koffi; structures are read with the layout of 64-bit Linux. */
export class KoffiResolver implements ResolverSys {
  readonly #koffi: Koffi;
  readonly #library: { func(definition: string): NativeFunction };
  #bound: Calls | undefined;

  constructor(koffi: Koffi, library: { func(definition: string): NativeFunction }) {
    this.#koffi = koffi;
    this.#library = library;
  }

  // Bound at the first use: most programs need none of them, and each costs 0.1 ms at start.
  get #libc(): Calls {
    this.#bound ??= Object.fromEntries(
      Object.entries(PROTOTYPES).map(([name, definition]) => [name, this.#library.func(definition)]),
    ) as Calls;
    return this.#bound;
  }

  getaddrinfo(query: AddressQuery): readonly AddressInfo[] | ResolverFailure {
    const result = new BigUint64Array(1);
    const code = this.#libc.getaddrinfo(query.host, query.service, hintsOf(query), result);
    return this.#answers(query, code, result[0] ?? 0n, code === EAI_SYSTEM ? this.#koffi.errno() : 0);
  }

  getaddrinfoAsync(query: AddressQuery): Promise<readonly AddressInfo[] | ResolverFailure> {
    const result = new BigUint64Array(Buffer.allocUnsafeSlow(8).buffer, 0, 1);
    const hints = hintsOf(query);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, code: number): void => {
        if (error === null) resolve(this.#answers(query, code, result[0] ?? 0n, 0));
        else reject(error);
      };
      this.#libc.getaddrinfo.async(query.host, query.service, hints, result, done);
    });
  }

  #answers(query: AddressQuery, code: number, list: bigint, errno: number): readonly AddressInfo[] | ResolverFailure {
    // musl gives a canonical name to whoever did not ask for one, too.
    const named = (query.flags & AI_CANONNAME) !== 0;
    if (code !== 0) return { code, errno, message: this.#libc.gai_strerror(code) as unknown as string };
    const answers: AddressInfo[] = [];
    // struct addrinfo: flags, family, socktype, protocol (i32 each), addrlen (u32), addr, canonname, next (pointers).
    for (let at = list; at !== 0n && answers.length < MAX_ENTRIES; ) {
      const view = new DataView(this.#koffi.view(at, 48));
      const name = view.getBigUint64(24, true);
      const canonical = named ? view.getBigUint64(32, true) : 0n;
      answers.push({
        family: view.getInt32(4, true),
        type: view.getInt32(8, true),
        protocol: view.getInt32(12, true),
        canonicalName: canonical === 0n ? "" : this.#koffi.decode.string(canonical),
        name: this.#copy(name, view.getUint32(16, true)),
      });
      at = view.getBigUint64(40, true);
    }
    if (list !== 0n) this.#libc.freeaddrinfo(list);
    return answers;
  }

  getnameinfo(name: Uint8Array, flags: number): readonly [string, string] | ResolverFailure {
    const [host, service] = [Buffer.allocUnsafeSlow(HOST_BYTES), Buffer.allocUnsafeSlow(SERVICE_BYTES)];
    const code = this.#libc.getnameinfo(name, name.length, host, host.length, service, service.length, flags);
    return this.#names(code, host, service, code === EAI_SYSTEM ? this.#koffi.errno() : 0);
  }

  getnameinfoAsync(name: Uint8Array, flags: number): Promise<readonly [string, string] | ResolverFailure> {
    const [host, service] = [Buffer.allocUnsafeSlow(HOST_BYTES), Buffer.allocUnsafeSlow(SERVICE_BYTES)];
    const copy = Buffer.allocUnsafeSlow(name.length);
    copy.set(name);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, code: number): void => {
        if (error === null) resolve(this.#names(code, host, service, 0));
        else reject(error);
      };
      this.#libc.getnameinfo.async(copy, copy.length, host, host.length, service, service.length, flags, done);
    });
  }

  #names(code: number, host: Buffer, service: Buffer, errno: number): readonly [string, string] | ResolverFailure {
    if (code === 0) return [textOf(host), textOf(service)];
    return { code, errno, message: this.#libc.gai_strerror(code) as unknown as string };
  }

  gethostbyname(host: string): HostEntry | ResolverFailure {
    return this.#hostEntry((...out) => this.#libc.gethostbyname_r(host, ...out));
  }

  gethostbyaddr(address: Uint8Array, family: number): HostEntry | ResolverFailure {
    return this.#hostEntry((...out) => this.#libc.gethostbyaddr_r(address, address.length, family, ...out));
  }

  #hostEntry(call: (...out: readonly unknown[]) => number): HostEntry | ResolverFailure {
    // struct hostent: name, aliases (pointers), addrtype, length (i32), addr_list (pointer).
    const entry = new DataView(Buffer.allocUnsafeSlow(32).fill(0).buffer);
    const storage = Buffer.allocUnsafeSlow(HOSTENT_BYTES);
    const result = new BigUint64Array(1);
    const failure = new Int32Array(1);
    call(entry, storage, storage.length, result, failure);
    if (result[0] === 0n) {
      const code = failure[0] ?? 0;
      return { code, errno: 0, message: this.#libc.hstrerror(code) as unknown as string };
    }
    const size = entry.getInt32(20, true);
    const found: HostEntry = {
      name: this.#koffi.decode.string(entry.getBigUint64(0, true)),
      aliases: this.#pointers(entry.getBigUint64(8, true)).map((at) => this.#koffi.decode.string(at)),
      addresses: this.#pointers(entry.getBigUint64(24, true)).map((at) => this.#copy(at, size)),
    };
    // The entry points into the storage: touching it last keeps it alive until here.
    storage[0] = 0;
    return found;
  }

  getservbyname(name: string, protocol: string | null): number {
    const entry = this.#libc.getservbyname(name, protocol);
    if (entry === 0) return -1;
    // struct servent: name, aliases, port (i32, network order).
    return new DataView(this.#koffi.view(BigInt(entry), 20)).getUint16(16);
  }

  getservbyport(port: number, protocol: string | null): string | null {
    const entry = this.#libc.getservbyport(((port & 0xff) << 8) | (port >>> 8), protocol);
    if (entry === 0) return null;
    return this.#koffi.decode.string(new DataView(this.#koffi.view(BigInt(entry), 8)).getBigUint64(0, true));
  }

  getprotobyname(name: string): number {
    const entry = this.#libc.getprotobyname(name);
    if (entry === 0) return -1;
    return new DataView(this.#koffi.view(BigInt(entry), 20)).getInt32(16, true);
  }

  gethostname(): string {
    const name = Buffer.allocUnsafeSlow(HOST_BYTES);
    return this.#libc.gethostname(name, name.length) === 0 ? textOf(name) : "";
  }

  sethostname(name: string): number {
    const bytes = Buffer.from(name);
    return this.#libc.sethostname(bytes, bytes.length) < 0 ? -this.#koffi.errno() : 0;
  }

  interfaces(): readonly (readonly [number, string])[] {
    const list = BigInt(this.#libc.if_nameindex());
    if (list === 0n) return Object.keys(networkInterfaces()).map((name) => [this.interfaceIndex(name), name]);
    const found: [number, string][] = [];
    // struct if_nameindex: index (u32), padding, name (pointer); ends with index 0.
    for (let at = list; found.length < MAX_ENTRIES; at += 16n) {
      const view = new DataView(this.#koffi.view(at, 16));
      const index = view.getUint32(0, true);
      if (index === 0) break;
      found.push([index, this.#koffi.decode.string(view.getBigUint64(8, true))]);
    }
    this.#libc.if_freenameindex(list);
    return found;
  }

  interfaceIndex(name: string): number {
    const index = this.#libc.if_nametoindex(name);
    return index === 0 ? -this.#koffi.errno() : index;
  }

  interfaceName(index: number): string | number {
    const name = Buffer.allocUnsafeSlow(16);
    return this.#libc.if_indextoname(index, name) === 0 ? -this.#koffi.errno() : textOf(name);
  }

  #copy(pointer: bigint, length: number): Uint8Array {
    return pointer === 0n || length === 0
      ? new Uint8Array(0)
      : new Uint8Array(this.#koffi.view(pointer, length)).slice();
  }

  #pointers(list: bigint): bigint[] {
    const found: bigint[] = [];
    for (let at = list; at !== 0n && found.length < MAX_ENTRIES; at += 8n) {
      const pointer = new DataView(this.#koffi.view(at, 8)).getBigUint64(0, true);
      if (pointer === 0n) break;
      found.push(pointer);
    }
    return found;
  }
}

function hintsOf(query: AddressQuery): Uint8Array {
  const hints = new DataView(Buffer.allocUnsafeSlow(48).fill(0).buffer);
  hints.setInt32(0, query.flags, true);
  hints.setInt32(4, query.family, true);
  hints.setInt32(8, query.type, true);
  hints.setInt32(12, query.protocol, true);
  return new Uint8Array(hints.buffer);
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
}
