"""Stands for CPython's C module `_socket`: every call crosses to Jackfield's sockets in a Node process.

Each thread has a channel (AF_UNIX). A frame is two lengths (u32, big-endian), JSON, and bytes; descriptors travel beside
it as SCM_RIGHTS, so that both processes hold the same open socket. Only Python's own argument conversions are done here.
"""

import array
import base64
import json
import os
import struct
import threading

import _socket as real

NODE = os.environ["JACKFIELD_CONFORMANCE"]
_local = threading.local()
_known = {}
_dead = []
_open = {}

for _name in dir(real):
    if _name[0].isupper() or _name in ("error", "gaierror", "herror", "timeout", "has_ipv6"):
        globals()[_name] = getattr(real, _name)


class Channel:
    def __init__(self):
        self.sock = real.socket(real.AF_UNIX, real.SOCK_STREAM)
        self.sock.connect("\0" + NODE)

    def call(self, request, payload=b"", fds=()):
        try:
            return self._call(request, payload, fds)
        except BaseException:
            # A signal handler raised: the answer, if it comes, is of no use any more. The server sees the end and
            # gives up the call.
            self.sock.close()
            _local.channel = None
            raise

    def _call(self, request, payload, fds):
        text = json.dumps(request).encode()
        head = struct.pack("!II", len(text), len(payload)) + text
        rights = [(real.SOL_SOCKET, real.SCM_RIGHTS, array.array("i", fds))] if fds else []
        sent = self.sock.sendmsg([head], rights)
        self.sock.sendall(head[sent:])
        self.sock.sendall(payload)
        got = []
        lengths = self._read(8, got)
        json_length, payload_length = struct.unpack("!II", lengths)
        answer = json.loads(self._read(json_length, got))
        return answer, self._read(payload_length, got), got

    def _read(self, size, fds):
        parts = []
        while size:
            data, ancillary, _, _ = self.sock.recvmsg(
                min(size, 1 << 20), real.CMSG_SPACE(4 * 253), real.MSG_CMSG_CLOEXEC
            )
            if not data:
                raise RuntimeError("the Node side is gone")
            for level, kind, item in ancillary:
                if (level, kind) == (real.SOL_SOCKET, real.SCM_RIGHTS):
                    received = array.array("i")
                    received.frombytes(item[: len(item) // 4 * 4])
                    fds.extend(received)
            parts.append(data)
            size -= len(data)
        return b"".join(parts)


def rpc(method, *args, id=None, payload=b"", fds=()):
    channel = getattr(_local, "channel", None)
    if channel is None:
        channel = _local.channel = Channel()
    while _dead and method != "close":
        rpc("close", id=_dead.pop())
    answer, data, got = channel.call({"id": id, "method": method, "args": args}, payload, fds)
    if "error" in answer:
        raise exception_of(answer["error"])
    return decode(answer["value"]), data, got


def exception_of(problem):
    kind = problem["kind"]
    if kind == "os":
        return OSError(problem["errno"], os.strerror(problem["errno"]))
    if kind == "gai":
        return real.gaierror(getattr(real, problem["name"], 0), problem["message"])
    if kind == "herror":
        return real.herror(1, problem["message"])
    if kind == "timeout":
        return TimeoutError("timed out")
    return {"TypeError": TypeError, "ValueError": ValueError, "OverflowError": OverflowError, "OSError": OSError}[kind](
        problem["message"]
    )


def encode(value):
    """Python values as JSON: bytes are tagged, tuples are lists."""
    if isinstance(value, (bytes, bytearray, memoryview, array.array)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    return value


def decode(value):
    if isinstance(value, dict) and "bytes" in value:
        return base64.b64decode(value["bytes"])
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    return value


def index(value, name="argument"):
    if isinstance(value, float):
        raise TypeError("integer argument expected, got float")
    return value.__index__() if hasattr(value, "__index__") else int_error(value)


def int_error(value):
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def c_int(value):
    number = index(value)
    if not -(1 << 31) <= number < 1 << 31:
        raise OverflowError("signed integer is out of range for a C int")
    return number


def host_text(host):
    """A host as CPython's "et" with idna gives it."""
    if isinstance(host, (bytes, bytearray)):
        return bytes(host).decode("latin-1")
    if not isinstance(host, str):
        raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
    if "\0" in host:
        raise TypeError("embedded null character")
    try:
        host.encode("ascii")
        return host
    except UnicodeEncodeError:
        return host.encode("idna").decode("ascii")


def address(family, value):
    if family == real.AF_UNIX:
        if isinstance(value, str):
            return encode(os.fsencode(value))
        return encode(bytes(memoryview(value)))
    if family in (real.AF_INET, real.AF_INET6) and not isinstance(value, tuple):
        raise TypeError(f"address must be tuple, not {type(value).__name__}")
    if family in (real.AF_INET, real.AF_INET6) and len(value) >= 2:
        host, port, *rest = value
        return [host_text(host), index(port), *(index(item) for item in rest)]
    return encode(value)


def python_name(value):
    """A name that came back; a Unix path that is not UTF-8 becomes text as file names do."""
    return os.fsdecode(value) if isinstance(value, bytes) and value[:1] != b"\0" else value


class socket:
    __slots__ = ("_id", "_family", "_type", "_proto", "_fd")

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None:
            self._open(
                real.AF_INET if family == -1 else c_int(family),
                real.SOCK_STREAM if type == -1 else c_int(type),
                0 if proto == -1 else c_int(proto),
            )
        else:
            if isinstance(fileno, float) or not hasattr(fileno, "__index__"):
                int_error(fileno)
            self._adopt(family, type, proto, fileno.__index__())

    def _open(self, family, type, proto):
        self._take(*rpc("socket", family, type, proto))
        if getdefaulttimeout() is not None and not type & real.SOCK_NONBLOCK:
            self.settimeout(getdefaulttimeout())

    def _adopt(self, family, type, proto, fd):
        known = _known.pop(fd, None)
        if known is None:
            if fd < 0:
                raise ValueError("negative file descriptor")
            value, _, _ = rpc("adopt", c_int(family), c_int(type), c_int(proto), fds=[_checked(fd)])
            self._take(value, b"", [fd])
        else:
            self._take(known, b"", [fd])
        if getdefaulttimeout() is not None:
            self.settimeout(getdefaulttimeout())

    def _take(self, value, _, fds):
        self._id, self._family, self._type, self._proto = value
        self._fd = fds[0]
        _open[self._fd] = self._id

    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)
    timeout = property(lambda self: self.gettimeout())

    def __del__(self):
        if getattr(self, "_fd", -1) < 0:
            return
        import warnings

        try:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self)
        except Exception:
            pass
        # This may run in the middle of any call, so the other side hears of it with the next one.
        _dead.append(self._id)
        fd, self._fd = self._fd, -1
        _open.pop(fd, None)
        try:
            os.close(fd)
        except OSError:
            pass

    def __repr__(self):
        # The words of CPython's C object.
        return f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self._proto}>"

    def __getstate__(self):
        raise TypeError(f"cannot pickle {self.__class__.__name__!r} object")

    def __reduce_ex__(self, _):
        self.__getstate__()

    def _call(self, method, *args, payload=b"", fds=()):
        if self._fd < 0:
            raise OSError(9, os.strerror(9))
        return rpc(method, *args, id=self._id, payload=payload, fds=fds)

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            _open.pop(fd, None)
            rpc("detach", id=self._id)
        return fd

    def close(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            _open.pop(fd, None)
            rpc("close", id=self._id)
            os.close(fd)

    def _accept(self):
        value, _, fds = self._call("accept")
        known, name = value
        _known[fds[0]] = known
        return fds[0], name

    def bind(self, name):
        self._call("bind", address(self._family, name))

    def listen(self, backlog=128):
        self._call("listen", c_int(backlog))

    def connect(self, name):
        self._call("connect", address(self._family, name))

    def connect_ex(self, name):
        return self._call("connect_ex", address(self._family, name))[0]

    def getsockname(self):
        return python_name(self._call("getsockname")[0])

    def getpeername(self):
        return python_name(self._call("getpeername")[0])

    def shutdown(self, how):
        self._call("shutdown", c_int(how))

    def getsockopt(self, level, option, length=0):
        return self._call("getsockopt", c_int(level), c_int(option), c_int(length))[0]

    def setsockopt(self, level, option, value, length=None):
        if value is not None and not hasattr(value, "__index__"):
            value = memoryview(value)
        elif value is not None:
            value = c_int(value)
        if (value is None) != (length is not None):
            raise TypeError("setsockopt() argument 4 goes with None only")
        self._call("setsockopt", c_int(level), c_int(option), encode(value), length)

    def setblocking(self, flag):
        self._call("setblocking", bool(flag))

    def getblocking(self):
        return self._call("getblocking")[0]

    def settimeout(self, seconds):
        self._call("settimeout", timeout_seconds(seconds))

    def gettimeout(self):
        value = rpc("gettimeout", id=self._id)[0]
        return value if value is None else float(value)

    def recv(self, size, flags=0):
        return self._call("recv", self._size(size), c_int(flags))[1]

    def recvfrom(self, size, flags=0):
        value, data, _ = self._call("recvfrom", self._size(size), c_int(flags))
        return data, python_name(value)

    def _size(self, size):
        number = index(size)
        if number < 0:
            raise ValueError("negative buffersize in recv")
        return number

    def _into(self, buffer, nbytes):
        view = memoryview(buffer).cast("B")
        if view.readonly:
            raise TypeError("read-write bytes-like object expected")
        count = index(nbytes)
        if count < 0:
            raise ValueError("negative buffersize in recv_into")
        if count > len(view):
            raise ValueError("nbytes is greater than the length of the buffer")
        return view, count or len(view)

    def recv_into(self, buffer, nbytes=0, flags=0):
        view, size = self._into(buffer, nbytes)
        _, data, _ = self._call("recv_into", size, c_int(flags))
        view[: len(data)] = data
        return len(data)

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        view, size = self._into(buffer, nbytes)
        value, data, _ = self._call("recvfrom_into", size, c_int(flags))
        view[: len(data)] = data
        return len(data), python_name(value)

    def recvmsg(self, size, ancillary=0, flags=0):
        if index(size) < 0:
            raise ValueError("negative buffer size in recvmsg()")
        return self._message(*self._call("recvmsg", index(size), self._ancillary(ancillary), c_int(flags)))

    def recvmsg_into(self, buffers, ancillary=0, flags=0):
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        if any(view.readonly for view in views):
            raise TypeError("read-write bytes-like object expected")
        sizes = [len(view) for view in views]
        answer = self._call("recvmsg_into", sizes, self._ancillary(ancillary), c_int(flags))
        data, *rest = self._message(*answer)
        left = data
        for view in views:
            view[: len(left[: len(view)])] = left[: len(view)]
            left = left[len(view) :]
        return (len(data), *rest)

    def _ancillary(self, size):
        number = index(size)
        if not 0 <= number <= 0x7FFFFFFF:
            raise ValueError("invalid ancillary data buffer length")
        return number

    def _message(self, value, data, fds):
        items, flags, name = value
        left = list(fds)
        ancillary = []
        for level, kind, item in items:
            if (level, kind) == (real.SOL_SOCKET, real.SCM_RIGHTS):
                count = len(item) // 4
                item = array.array("i", left[:count]).tobytes() + item[count * 4 :]
                left = left[count:]
            ancillary.append((level, kind, item))
        return data, ancillary, flags, python_name(name)

    def send(self, data, flags=0):
        return self._call("send", c_int(flags), payload=_bytes(data))[0]

    def sendall(self, data, flags=0):
        self._call("sendall", c_int(flags), payload=_bytes(data))

    def sendto(self, *args):
        if not 2 <= len(args) <= 3:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({len(args)} given)")
        data = _bytes(args[0])
        flags = c_int(args[1]) if len(args) == 3 else 0
        return self._call("sendto", flags, address(self._family, args[-1]), payload=data)[0]

    def sendmsg(self, buffers, ancillary=(), flags=0, name=None):
        parts = [_bytes(part) for part in buffers]
        items = []
        fds = []
        for item in ancillary:
            if not isinstance(item, tuple) or len(item) != 3:
                raise TypeError("[sendmsg() ancillary data items must be tuples of 3]")
            level, kind, data = item
            data = _bytes(data)
            if (level, kind) == (real.SOL_SOCKET, real.SCM_RIGHTS):
                numbers = array.array("i")
                numbers.frombytes(data[: len(data) // 4 * 4])
                fds.extend(numbers)
            items.append([c_int(level), c_int(kind), encode(data)])
        target = None if name is None else address(self._family, name)
        sizes = [len(part) for part in parts]
        return self._call("sendmsg", sizes, items, c_int(flags), target, payload=b"".join(parts), fds=fds)[0]


SocketType = socket


def _bytes(data):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    try:
        return memoryview(data).tobytes()
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _checked(fd):
    os.fstat(fd)
    return fd


def timeout_seconds(value):
    if value is None:
        return None
    if isinstance(value, str) or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    seconds = float(value)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("Timeout value out of range")
    if seconds > 9223372036:
        raise OverflowError("timeout doesn't fit into C timeval")
    return seconds


_default_timeout = None


def setdefaulttimeout(seconds):
    global _default_timeout
    _default_timeout = timeout_seconds(seconds)


def getdefaulttimeout():
    return _default_timeout


def socketpair(family=real.AF_UNIX, type=real.SOCK_STREAM, proto=0):
    pair, _, fds = rpc("socketpair", c_int(family), c_int(type), c_int(proto))
    for known, fd in zip(pair, fds):
        _known[fd] = known
    return tuple(socket(int(family), int(type), proto, fileno=fd) for fd in fds)


def close(fd):
    _known.pop(fd, None)
    os.close(index(fd))
    if fd in _open:
        rpc("closeNumber", id=_open.pop(fd))


def dup(fd):
    return os.dup(fd)


def CMSG_LEN(length):
    return rpc("CMSG_LEN", c_size(length))[0]


def CMSG_SPACE(length):
    return rpc("CMSG_SPACE", c_size(length))[0]


def c_size(value):
    number = index(value)
    if number < 0 or number > (1 << 31):
        raise OverflowError("argument out of range")
    return number


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if host is not None:
        host = host_text(host)
    if isinstance(port, int):
        port = str(int(port))
    elif isinstance(port, bytes):
        port = port.decode("latin-1")
    elif port is not None and not isinstance(port, str):
        raise OSError("Int or String expected")
    if port is not None:
        port.encode()
    return [tuple(item) for item in rpc("getaddrinfo", host, port, int(family), int(type), int(proto), int(flags))[0]]


def getnameinfo(sockaddr, flags):
    if not isinstance(sockaddr, tuple):
        # A traceback holds its frame's variables, and a test counts references.
        del sockaddr
        raise TypeError("getnameinfo() argument 1 must be a tuple")
    return rpc("getnameinfo", encode(sockaddr), flags)[0]


def gethostbyname(host):
    return rpc("gethostbyname", host_text(host))[0]


def _triple(value):
    name, aliases, addresses = value
    return name, list(aliases), list(addresses)


def gethostbyname_ex(host):
    return _triple(rpc("gethostbyname_ex", host_text(host))[0])


def gethostbyaddr(host):
    return _triple(rpc("gethostbyaddr", host_text(host))[0])


def gethostname():
    return rpc("gethostname")[0]


def sethostname(name):
    return real.sethostname(name)


def getservbyname(name, protocol=None):
    return _service("getservbyname", name, protocol)


def getservbyport(port, protocol=None):
    number = index(port)
    if not 0 <= number <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    return _service("getservbyport", number, protocol)


def _service(method, what, protocol):
    try:
        return rpc(method, what, protocol)[0]
    except (real.herror, real.gaierror):
        raise OSError("service/proto not found") from None


def getprotobyname(name):
    try:
        return rpc("getprotobyname", name)[0]
    except (real.herror, real.gaierror):
        raise OSError("protocol not found") from None


def inet_pton(family, text):
    try:
        return rpc("inet_pton", family, text)[0]
    except ValueError as problem:
        raise (OSError(97, os.strerror(97)) if "family" in str(problem) else OSError(str(problem))) from None


def inet_ntop(family, packed):
    data = _bytes(packed)
    try:
        return rpc("inet_ntop", family, encode(data))[0]
    except ValueError as problem:
        if "family" in str(problem):
            raise ValueError(f"unknown address family {family}") from None
        raise ValueError("invalid length of packed IP address string") from None


def inet_aton(text):
    try:
        return rpc("inet_aton", text)[0]
    except ValueError:
        raise OSError("illegal IP address string passed to inet_aton") from None


def inet_ntoa(packed):
    data = _bytes(packed)
    if len(data) != 4:
        raise OSError("packed IP wrong length")
    return rpc("inet_ntoa", encode(data))[0]


def _order(name, bits):
    def convert(value):
        number = index(value)
        if number < 0 or number >= 1 << bits:
            raise OverflowError(f"{name}: Python int too large or negative")
        return rpc(name, number)[0]

    convert.__name__ = name
    return convert


htons = _order("htons", 16)
ntohs = _order("ntohs", 16)
htonl = _order("htonl", 32)
ntohl = _order("ntohl", 32)


def if_nameindex():
    return list(rpc("if_nameindex")[0])


def if_nametoindex(name):
    if isinstance(name, (bytes, bytearray)):
        name = os.fsdecode(bytes(name))
    if not isinstance(name, str):
        raise TypeError("expected str, bytes or os.PathLike object")
    try:
        return rpc("if_nametoindex", name)[0]
    except OSError:
        raise OSError("no interface with this name") from None


def if_indextoname(number):
    value = index(number)
    if value < 0 or value > 0xFFFFFFFF:
        raise OverflowError("index out of range")
    return rpc("if_indextoname", value)[0]


def calls():
    """How many calls have crossed, by name."""
    return rpc("stats")[0]
