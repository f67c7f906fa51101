import { LocalProtocolError } from "../errors/index.ts";
import { type ChecksumRun, createCrc } from "./crc.ts";
import { CRC_CATALOGUE } from "./crc-catalogue.ts";
import { SUM_CATALOGUE } from "./sums.ts";

/** A checksum algorithm by name. */
export interface ChecksumAlgorithm {
  /** As it is listed: `CRC-16/MODBUS`, `xor8`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Bits of the result. */
  readonly width: number;
  /** Bytes of the result in a message: `width` rounded up. */
  readonly bytes: number;
  /** How the result usually stands in a message: reflected CRCs go out low byte first, as Modbus and Ethernet have it. */
  readonly endian: "big" | "little";
  readonly encoding: "binary" | "hex-ascii";
  /** The checksum of the nine ASCII characters `123456789`. */
  readonly check: bigint;
  /** Starts a checksum over no bytes, to be fed in pieces. */
  readonly create: () => ChecksumRun;
}

/** Every checksum that is known by name: the sums first, then the CRCs by width. */
export const CHECKSUM_CATALOGUE: readonly ChecksumAlgorithm[] = [
  ...SUM_CATALOGUE.map(
    ({ name, aliases, width, littleEndian, encoding, check, create }): ChecksumAlgorithm => ({
      name,
      aliases,
      width,
      bytes: Math.ceil(width / 8),
      endian: littleEndian ? "little" : "big",
      encoding,
      check: BigInt(`0x${check}`),
      create,
    }),
  ),
  ...CRC_CATALOGUE.map(
    (parameters): ChecksumAlgorithm => ({
      name: parameters.name,
      aliases: parameters.aliases,
      width: parameters.width,
      bytes: Math.ceil(parameters.width / 8),
      endian: parameters.refout ? "little" : "big",
      encoding: "binary",
      check: BigInt(`0x${parameters.check}`),
      create: () => createCrc(parameters),
    }),
  ),
];

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

const BY_PLAIN_NAME: ReadonlyMap<string, ChecksumAlgorithm> = new Map(
  CHECKSUM_CATALOGUE.flatMap((algorithm) =>
    [algorithm.name, ...algorithm.aliases].map((name) => [plain(name), algorithm] as const),
  ),
);

/** The names that come nearest to what was asked, for the error. */
function suggestions(name: string): string {
  const wanted = plain(name);
  const near = CHECKSUM_CATALOGUE.filter((item) =>
    [item.name, ...item.aliases].some((known) => wanted.length >= 3 && plain(known).includes(wanted)),
  );
  const usual = ["xor8", "sum8", "CRC-16/MODBUS", "CRC-16/IBM-3740", "CRC-32/ISO-HDLC"];
  const list = near.length > 0 ? near.slice(0, 8).map((item) => item.name) : usual;
  return `${list.join(", ")}${near.length > 0 ? "" : ", …"}`;
}

/**
 * Finds a checksum by name or alias; case and punctuation do not matter: `crc16modbus`, `CRC-32C`, `bcc`.
 * @throws LocalProtocolError `ERR_BAD_CHECKSUM` with near names
 */
export function findChecksum(name: string): ChecksumAlgorithm {
  const algorithm = BY_PLAIN_NAME.get(plain(name));
  if (algorithm !== undefined) return algorithm;
  throw new LocalProtocolError("ERR_BAD_CHECKSUM", `Unknown checksum "${name}"; known are ${suggestions(name)}`, {
    position: 0,
    input: name,
  });
}

/**
 * The checksum of some bytes.
 * @throws LocalProtocolError `ERR_BAD_CHECKSUM` if the name is unknown
 */
export function checksum(bytes: Uint8Array, name: string): bigint {
  const run = findChecksum(name).create();
  run.update(bytes);
  return run.value();
}
