import { badField, defined, type FieldReader } from "./field-reader.ts";
import type { RawOptionSpec, SocketSpec, TcpSocketSpec } from "./session-spec.ts";

const MAX_BUFFER_BYTES = 2 ** 30;
const MAX_INT = 2 ** 31 - 1;
/** The longest interface name of Linux (IFNAMSIZ less its NUL, netdevice(7)). */
const MAX_DEVICE_LENGTH = 15;
const MAX_RAW_BYTES = 1_024;

type Loose<T> = { readonly [K in keyof T]-?: T[K] | undefined };

/** Reads a `SocketSpec`. @throws LocalProtocolError `ERR_BAD_SPEC` */
export function readSocket(fields: FieldReader): SocketSpec {
  return defined<SocketSpec>(common(fields));
}

/** Reads a `TcpSocketSpec`. @throws LocalProtocolError `ERR_BAD_SPEC` */
export function readTcpSocket(fields: FieldReader): TcpSocketSpec {
  return defined<TcpSocketSpec>({
    ttl: fields.integer("ttl", 1, 255),
    receiveBufferBytes: fields.integer("receiveBufferBytes", 1, MAX_BUFFER_BYTES),
    lingerSeconds: fields.integer("lingerSeconds", 0, 32_767),
    maxSegmentBytes: fields.integer("maxSegmentBytes", 88, 32_767),
    userTimeoutMs: fields.integer("userTimeoutMs", 0, MAX_INT),
    ...common(fields),
  });
}

function common(fields: FieldReader): Loose<SocketSpec> {
  return {
    tos: fields.integer("tos", 0, 255),
    sendBufferBytes: fields.integer("sendBufferBytes", 1, MAX_BUFFER_BYTES),
    device: fields.string("device", MAX_DEVICE_LENGTH),
    reusePort: fields.boolean("reusePort"),
    raw: fields.objects("raw", 64, rawOption),
  };
}

function rawOption(fields: FieldReader): RawOptionSpec {
  const level = fields.requiredInteger("level", 0, MAX_INT);
  const option = fields.requiredInteger("option", 0, MAX_INT);
  const value = fields.integer("value", -MAX_INT - 1, MAX_INT);
  const hex = fields.string("hex", 2 * MAX_RAW_BYTES)?.toLowerCase();
  if (hex !== undefined && !/^(?:[0-9a-f]{2})+$/.test(hex)) {
    throw badField(fields.pathOf("hex"), hex, "pairs of hexadecimal digits");
  }
  if (value !== undefined && hex === undefined) return { level, option, value };
  if (hex !== undefined && value === undefined) return { level, option, hex };
  throw badField(fields.pathOf("value"), value, "either value or hex");
}
