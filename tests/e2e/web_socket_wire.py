"""WebSocket as bytes: frames that may be wrong on purpose, and what a hub answers to them."""
import base64
import hashlib
import json
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
KEY = base64.b64encode(bytes(range(16))).decode()
ACCEPT = base64.b64encode(hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()
# Of the messages in binary (docs/protocol.md): their types.
BINARY_PONG, BINARY_GOODBYE = 17, 18


def frame(opcode, payload=b"", final=True, mask=b"\x37\xfa\x21\x3d", reserved=0, form=None, length=None):
    """One frame. `form`: the length in 7, 16 or 64 bits (else the shortest), `length`: one that is not true."""
    length = len(payload) if length is None else length
    form = form or (7 if length < 126 else 16 if length < 65536 else 64)
    bit = 0x80 if mask else 0
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    if form == 7:
        head += bytes([bit | length])
    elif form == 16:
        head += bytes([bit | 126]) + struct.pack(">H", length)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", length)
    if not mask:
        return head + payload
    stream = (mask * (len(payload) // 4 + 1))[:len(payload)]
    return head + mask + (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(payload), "big")


def fragments(opcode, parts):
    """One message in so many frames."""
    return [frame(opcode if index == 0 else 0, part, final=index == len(parts) - 1)
            for index, part in enumerate(parts)]


def request(port, line="GET /v1/sync HTTP/1.1", without=(), **headers):
    """A handshake, without some of its headers and with others of another content (None: as it is)."""
    fields = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY,
              "Sec-WebSocket-Version": "13"}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = [f"{name}: {value}" for name, value in fields.items() if name not in without]
    return "\r\n".join([line, *lines, "", ""]).encode("latin-1")


class Connection:
    """A connection to a hub whose every byte is the caller's."""

    def __init__(self, port, timeout=10):
        self.socket, self.buffer = socket.create_connection(("127.0.0.1", port), timeout=timeout), b""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.text, self.has_closed = b"", False

    def send(self, data):
        """What a hub that has ended does not take any more is nobody's loss."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def take(self, count):
        """So many bytes, or None at the end."""
        while len(self.buffer) < count:
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.buffer += data
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def head(self):
        """The lines of the answer to a request; empty at the end."""
        read = b""
        while not read.endswith(b"\r\n\r\n"):
            part = self.take(1)
            if part is None:
                break
            read += part
        return read.decode("latin-1").split("\r\n")

    def upgrade(self, port):
        self.send(request(port))
        head = self.head()
        if not head[0].startswith("HTTP/1.1 101") or f"Sec-WebSocket-Accept: {ACCEPT}" not in head:
            raise AssertionError(f"no WebSocket: {head}")
        return self

    def read_frame(self):
        """(final, opcode, payload), or None at the end. A hub never masks and has no extensions."""
        head = self.take(2)
        if head is None:
            return None
        size = head[1]
        if size >= 126:
            size = int.from_bytes(self.take(2 if size == 126 else 8), "big")
        if head[0] & 0x70 or head[1] & 0x80:
            raise AssertionError(f"the hub sent a frame that is none: {head!r}")
        return bool(head[0] & 0x80), head[0] & 15, self.take(size)

    def answer(self):
        """The next thing the hub says: ("message", type, number), ("pong", payload), ("close", code) or None."""
        while True:
            read = self.read_frame()
            if read is None:
                return None
            final, opcode, payload = read
            if opcode == CLOSE:
                if not self.has_closed:
                    self.send(frame(CLOSE, payload[:2]))
                    self.has_closed = True
                return "close", int.from_bytes(payload[:2], "big") if payload else None
            if opcode == PONG:
                return "pong", payload
            if opcode == PING:
                self.send(frame(PONG, payload))
                continue
            self.text += payload
            if final:
                message, self.text = self.text, b""
                return summary(message)

    def close(self):
        self.socket.close()


def summary(message):
    """What a message is, in as many words as the cases need."""
    if message[:1] != b"{":
        kinds = {BINARY_PONG: "pong", BINARY_GOODBYE: "goodbye"}
        number, shift = 0, 0
        for byte in message[1:]:
            number, shift = number | (byte & 127) << shift, shift + 7
            if byte < 128:
                break
        return "message", kinds.get(message[0], message[0]), number
    read = json.loads(message)
    if read["type"] == "push_result":
        return "message", "push_result", read["verdicts"][0]["verdict"]
    return "message", read["type"], read.get("nonce", read.get("code"))
