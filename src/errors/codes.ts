/** What one error code means and what a person can do about it. */
export interface ErrorCodeEntry {
  /** What happened, as a short phrase that ends an error message: `connect tcp 10.0.0.1:80: connection refused`. */
  readonly meaning: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}

/** Every error code of Jackfield. The documentation's table and the CLI's exit codes are made from it. */
export const ERROR_CODES = {
  // Sockets: what the operating system or the other end said.
  ERR_REFUSED: {
    meaning: "connection refused",
    remedy: "Start the program that should listen there, or check the port number.",
  },
  ERR_TIMEOUT: {
    meaning: "timed out",
    remedy: "Check that the other end is reachable, or allow more time.",
  },
  ERR_RESET: {
    meaning: "connection reset by peer",
    remedy: "The other end dropped the connection (RST); look at its log.",
  },
  ERR_CLOSED: { meaning: "closed on this side", remedy: "Open it again before using it." },
  ERR_BROKEN_PIPE: {
    meaning: "the other end no longer takes data",
    remedy: "The other end closed first; connect again to send more.",
  },
  ERR_BUSY: {
    meaning: "another call of the same kind is still waiting",
    remedy: "Wait for the first call to finish, or use one reader and one writer.",
  },
  ERR_ADDRESS_IN_USE: {
    meaning: "address already in use",
    remedy: "Stop the program that holds the port, or choose another port (0 picks a free one).",
  },
  ERR_ADDRESS_NOT_AVAILABLE: {
    meaning: "this machine has no such address",
    remedy: "Bind 127.0.0.1, 0.0.0.0, or an address that this machine has.",
  },
  ERR_ACCESS: {
    meaning: "permission denied",
    remedy: "Choose a port of 1024 or above, or a path that you may write.",
  },
  ERR_HOST_UNKNOWN: { meaning: "host name not found", remedy: "Check the spelling, or give the IP address." },
  ERR_HOST_UNREACHABLE: {
    meaning: "no route to host",
    remedy: "Check the address, the cable or Wi-Fi, and the firewall.",
  },
  ERR_NETWORK_UNREACHABLE: { meaning: "network is unreachable", remedy: "Check this machine's network connection." },
  ERR_MESSAGE_TOO_LONG: {
    meaning: "message too long for one datagram",
    remedy: "Send at most 65507 bytes over IPv4 UDP (65527 over IPv6), or split the message.",
  },
  ERR_NOT_A_SOCKET: { meaning: "not a socket", remedy: "Give the path or descriptor of a socket." },
  ERR_STALE_SOCKET: {
    meaning: "a socket file is there but nobody listens on it",
    remedy: "Remove the file, or let listen replace it.",
  },
  ERR_PATH_NOT_FOUND: { meaning: "no such socket file", remedy: "Check the path, or start the server first." },
  ERR_PATH_TOO_LONG: {
    meaning: "the socket path is too long",
    remedy: "Use a path of at most 107 bytes.",
  },
  ERR_NO_BUFFERS: { meaning: "the system has no buffer space left", remedy: "Send more slowly." },
  ERR_TOO_MANY_FILES: { meaning: "too many open files", remedy: "Close some connections, or raise ulimit -n." },
  ERR_NOT_CONNECTED: { meaning: "not connected", remedy: "Connect first, or name the peer to send to." },
  ERR_ALREADY_CONNECTED: { meaning: "already connected", remedy: "Close the connection before making another." },
  ERR_WOULD_BLOCK: { meaning: "would block", remedy: "Try again when the socket is ready." },
  ERR_INTERRUPTED: { meaning: "interrupted by a signal", remedy: "Call again." },
  ERR_UNSUPPORTED: {
    meaning: "not supported here",
    remedy: "See capabilities() for what this platform and backend can do.",
  },
  ERR_TLS: {
    meaning: "the TLS handshake failed",
    remedy: "Check both ends' certificates, names and TLS versions.",
  },
  ERR_TLS_UNTRUSTED: {
    meaning: "the other end's certificate is not trusted",
    remedy: "Trust its authority's certificate, connect by a name that it is for, or switch the check off.",
  },
  ERR_PROXY: {
    meaning: "the proxy did not connect",
    remedy: "See the proxy's reason; check its address and protocol, and whether it may reach the destination.",
  },
  ERR_PROXY_AUTH: {
    meaning: "the proxy wants a user name and password",
    remedy: "Give the user name and password that the proxy knows.",
  },
  ERR_SYSTEM: { meaning: "the operating system refused", remedy: "See errno for the reason." },

  // This side: something that the user or the calling program gave is wrong.
  ERR_UNENCODABLE: {
    meaning: "the charset has no such character",
    remedy: "Change the character or choose another charset, for example UTF-8 or GB18030.",
  },
  ERR_UNKNOWN_CHARSET: { meaning: "unknown charset", remedy: "Choose one of the listed charsets." },
  ERR_BAD_HEX: { meaning: "not hexadecimal", remedy: "Use pairs of 0-9 a-f, with or without spaces." },
  ERR_BAD_BASE64: { meaning: "not base64", remedy: "Use A-Z a-z 0-9 + / in groups of four, padded with =." },
  ERR_BAD_ESCAPE: { meaning: "bad escape", remedy: "Use \\r \\n \\t \\0 \\\\ \\xE4 \\u4F60 or \\u{1F600}." },
  ERR_BAD_CHECKSUM: { meaning: "unknown checksum", remedy: "Choose one of the listed checksums." },
  ERR_BAD_FRAMING: { meaning: "bad framing", remedy: "Choose one of the listed framings and give its parameters." },
  ERR_BAD_FILTER: { meaning: "bad filter", remedy: "Mend the filter where the caret points." },
  ERR_BAD_SPEC: { meaning: "bad session description", remedy: "Mend the field that is named." },
  ERR_BAD_PROJECT: {
    meaning: "bad project file",
    remedy: "Mend the place that is named; schema/jackfield.schema.json says what may stand in the file.",
  },
  ERR_BAD_ADDRESS: {
    meaning: "bad address",
    remedy: "Write tcp://127.0.0.1:8080, 127.0.0.1:8080, :8080, udp://…, [::1]:8080 or unix:///run/x.sock.",
  },
  ERR_BAD_ENDPOINT: {
    meaning: "bad endpoint",
    remedy: "Write tcp://HOST:PORT, listen:tcp://:8080, udp://…, unix:PATH, ws://…, -, file:PATH or exec:COMMAND.",
  },
  ERR_BAD_OPTION: { meaning: "bad option", remedy: "See --help for the options and their values." },
  ERR_NO_SUCH_SESSION: { meaning: "no such session", remedy: "List the sessions and use one of their ids." },
  ERR_NO_SUCH_ROW: { meaning: "no such row", remedy: "Ask for rows below the number of rows that there are." },
  ERR_NO_SUCH_PEER: { meaning: "no such peer", remedy: "List the peers of the session and use one of their ids." },
  ERR_BAD_CERTIFICATE: {
    meaning: "the certificate or its key cannot be used",
    remedy: "Give PEM text whose key and certificate belong together, or make new ones.",
  },
  ERR_LIMIT: { meaning: "a limit was reached", remedy: "Raise the limit that is named, or send less." },
  ERR_FILE: { meaning: "the file cannot be used", remedy: "Check the path and its permissions." },
  ERR_FILE_EXISTS: {
    meaning: "the file exists already",
    remedy: "Choose another name, or allow that it is replaced: --overwrite, captureOverwrite.",
  },

  // The workbench's HTTP API.
  ERR_NOT_AUTHORIZED: {
    meaning: "the token is missing or wrong",
    remedy: "Open the address that the workbench printed, or send its token as Authorization: Bearer.",
  },
  ERR_FOREIGN_ORIGIN: {
    meaning: "the request came by another name or from another page",
    remedy: "Use the address that the workbench printed.",
  },
  ERR_NO_SUCH_ROUTE: { meaning: "no such address in the API", remedy: "See /api/openapi.json for what there is." },
  ERR_INTERNAL: { meaning: "an error of Jackfield itself", remedy: "Please report it, with the log of the workbench." },

  // The peer, or a file that somebody else wrote.
  ERR_BAD_CAPTURE: {
    meaning: "damaged or unknown capture file",
    remedy: "What was whole has been read; if nothing was, choose a .pcapng or .pcap file.",
  },
  ERR_UNDECODABLE: {
    meaning: "the bytes are not text of this charset",
    remedy: "Choose the charset that the other end uses, or look at the bytes in hex.",
  },
  ERR_BAD_FRAME: { meaning: "the peer's bytes break the framing", remedy: "Check that both ends use one framing." },
  ERR_FRAME_TOO_LONG: {
    meaning: "a message is longer than the framing's limit",
    remedy: "Raise the framing's maxLength, or choose the framing that the peer uses.",
  },
  ERR_EXPECTATION: { meaning: "an expectation did not hold", remedy: "Compare what was expected with what came." },
} as const;

/** The code that every Jackfield error carries; match on it rather than on the message. */
export type ErrorCode = keyof typeof ERROR_CODES;
