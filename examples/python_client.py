#!/usr/bin/env python3
"""A client of a WedSync hub in Python, of the standard library only, written from docs/protocol.md.

It joins by an invitation as a script (with a token: over TLS or on the hub's own machine), follows a
scope, writes, and settles a disagreement. What it keeps is in memory: a real client stores `have`,
the cursor and the cells in one transaction, and pushes again after a restart what was not accepted.

    python3 examples/python_client.py 'http://127.0.0.1:8710/join#SECRET' list
    python3 examples/python_client.py 'http://127.0.0.1:8710/join#SECRET' add "Gina Rossi"
"""
import base64
import hashlib
import http.client
import json
import os
import secrets
import socket
import ssl
import sys
import time
import urllib.parse

GUESTS, LIFE, FULL_NAME = 2, 0, 1  # schemas/venue.json
ERASED = [0, 0]


class Gone(Exception):
    """The connection is over: connect again."""


class Refused(Exception):
    """The hub will not have it: trying again does not help."""


class Hub:
    """Where a hub is, and requests to it."""

    def __init__(self, url, ca_file=None):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        self.tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self.authority = parts.netloc

    def request(self, method, path, body):
        kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
        more = {"context": self.tls} if self.tls else {}
        connection = kind(self.host, self.port, timeout=30, **more)
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        if response.status >= 400:
            raise Refused(f"{response.status}: {answer['detail']}")
        return answer

    def join(self, secret, device):
        """Uses the invitation up: {"device", "token", "role", "scopes", ...}. Keep the token."""
        return self.request("POST", "/v1/join", {"invite": secret, "device": device})

    def connect(self):
        raw = socket.create_connection((self.host, self.port), timeout=30)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.tls.wrap_socket(raw, server_hostname=self.host) if self.tls else raw


class WebSocket:
    """As much of RFC 6455 as a client needs: whole text messages, ping, close."""

    def __init__(self, hub, path="/v1/sync"):
        self.socket, self.buffer = hub.connect(), b""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {hub.authority}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        proof = base64.b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())
        if not head.startswith(b"HTTP/1.1 101") or proof not in head:
            raise Gone(head.split(b"\r\n")[0].decode())

    def fill(self):
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise TimeoutError from None
        except OSError as error:
            raise Gone(str(error)) from error
        if not data:
            raise Gone("the hub closed the connection")
        self.buffer += data

    def take(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def frame(self, opcode, payload):
        mask = secrets.token_bytes(4)
        size = len(payload)
        if size < 126:
            length = bytes([0x80 | size])
        elif size < 65536:
            length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
        else:
            length = bytes([0x80 | 127]) + size.to_bytes(8, "big")
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        try:
            self.socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)
        except OSError as error:
            raise Gone(str(error)) from error

    def send(self, message):
        self.frame(1, json.dumps(message).encode())

    def receive(self, wait):
        """The next message, or None after so many seconds."""
        self.socket.settimeout(wait)
        text = b""
        try:
            # A frame that began to arrive is waited for: only its first byte may be late.
            if not self.buffer:
                self.fill()
        except TimeoutError:
            return None
        self.socket.settimeout(30)
        while True:
            first, second = self.take(2)
            size = second & 127
            if size == 126:
                size = int.from_bytes(self.take(2), "big")
            elif size == 127:
                size = int.from_bytes(self.take(8), "big")
            payload, opcode = self.take(size), first & 15
            if opcode == 8:
                raise Gone("the hub said goodbye")
            if opcode == 9:
                self.frame(10, payload)
            elif opcode in (0, 1):
                text += payload
                if first & 0x80:
                    return json.loads(text)
            if opcode in (9, 10) and not text:
                return None

    def close(self):
        self.socket.close()


class Device:
    """One scope as this program holds it: cells with their siblings, and what it wrote itself.
    `scope` is the id as the hub wrote it: a number, or text where it is beyond 2^53."""

    def __init__(self, hub, joined, scope, person="script"):
        self.hub, self.token, self.scope = hub, joined["token"], scope
        self.author = {"person": joined["person"] or person, "device": joined["device"], "role": joined["role"],
                       "experience": 0}
        self.lane, self.counter = secrets.token_hex(16), 0  # an incarnation: one life of this store
        self.epoch, self.position = "0" * 16, 0             # the cursor
        self.have = set()                                   # dots that are accepted
        self.cells = {}                                     # (record, collection, field, sub) -> {dot: (ms, value)}
        self.pending = {}                                   # own changes that did not come back: dot -> change
        self.refused, self.verdicts = {}, {}
        self.head, self.request, self.pushed, self.socket = 0, 0, set(), None

    # ---- The connection ----

    def connect(self):
        self.pushed, self.told = set(), False
        self.socket = WebSocket(self.hub)
        self.socket.send({"type": "hello", "protocol": 1, "protocol_min": 1, "schema_version": 1,
                          "device": self.author["device"], "token": self.token})
        welcome = self.expect("welcome")
        self.subscribe()
        self.push_pending()
        return welcome

    def expect(self, kind):
        message = self.socket.receive(30)
        while message is None:
            message = self.socket.receive(30)
        if message["type"] != kind:
            self.take(message)
        return message

    def subscribe(self, have=None):
        message = {"type": "subscribe", "scope": self.scope, "epoch": self.epoch, "position": self.position}
        self.socket.send({**message, **({"have": have} if have is not None else {})})

    def push_pending(self):
        """What is not on its way in this connection. Pushing again what the hub has does no harm."""
        changes = [change for dot, change in self.pending.items() if dot not in self.pushed]
        if not changes:
            return
        self.request += 1
        lanes = [] if self.told else [{"lane": self.lane, **self.author}]
        self.socket.send({"type": "push", "scope": self.scope, "request": self.request, "lanes": lanes,
                          "changes": changes})
        self.told = True
        self.pushed.update(change["dot"] for change in changes)

    def sync(self, wait=0.5):
        """Connects if need be and goes on until nothing waits and nothing comes. Survives cuts."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if self.socket is None:
                    self.connect()
                self.push_pending()
                message = self.socket.receive(wait)
                if message is not None:
                    self.take(message)
                elif not self.pending and self.position >= self.head:
                    return
            except (Gone, OSError, ssl.SSLError):
                if self.socket is not None:
                    self.socket.close()
                self.socket = None
                time.sleep(0.1)
        raise TimeoutError("not in sync after a minute")

    def take(self, message):
        kind = message["type"]
        if message.get("scope", self.scope) != self.scope:
            return
        if kind == "page":
            self.take_page(message)
        elif kind == "push_result":
            self.take_verdicts(message)
        elif kind == "resync":
            # Another hub, or this one from a backup: say what is here, and begin behind its head.
            self.epoch, self.position = message["epoch"], message["head"]
            self.pushed = set()
            self.subscribe(self.dot_set())
        elif kind == "denied":
            raise Refused("the hub does not let this device follow that scope")
        elif kind == "ping":
            self.socket.send({"type": "pong", "nonce": message["nonce"]})
        elif kind == "goodbye":
            raise (Refused if message["code"] in (400, 401, 426) else Gone)(message.get("reason", ""))
        elif kind == "snapshot_needed":
            raise NotImplementedError("the hub has compacted its log: a client that keeps nothing begins anew")

    def take_page(self, page):
        if page["from"] != self.position and page["epoch"] == self.epoch:
            return
        for entry in page["entries"]:
            if entry["entry"] == "accepted":
                self.accept(entry["change"])
            elif entry["entry"] == "echo":
                self.accept(self.pending[entry["dot"]])
            elif entry["entry"] == "refused" and entry["dot"] in self.pending:
                self.refused[entry["dot"]] = self.pending.pop(entry["dot"])
        self.epoch, self.position, self.head = page["epoch"], page["to"], page["head"]
        self.socket.send({"type": "seen", "scope": self.scope, "position": self.position})

    def take_verdicts(self, result):
        for verdict in result["verdicts"]:
            dot = verdict["dot"]
            self.verdicts[dot] = verdict
            if verdict["verdict"] == "refused" and dot in self.pending:
                self.refused[dot] = self.pending.pop(dot)
            elif verdict["verdict"] in ("missing", "try_later"):
                self.pushed.discard(dot)

    def dot_set(self):
        """`have` as runs of counters for each lane, in the order of lanes."""
        runs = []
        for lane, counter in sorted((dot[:32], int(dot[33:])) for dot in self.have):
            if runs and runs[-1]["lane"] == lane and runs[-1]["last"] == counter - 1:
                runs[-1]["last"] = counter
            else:
                runs.append({"lane": lane, "first": counter, "last": counter})
        return runs

    # ---- State (docs/merge.md) ----

    def accept(self, change):
        if change["dot"] in self.have:
            return
        self.have.add(change["dot"])
        self.pending.pop(change["dot"], None)
        apply(self.cells, change)

    def visible(self):
        """The accepted cells with the own pending changes over them."""
        cells = {key: dict(siblings) for key, siblings in self.cells.items()}
        for change in self.pending.values():
            apply(cells, change)
        return cells

    def guests(self):
        """{record: [names]}: more than one where people disagree."""
        cells = self.visible()
        alive = [key[0] for key, siblings in cells.items() if key[1:3] == (GUESTS, LIFE) and siblings]
        return {record: sorted({value for _, value in cells.get((record, GUESTS, FULL_NAME, ""), {}).values()})
                for record in alive}

    # ---- Edits ----

    def commit(self, operations_of):
        """Writes a change: `operations_of(dot)` gives its operations. It is sent by sync()."""
        self.counter += 1
        dot = f"{self.lane}:{self.counter}"
        self.pending[dot] = {"dot": dot, "ms": int(time.time() * 1000), "operations": operations_of(dot)}
        return dot

    def put(self, record, field, value):
        """What the write replaces is what this device sees in the cell now: its covers."""
        seen = self.visible().get((record, GUESTS, field, ""), {})
        operation = {"op": "put", "record": record, "field": [GUESTS, field], "value": value}
        return {**operation, **({"covers": sorted(seen, key=dot_key)} if seen else {})}

    def add_guest(self, name):
        dot = self.commit(lambda dot: [self.put(f"{dot}:0", LIFE, None), self.put(f"{dot}:0", FULL_NAME, name)])
        return f"{dot}:0"

    def rename(self, record, name):
        """An edit; and, where the cell holds several values, the decision between them."""
        return self.commit(lambda dot: [self.put(record, FULL_NAME, name)])


def dot_key(dot):
    return dot[:32], int(dot[33:])


def apply(cells, change):
    """Removes what each operation covers and adds what it puts. Of an erased record nothing else is kept."""
    for operation in change["operations"]:
        if operation["op"] == "put" and operation["field"] == ERASED:
            for key in [key for key in cells if key[0] == operation["record"] and list(key[1:3]) != ERASED]:
                del cells[key]
        elif (operation.get("record"), *ERASED, "") in cells:
            continue
        if operation["op"] == "kill":
            for cell in operation["cells"]:
                key = (operation["record"], *cell["field"], str(cell.get("sub", "")))
                for dot in cell["covers"]:
                    cells.get(key, {}).pop(dot, None)
            continue
        if operation["op"] not in ("put", "drop"):
            continue
        key = (operation["record"], *operation["field"], str(operation.get("sub", "")))
        siblings = cells.setdefault(key, {})
        for dot in operation.get("covers", []):
            siblings.pop(dot, None)
        if operation["op"] == "put":
            siblings[change["dot"]] = (change["ms"], operation["value"])


def main(link, action="list", *names):
    url, secret = link.split("#", 1)
    hub = Hub(url.removesuffix("/join"), os.environ.get("WEDSYNC_CA"))
    joined = hub.join(secret, "python")
    device = Device(hub, joined, joined["scopes"][0]["id"])
    device.sync()
    for name in names if action == "add" else ():
        device.add_guest(name)
    device.sync()
    for names_of in device.guests().values():
        print(" | ".join(names_of))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
