"""Upgrades to WebSocket that are right and wrong, with the status that has to come back (RFC 6455, section 4.2)."""
import functools
from typing import Callable, NamedTuple, Optional

from web_socket_wire import request


class Handshake(NamedTuple):
    name: str
    status: int
    sends: Callable
    header: Optional[str] = None


def ask(name, status, header=None, **more):
    return Handshake(name, status, functools.partial(request, **more), header)


def changed(name, value, status, header=None):
    return ask(f"{name}: {value}", status, header, **{name.replace("-", "_"): value})


def without(name, status):
    return ask(f"without {name}", status, without=(name,))


def from_origin(own):
    return Handshake(f"Origin of {'the hub' if own else 'another port'}", 101 if own else 403,
                     lambda port: request(port, Origin=f"http://127.0.0.1:{port if own else port + 1}"))


BAD_KEYS = ("", "x", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAA",
            "dGhlIHNhbXBsZSBub25jZSE=", "!!!!!!!!!!!!!!!!!!!!!!==", "AAAAAAAAAAAAAAAAAAAAAA=", "A" * 400,
            "AAAAAAAAAAA AAAAAAAAAAA==")

HANDSHAKES = [
    ask("as it should be", 101),
    ask("with a query", 101, line="GET /v1/sync?x=1 HTTP/1.1"),
    changed("Upgrade", "WebSocket", 101),
    changed("Upgrade", "WEBSOCKET", 101),
    changed("Upgrade", "h2c, websocket", 101),
    changed("Connection", "keep-alive, Upgrade", 101),
    changed("Connection", "upgrade", 101),
    changed("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits", 101),
    changed("Sec-WebSocket-Protocol", "chat, superchat", 101),
    changed("X-Unknown", "y" * 1000, 101),
    from_origin(True),
    from_origin(False),
    changed("Origin", "https://evil.example", 403),
    changed("Origin", "null", 403),
    changed("Origin", "file://", 403),
    ask("an origin that names itself as host", 403, Host="evil.example", Origin="http://evil.example"),
    without("Host", 400),
    without("Upgrade", 426),
    without("Connection", 426),
    without("Sec-WebSocket-Key", 400),
    without("Sec-WebSocket-Version", 400),
    changed("Upgrade", "", 426),
    changed("Upgrade", "websockets", 426),
    changed("Upgrade", "h2c", 426),
    changed("Connection", "", 426),
    changed("Connection", "keep-alive", 426),
    changed("Connection", "close", 426),
    *(changed("Sec-WebSocket-Version", version, 426, "Sec-WebSocket-Version: 13")
      for version in ("0", "7", "8", "12", "14", "255", "x", "-13", "13.0", "13, 8")),
    *(changed("Sec-WebSocket-Key", key, 400) for key in BAD_KEYS),
    ask("two keys", 400, **{"Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Key: "
                                                 "AAAAAAAAAAAAAAAAAAAAAA=="}),
    ask("two hosts", 400, Host="127.0.0.1\r\nHost: evil.example"),
    ask("HTTP/1.0", 505, line="GET /v1/sync HTTP/1.0"),
    ask("HTTP/0.9", 400, line="GET /v1/sync"),
    ask("HTTP/1.2", 400, line="GET /v1/sync HTTP/1.2"),
    ask("HTTP/2.0", 400, line="GET /v1/sync HTTP/2.0"),
    ask("absolute form", 101, line="GET http://any.example/v1/sync HTTP/1.1"),
    *(ask(f"by {method}", 405, line=f"{method} /v1/sync HTTP/1.1", header="Allow: GET")
      for method in ("POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "PATCH")),
    *(ask(f"at {path}", 404, line=f"GET {path} HTTP/1.1")
      for path in ("/today", "/v1", "/v1/sync/", "/v1/SYNC", "//v1/sync", "/v1/sync/../sync", "/v1/sync%00", "/v2/sync")),
    ask("with a body", 400, Content_Length="5"),
    ask("with chunks", 400, Transfer_Encoding="chunked"),
]
