/** A CRC by the parameters of Ross Williams's "Rocksoft" model; numbers are hexadecimal. */
export interface CrcParameters {
  readonly name: string;
  readonly aliases: readonly string[];
  /** Bits of the register, 8 to 64. */
  readonly width: number;
  readonly poly: string;
  readonly init: string;
  readonly refin: boolean;
  readonly refout: boolean;
  readonly xorout: string;
  /** The CRC of the nine ASCII characters `123456789`. */
  readonly check: string;
}

// name | other names | poly init refin refout xorout check. Facts of the public catalogue of parametrised CRC
// algorithms; every check value is a test.
const ROWS = `
CRC-8/AUTOSAR | | 2f ff 0 0 ff df
CRC-8/BLUETOOTH | | a7 00 1 1 00 26
CRC-8/CDMA2000 | | 9b ff 0 0 00 da
CRC-8/DARC | | 39 00 1 1 00 15
CRC-8/DVB-S2 | | d5 00 0 0 00 bc
CRC-8/GSM-A | | 1d 00 0 0 00 37
CRC-8/GSM-B | | 49 00 0 0 ff 94
CRC-8/HITAG | | 1d ff 0 0 00 b4
CRC-8/I-432-1 | CRC-8/ITU | 07 00 0 0 55 a1
CRC-8/I-CODE | | 1d fd 0 0 00 7e
CRC-8/LTE | | 9b 00 0 0 00 ea
CRC-8/MAXIM-DOW | CRC-8/MAXIM, DOW-CRC, 1-WIRE | 31 00 1 1 00 a1
CRC-8/MIFARE-MAD | | 1d c7 0 0 00 99
CRC-8/NRSC-5 | | 31 ff 0 0 00 f7
CRC-8/OPENSAFETY | | 2f 00 0 0 00 3e
CRC-8/ROHC | | 07 ff 1 1 00 d0
CRC-8/SAE-J1850 | | 1d ff 0 0 ff 4b
CRC-8/SMBUS | CRC-8 | 07 00 0 0 00 f4
CRC-8/TECH-3250 | CRC-8/AES, CRC-8/EBU | 1d ff 1 1 00 97
CRC-8/WCDMA | | 9b 00 1 1 00 25
CRC-10/ATM | CRC-10, CRC-10/I-610 | 233 000 0 0 000 199
CRC-10/CDMA2000 | | 3d9 3ff 0 0 000 233
CRC-10/GSM | | 175 000 0 0 3ff 12a
CRC-11/FLEXRAY | CRC-11 | 385 01a 0 0 000 5a3
CRC-11/UMTS | | 307 000 0 0 000 061
CRC-12/CDMA2000 | | f13 fff 0 0 000 d4d
CRC-12/DECT | X-CRC-12 | 80f 000 0 0 000 f5b
CRC-12/GSM | | d31 000 0 0 fff b34
CRC-12/UMTS | CRC-12/3GPP | 80f 000 0 1 000 daf
CRC-13/BBC | | 1cf5 0000 0 0 0000 04fa
CRC-14/DARC | | 0805 0000 1 1 0000 082d
CRC-14/GSM | | 202d 0000 0 0 3fff 30ae
CRC-15/CAN | CRC-15 | 4599 0000 0 0 0000 059e
CRC-15/MPT1327 | | 6815 0000 0 0 0001 2566
CRC-16/ARC | CRC-16, ARC, CRC-16/LHA, CRC-IBM | 8005 0000 1 1 0000 bb3d
CRC-16/CDMA2000 | | c867 ffff 0 0 0000 4c06
CRC-16/CMS | | 8005 ffff 0 0 0000 aee7
CRC-16/DDS-110 | | 8005 800d 0 0 0000 9ecf
CRC-16/DECT-R | R-CRC-16 | 0589 0000 0 0 0001 007e
CRC-16/DECT-X | X-CRC-16 | 0589 0000 0 0 0000 007f
CRC-16/DNP | | 3d65 0000 1 1 ffff ea82
CRC-16/EN-13757 | | 3d65 0000 0 0 ffff c2b7
CRC-16/GENIBUS | CRC-16/DARC, CRC-16/EPC, CRC-16/I-CODE, CRC-16/EPC-C1G2 | 1021 ffff 0 0 ffff d64e
CRC-16/GSM | | 1021 0000 0 0 ffff ce3c
CRC-16/IBM-3740 | CRC-16/CCITT-FALSE, CRC-16/AUTOSAR, CRC-CCITT-FFFF | 1021 ffff 0 0 0000 29b1
CRC-16/IBM-SDLC | CRC-16/X-25, X-25, CRC-B, CRC-16/ISO-HDLC, CRC-16/ISO-IEC-14443-3-B, HDLC | 1021 ffff 1 1 ffff 906e
CRC-16/ISO-IEC-14443-3-A | CRC-A | 1021 c6c6 1 1 0000 bf05
CRC-16/KERMIT | KERMIT, CRC-16/CCITT, CRC-16/CCITT-TRUE, CRC-CCITT, CRC-16/V-41-LSB, CRC-16/BLUETOOTH | 1021 0000 1 1 0000 2189
CRC-16/LJ1200 | | 6f63 0000 0 0 0000 bdf4
CRC-16/M17 | | 5935 ffff 0 0 0000 772b
CRC-16/MAXIM-DOW | CRC-16/MAXIM | 8005 0000 1 1 ffff 44c2
CRC-16/MCRF4XX | | 1021 ffff 1 1 0000 6f91
CRC-16/MODBUS | MODBUS | 8005 ffff 1 1 0000 4b37
CRC-16/NRSC-5 | | 080b ffff 1 1 0000 a066
CRC-16/OPENSAFETY-A | | 5935 0000 0 0 0000 5d38
CRC-16/OPENSAFETY-B | | 755b 0000 0 0 0000 20fe
CRC-16/PROFIBUS | CRC-16/IEC-61158-2 | 1dcf ffff 0 0 ffff a819
CRC-16/RIELLO | | 1021 b2aa 1 1 0000 63d0
CRC-16/SPI-FUJITSU | CRC-16/AUG-CCITT | 1021 1d0f 0 0 0000 e5cc
CRC-16/T10-DIF | | 8bb7 0000 0 0 0000 d0db
CRC-16/TELEDISK | | a097 0000 0 0 0000 0fb3
CRC-16/TMS37157 | | 1021 89ec 1 1 0000 26b1
CRC-16/UMTS | CRC-16/BUYPASS, CRC-16/VERIFONE | 8005 0000 0 0 0000 fee8
CRC-16/USB | | 8005 ffff 1 1 ffff b4c8
CRC-16/XMODEM | XMODEM, ZMODEM, CRC-16/ACORN, CRC-16/LTE, CRC-16/V-41-MSB, CRC-CCITT-0000 | 1021 0000 0 0 0000 31c3
CRC-17/CAN-FD | | 1685b 00000 0 0 00000 04f03
CRC-21/CAN-FD | | 102899 000000 0 0 000000 0ed841
CRC-24/BLE | | 00065b 555555 1 1 000000 c25a56
CRC-24/FLEXRAY-A | | 5d6dcb fedcba 0 0 000000 7979bd
CRC-24/FLEXRAY-B | | 5d6dcb abcdef 0 0 000000 1f23b8
CRC-24/INTERLAKEN | | 328b63 ffffff 0 0 ffffff b4f3e6
CRC-24/LTE-A | | 864cfb 000000 0 0 000000 cde703
CRC-24/LTE-B | | 800063 000000 0 0 000000 23ef52
CRC-24/OPENPGP | CRC-24 | 864cfb b704ce 0 0 000000 21cf02
CRC-24/OS-9 | | 800063 ffffff 0 0 ffffff 200fa5
CRC-30/CDMA | CRC-30 | 2030b9c7 3fffffff 0 0 3fffffff 04c34abf
CRC-31/PHILIPS | | 04c11db7 7fffffff 0 0 7fffffff 0ce9e46c
CRC-32/AIXM | CRC-32Q | 814141ab 00000000 0 0 00000000 3010bf7f
CRC-32/AUTOSAR | | f4acfb13 ffffffff 1 1 ffffffff 1697d06a
CRC-32/BASE91-D | CRC-32D | a833982b ffffffff 1 1 ffffffff 87315576
CRC-32/BZIP2 | CRC-32/AAL5, CRC-32/DECT-B | 04c11db7 ffffffff 0 0 ffffffff fc891918
CRC-32/CD-ROM-EDC | | 8001801b 00000000 1 1 00000000 6ec2edc4
CRC-32/CKSUM | CKSUM, CRC-32/POSIX | 04c11db7 00000000 0 0 ffffffff 765e7680
CRC-32/ISCSI | CRC-32C, CRC-32/CASTAGNOLI, CRC-32/BASE91-C, CRC-32/INTERLAKEN | 1edc6f41 ffffffff 1 1 ffffffff e3069283
CRC-32/ISO-HDLC | CRC-32, CRC-32/ADCCP, CRC-32/V-42, CRC-32/XZ, PKZIP, ETHERNET | 04c11db7 ffffffff 1 1 ffffffff cbf43926
CRC-32/JAMCRC | JAMCRC | 04c11db7 ffffffff 1 1 00000000 340bc6d9
CRC-32/MEF | | 741b8cd7 ffffffff 1 1 00000000 d2c22f51
CRC-32/MPEG-2 | | 04c11db7 ffffffff 0 0 00000000 0376e6e7
CRC-32/XFER | XFER | 000000af 00000000 0 0 00000000 bd0be338
CRC-40/GSM | | 0004820009 0000000000 0 0 ffffffffff d4164fc646
CRC-64/ECMA-182 | CRC-64 | 42f0e1eba9ea3693 0000000000000000 0 0 0000000000000000 6c40df5f0b497347
CRC-64/GO-ISO | | 000000000000001b ffffffffffffffff 1 1 ffffffffffffffff b90956c775a41001
CRC-64/MS | | 259c84cba6426349 ffffffffffffffff 1 1 0000000000000000 75d4b74f024eceea
CRC-64/NVME | | ad93d23594c93659 ffffffffffffffff 1 1 ffffffffffffffff ae8b14860a799888
CRC-64/REDIS | | ad93d23594c935a9 0000000000000000 1 1 0000000000000000 e9c6d914c4b8d9ca
CRC-64/WE | | 42f0e1eba9ea3693 ffffffffffffffff 0 0 ffffffffffffffff 62ec59e3f1a4f00a
CRC-64/XZ | CRC-64/GO-ECMA | 42f0e1eba9ea3693 ffffffffffffffff 1 1 ffffffffffffffff 995dc9bbdf1939fa
`;

function parseRow(row: string): CrcParameters {
  const [name = "", aliases = "", numbers = ""] = row.split("|").map((part) => part.trim());
  const [poly = "", init = "", refin, refout, xorout = "", check = ""] = numbers.split(" ");
  return {
    name,
    aliases: aliases === "" ? [] : aliases.split(", "),
    width: Number(/^CRC-(\d+)/.exec(name)?.[1]),
    poly,
    init,
    refin: refin === "1",
    refout: refout === "1",
    xorout,
    check,
  };
}

/** The CRC algorithms that are known by name, by width and name. */
export const CRC_CATALOGUE: readonly CrcParameters[] = ROWS.trim().split("\n").map(parseRow);
