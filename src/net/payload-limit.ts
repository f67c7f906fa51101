/**
 * The most that one UDP datagram carries, by family: 65,535 less the headers of IPv4 (20) and UDP (8); the length field of
 * IPv6 does not count its own header (RFC 768, RFC 791, RFC 8200).
 */
export const MAX_PAYLOAD_BYTES: { readonly 4: number; readonly 6: number } = { 4: 65_507, 6: 65_527 };
