/** The help of `jack nc`, in English. */
export const NC_HELP_EN = `jack nc: ncat 7.991's command line

Examples:
  jack nc HOST 80                       talk to a server
  jack nc -l 8080                       wait for one connection; then input and output are joined with it
  jack nc -lk 8080                      serve many at once: the input goes to all, what they send comes out
  jack nc -l 9000 > file                receive a file …
  jack nc --send-only HOST 9000 < file  … and send it
  jack nc -zv HOST 22                   is the port open? (exit code 0 or 1)
  jack nc -lk -c 'date; cat' 7777       a program for each connection
  jack nc -ul -k 5514                   UDP from anybody
  jack nc --chat -l 8000                a chat for everyone who connects
  jack nc --ssl HOST 443                TLS

Usage: jack nc [OPTIONS] [HOST] [PORT]
       The port is 31337 when it is left out. Times are seconds; 500ms, 2s, 3m and 1h work too.

Where:
  -4, -6                     IPv4 only, IPv6 only (a listener takes both)
  -U, --unixsock             Unix sockets: HOST is a path; with -u datagrams
  -u, --udp                  UDP
  -p, --source-port PORT     this side's port (with -l: the port)
  -s, --source ADDR          this side's address
  -n, --nodns                numbers only, ask no name server
  -g HOP,…, -G N             loose source route (IPv4)
  -w, --wait TIME            give up connecting after this time (10s)

Listening:
  -l, --listen               listen; port 0 picks a free one (-v says which)
  -k, --keep-open            go on after the first connection, several at once
  -m, --max-conns N          at most so many at once (100)
  --broker                   what one sends goes to all the others
  --chat                     the same, with a name before each message
  --allow HOST,…             only these: addresses, 10.0.0.0/8, 10.0.0-3.*, names
  --deny HOST,…              not these; --deny wins over --allow
  --allowfile, --denyfile F  the same from a file

Programs:
  -e, --exec COMMAND         run it on the connection (no quotes; a backslash keeps a blank)
  -c, --sh-exec COMMAND      the same by /bin/sh
  --js-exec FILE             run a JavaScript file with Node
                             They find NCAT_REMOTE_ADDR, NCAT_REMOTE_PORT, NCAT_LOCAL_ADDR, NCAT_LOCAL_PORT
                             and NCAT_PROTO in their environment.

Input and output:
  -C, --crlf                 send CR LF for LF
  -t, --telnet               refuse what a Telnet peer proposes
  -d, --delay TIME           wait before each line that is sent
  -i, --idle-timeout TIME    end when nothing comes or goes for so long
  -q TIME                    end so long after the end of the input (-1: never)
  --send-only                send, ignore what comes, end with the input
  --recv-only                do not read the input
  --no-shutdown              do not tell the peer that the input has ended
  -o, --output FILE          write the bytes of both directions to a file
  -x, --hex-dump FILE        the same in hexadecimal
  --append-output            add to these files
  --raw                      control characters reach the terminal, too
  -z                         connect, and close at once
  -v, --verbose              say what happens; -vv more

TLS:
  --ssl                      TLS; a server without a certificate makes one
  --ssl-cert, --ssl-key F    certificate and key (PEM)
  --ssl-verify               refuse a server whose certificate is not trusted
  --ssl-trustfile FILE       trust these authorities only (PEM); implies --ssl-verify
  --ssl-ciphers LIST         ciphers, in OpenSSL's words
  --ssl-servername NAME      ask for this name (SNI)
  --ssl-alpn LIST            protocols to offer (ALPN)

Proxies:
  --proxy HOST[:PORT]        connect through a proxy
  --proxy-type TYPE          http (default), socks4, socks5; with -l: be an HTTP proxy
  --proxy-auth USER:PASS     log in (or set NCAT_PROXY_AUTH, which nobody sees in ps)
  --proxy-dns WHERE          who looks names up: remote (default), local, both, none

  --test                     a line on standard error when it listens
  --as nc                    first of all: take OpenBSD nc's command line
  --version                  the version
  -h, --help                 this help

Not here: --sctp, --vsock, --lua-exec, DTLS (--ssl with -u).
Exit codes: 0 done, 1 the network failed (refused, reset, timed out), 2 anything else.
Called nc (a link, or jack nc --as nc) it takes OpenBSD nc's options; see jack nc --as nc -h.
`;
