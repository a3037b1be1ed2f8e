"""A hub and those who mean it harm: each costs bounded memory, and never another device's service."""
import json
import os
import pathlib
import socket
import struct
import sys
import time

import driver
from driver import contains, equal
from hub_driver import running_hub


def connect(hub):
    return socket.create_connection(("127.0.0.1", hub.port), timeout=20)


def read_all(connection):
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
    except OSError:
        pass
    return data.decode("utf-8", "replace")


def ask(hub, request):
    with connect(hub) as connection:
        connection.sendall(request.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


def upgrade(hub, extra=""):
    connection = connect(hub)
    connection.sendall((f"GET /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:{hub.port}\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        f"Sec-WebSocket-Version: 13\r\n{extra}\r\n").encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(1)
        if not part:
            break
        head += part
    return connection, head.decode()


def frame(opcode, payload, final=True, masked=True):
    first = (0x80 if final else 0) | opcode
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head = bytes([first, bit | len(payload)])
    elif len(payload) < 65536:
        head = bytes([first, bit | 126]) + struct.pack(">H", len(payload))
    else:
        head = bytes([first, bit | 127]) + struct.pack(">Q", len(payload))
    return head + (b"\0\0\0\0" if masked else b"") + payload


def said_to(hub, *parts):
    connection, head = upgrade(hub)
    contains(head, "101")
    with connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
        return read_all(connection)


def resident_mb(hub):
    status = pathlib.Path(f"/proc/{hub.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def join(bench, hub, name):
    bench.run("--data", f"{name}.wedsync", "join", hub.invite("--everywhere"), "--name", name)


def works(bench, name):
    """How long an honest device takes for an edit and a sync."""
    started = time.monotonic()
    bench.run("--data", f"{name}.wedsync", "add", "guests", "full_name=x")
    bench.run("--data", f"{name}.wedsync", "sync", "--seconds", "10")
    return time.monotonic() - started


def test_requests_that_are_none(bench):
    with running_hub(bench, "party") as hub:
        host = f"Host: 127.0.0.1:{hub.port}\r\n"
        contains(ask(hub, "nonsense\r\n\r\n"), "400")
        contains(ask(hub, f"GET /v1/hub HTTP/1.1\r\n{host}X: {'x' * 20000}\r\n\r\n"), "431")
        contains(ask(hub, f"GET /v1/hub HTTP/1.0\r\n{host}\r\n"), "505")
        contains(ask(hub, f"TRACE /v1/hub HTTP/1.1\r\n{host}\r\n"), "405")
        contains(ask(hub, f"POST /v1/join HTTP/1.1\r\n{host}Content-Length: 99999999999\r\n\r\n"), "413")
        both = "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"
        contains(ask(hub, f"POST /v1/join HTTP/1.1\r\n{host}{both}\r\n0\r\n\r\n"), "400")
        twice = "Content-Length: 4\r\nContent-Length: 5\r\n"
        contains(ask(hub, f"POST /v1/join HTTP/1.1\r\n{host}{twice}\r\nabcde"), "400")
        contains(ask(hub, f"GET /v1/hub HTTP/1.1\r\n{host}Origin: https://evil.example\r\n\r\n"), "foreign_origin")
        for path in ("/today", "/../registry.json", "/v1/%2e%2e/registry.json", "/metrics", "/v1/streams/x"):
            contains(ask(hub, f"GET {path} HTTP/1.1\r\n{host}\r\n"), "404")
        chunked = "Transfer-Encoding: chunked\r\n"
        large = "".join(f"1000\r\n{'x' * 4096}\r\n" for _ in range(8))
        contains(ask(hub, f"POST /v1/join HTTP/1.1\r\n{host}{chunked}\r\n{large}0\r\n\r\n"), "413")
        answer = ask(hub, f"GET /v1/hub HTTP/1.1\r\n{host}\r\n")
        for header in ("Cache-Control: no-store", "nosniff", "default-src 'none'"):
            contains(answer, header)
        body = json.dumps({"type": "hello", "protocol": 1, "protocol_min": 1, "schema_version": 1, "device": "x",
                           "token": "y"})
        contains(ask(hub, f"POST /v1/streams HTTP/1.1\r\n{host}Content-Type: application/x-ndjson\r\n"
                          f"Content-Length: {len(body)}\r\n\r\n{body}"), "not_admitted")


def test_web_sockets_that_break_the_rules(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        _, head = upgrade(hub, "Origin: https://evil.example\r\n")
        contains(head, "403")
        _, head = upgrade(hub, f"Origin: http://127.0.0.1:{hub.port}\r\n")
        contains(head, "101")
        contains(said_to(hub, frame(1, b"{")), '"code":400')
        contains(said_to(hub, frame(1, b'{"type":"ping","nonce":1}')), '"code":400')
        contains(said_to(hub, frame(1, b"[" * 60000)), '"code":400')
        contains(said_to(hub, frame(1, b'{"a":' * 10000)), '"code":400')
        said_to(hub, frame(2, os.urandom(1000)))
        said_to(hub, frame(2, b"x", masked=False))
        said_to(hub, frame(3, b"x"))
        said_to(hub, frame(9, b"x" * 126))
        said_to(hub, frame(0, b"x"))
        said_to(hub, frame(1, b"\xff\xfe"))
        said_to(hub, b"\x82\xff" + b"\x7f" + b"\xff" * 7 + b"\0\0\0\0")
        said_to(hub, frame(1, b"{" + b" " * 70000))
        hello = json.dumps({"type": "hello", "protocol": 1, "protocol_min": 1, "schema_version": 1, "device": "ana",
                            "token": "wrong"}).encode()
        contains(said_to(hub, frame(1, hello)), '"code":401')
        contains(said_to(hub, frame(1, hello.replace(b'"ana"', b'"nobody"'))), '"code":401')
        works(bench, "ana")
        hub.expect_log("started")


def test_slow_and_silent_ones_cost_little_and_go(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        works(bench, "ana")
        before, alone = resident_mb(hub), works(bench, "ana")
        slow = [connect(hub) for _ in range(300)]
        for connection in slow:
            connection.sendall(b"GET /v1/hub HTTP/1.1\r\nX: ")
        silent = [upgrade(hub)[0] for _ in range(300)]
        for _ in range(5):
            for connection in slow:
                connection.sendall(b"x")
            if works(bench, "ana") > alone * 10 + 5:
                raise AssertionError("an honest device waits for the others")
        if resident_mb(hub) > before + 100:
            raise AssertionError(f"{before} MB became {resident_mb(hub)} MB")
        # Who says no Hello is sent away.
        silent[0].settimeout(15)
        equal(silent[0].recv(1), b"")
        for connection in slow + silent:
            connection.close()


def test_guesses_are_counted(bench):
    with running_hub(bench, "party") as hub:
        body = json.dumps({"invite": "AAAAAAAAAA", "device": "x"})
        request = (f"POST /v1/join HTTP/1.1\r\nHost: 127.0.0.1:{hub.port}\r\nContent-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n{body}")
        answers = [ask(hub, request) for _ in range(12)]
        contains(answers[0], "403")
        contains(answers[-1], "429")
        contains(answers[-1], "Retry-After")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
