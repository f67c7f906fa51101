/** One answer of `getaddrinfo`. */
export interface AddressInfo {
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly canonicalName: string;
  /** The encoded socket address. */
  readonly name: Uint8Array;
}

/** A host entry as `gethostbyname` and `gethostbyaddr` give it. */
export interface HostEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Packed addresses, 4 or 16 bytes each. */
  readonly addresses: readonly Uint8Array[];
}

/** What to ask `getaddrinfo` for. */
export interface AddressQuery {
  readonly host: string | null;
  readonly service: string | null;
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly flags: number;
}

/** What a resolver call failed with: an `EAI_` or `h_errno` number, and errno where that is `EAI_SYSTEM`. */
export interface ResolverFailure {
  readonly code: number;
  readonly errno: number;
  readonly message: string;
}

/** The operating system's name functions. They block unless the name says `Async`; those use libuv's thread pool. */
export interface ResolverSys {
  getaddrinfo(query: AddressQuery): readonly AddressInfo[] | ResolverFailure;
  getaddrinfoAsync(query: AddressQuery): Promise<readonly AddressInfo[] | ResolverFailure>;
  getnameinfo(name: Uint8Array, flags: number): readonly [host: string, service: string] | ResolverFailure;
  getnameinfoAsync(
    name: Uint8Array,
    flags: number,
  ): Promise<readonly [host: string, service: string] | ResolverFailure>;
  gethostbyname(host: string): HostEntry | ResolverFailure;
  gethostbyaddr(address: Uint8Array, family: number): HostEntry | ResolverFailure;
  /** The port in host order, or -1. */
  getservbyname(name: string, protocol: string | null): number;
  getservbyport(port: number, protocol: string | null): string | null;
  getprotobyname(name: string): number;
  gethostname(): string;
  sethostname(name: string): number;
  interfaces(): readonly (readonly [index: number, name: string])[];
  interfaceIndex(name: string): number;
  interfaceName(index: number): string | number;
}
