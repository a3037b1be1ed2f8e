"""Requests that two programs could understand differently, or that nobody should send: raw, with what comes back.

A case that ends with SMUGGLED hides a second request behind the first; `statuses` says how many answers there are, so
that a hidden request which is answered is seen.
"""
from typing import NamedTuple

HOST = "Host: 127.0.0.1\r\n"
SMUGGLED = "GET /v1/smuggled HTTP/1.1\r\n" + HOST + "\r\n"
POST = "POST /v1/challenge HTTP/1.1\r\n" + HOST
BODY = '{"device":"x"}'
ENDED = []  # The connection ends without an answer.


class Case(NamedTuple):
    name: str
    request: str
    statuses: list
    # The hub waits for the rest of it: the client says that there is none.
    ends_itself: bool = True


def post(name, headers, body, *statuses):
    return Case(name, f"{POST}{headers}\r\n{body}", list(statuses))


def get(name, status, line="GET /v1/hub HTTP/1.1", headers=HOST):
    return Case(name, f"{line}\r\n{headers}\r\n", [status] if status else ENDED)


def lengths():
    chunks = f"e\r\n{BODY}\r\n0\r\n\r\n"
    yield post("a length", "Content-Length: 14\r\n", BODY, 200)
    yield post("chunks", "Transfer-Encoding: chunked\r\n", chunks, 200)
    yield post("CL.TE", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED, 400)
    yield post("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n" + SMUGGLED, 400)
    yield post("two lengths", "Content-Length: 14\r\nContent-Length: 0\r\n", BODY + SMUGGLED, 400)
    yield post("two equal lengths", "Content-Length: 14\r\nContent-Length: 14\r\n", BODY + SMUGGLED, 400)
    for length in ("14, 14", "+14", "-14", "0xe", "14 14", "14;", "", "1e1", "14.0", "18446744073709551630",
                   "99999999999999999999999", "\x0b14", "14\x00"):
        yield post(f"length {length!r}", f"Content-Length: {length}\r\n", BODY + SMUGGLED, 400)
    yield post("length 2^63", "Content-Length: 9223372036854775808\r\n", BODY, 413)
    for encoding in ("xchunked", "chunked, identity", "identity", "gzip, chunked", "gzip", "chunked, chunked", "",
                     "chunked;q=1", "\x0bchunked", "chunked\x00", '"chunked"'):
        yield post(f"encoding {encoding!r}", f"Transfer-Encoding: {encoding}\r\n", chunks + SMUGGLED, 400)
    yield post("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunks + SMUGGLED, 400)
    yield post("two times chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks + SMUGGLED, 400)
    yield post("a space before the colon", "Transfer-Encoding : chunked\r\n", chunks + SMUGGLED, 400)
    yield post("a space before the colon of a length", "Content-Length : 14\r\n", BODY + SMUGGLED, 400)
    yield post("folded encoding", "Transfer-Encoding:\r\n chunked\r\nContent-Length: 14\r\n", BODY + SMUGGLED, 400)
    yield post("capitals", "TRANSFER-ENCODING: CHUNKED\r\n", chunks, 200)
    yield post("a body and the next request", "Content-Length: 14\r\n", BODY + SMUGGLED, 200, 404)
    yield Case("GET with a body", f"GET /v1/hub HTTP/1.1\r\n{HOST}Content-Length: 3\r\n\r\nabc" + SMUGGLED, [200, 404])


def chunks():
    head = "Transfer-Encoding: chunked\r\n"
    yield post("an extension of a chunk", head, f"e;a=b\r\n{BODY}\r\n0;c\r\n\r\n{SMUGGLED}", 200, 404)
    yield post("a long extension", head, f"e;{'a' * 70000}\r\n{BODY}\r\n0\r\n\r\n", 400)
    yield post("a line end within an extension", head, f"e;a\nb\r\n{BODY}\r\n0\r\n\r\n{SMUGGLED}", 400)
    yield post("a trailer", head, f"e\r\n{BODY}\r\n0\r\nX: y\r\n\r\n{SMUGGLED}", 200, 404)
    yield post("a length in the trailer", head, f"e\r\n{BODY}\r\n0\r\nContent-Length: 5\r\n\r\n{SMUGGLED}", 400)
    for size in ("ffffffffffffffff1", "-1", "0xe", "g", "", "e ;", "+e", "10000000000000000e"):
        yield post(f"size {size!r}", head, f"{size}\r\n{BODY}\r\n0\r\n\r\n{SMUGGLED}", 400)
    yield post("a size of 2^60", head, f"fffffffffffffff\r\n{BODY}", 413)
    yield post("no line end after a chunk", head, f"e\r\n{BODY}0\r\n\r\n{SMUGGLED}", 400)
    yield post("more than its size", head, f"3\r\n{BODY}\r\n0\r\n\r\n{SMUGGLED}", 400)
    yield post("bare LF after a size", head, f"e\n{BODY}\r\n0\r\n\r\n{SMUGGLED}", 400)
    yield post("bare LF after a chunk", head, f"e\r\n{BODY}\n0\r\n\r\n{SMUGGLED}", 400)


def lines():
    yield get("as it should be", 200)
    yield get("absolute form", 200, "GET http://127.0.0.1/v1/hub HTTP/1.1")
    yield get("absolute form of another host", 200, "GET https://other.example/v1/hub HTTP/1.1")
    yield get("absolute form of another scheme", 404, "GET ftp://127.0.0.1/v1/hub HTTP/1.1")
    yield get("authority form", 405, "CONNECT /v1/hub HTTP/1.1")
    yield get("CONNECT elsewhere", 404, "CONNECT other.example:443 HTTP/1.1")
    yield get("asterisk", 404, "OPTIONS * HTTP/1.1")
    for line in ("GET /v1/hub", "GET /v1/hub HTTP/1.1 x", "GET  /v1/hub HTTP/1.1", "GET\t/v1/hub HTTP/1.1",
                 " GET /v1/hub HTTP/1.1", "/v1/hub HTTP/1.1", "GET /v1/hub HTTP/2.0", "GET /v1/hub HTTP/11",
                 "GET /v1/hub http/1.1", "G\x00T /v1/hub HTTP/1.1", "GET /v1/h\x00b HTTP/1.1", "GET /v1/h\x7fb HTTP/1.1",
                 "G(T /v1/hub HTTP/1.1", "GET /v1/hub HTTP/1.1\x00", "", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                 "PRI * HTTP/2.0"):
        yield get(f"the line {line!r}", 400, line)
    yield get("HTTP/1.0", 505, "GET /v1/hub HTTP/1.0")
    yield Case("bare LF", "GET /v1/hub HTTP/1.1\nHost: 127.0.0.1\n\n" + SMUGGLED, [400])
    yield Case("bare LF after a header", f"GET /v1/hub HTTP/1.1\r\n{HOST}X: y\n{SMUGGLED}", [400])
    yield Case("bare CR after a header", f"GET /v1/hub HTTP/1.1\r\n{HOST}X: y\rZ: z\r\n\r\n", [400])
    yield Case("two requests at once", f"GET /v1/hub HTTP/1.1\r\n{HOST}\r\n" + SMUGGLED, [200, 404])
    yield get("a long line", 431, f"GET /{'x' * 20000} HTTP/1.1")


def headers():
    for line in ("X", ": y", "X y: z", "X\x00: y", "X: y\x00z", "X: \x01", "X(: y",
                 "Connection: \x01"):
        yield get(f"the header {line!r}", 400, headers=f"{HOST}{line}\r\n")
    # Unfolded, as RFC 9112 (section 5.2) allows: the line goes on with the one before.
    yield get("a folded header", 200, headers=f"{HOST}X: y\r\n folded\r\n")
    yield get("a folded length", 400, headers=f"{HOST}Content-Length: 1\r\n 4\r\n")
    yield get("a folded Host", 200, headers=f"{HOST} X: y\r\n")
    yield get("a header of 20,000 bytes", 431, headers=f"{HOST}X: {'x' * 20000}\r\n")
    yield get("5,000 headers", 431, headers=HOST + "X: y\r\n" * 5000)
    yield get("no Host", 400, headers="X: y\r\n")
    yield get("two Hosts", 400, headers=HOST + "Host: evil.example\r\n")
    yield get("another Host", 200, headers="Host: evil.example\r\n")
    yield get("bytes beyond ASCII", 200, headers=HOST + "X: \xe9\xff\r\n")
    yield get("forwarded for", 200, headers=HOST + "X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\n")


def methods():
    taken = {"/v1/hub": "GET", "/v1/join": "POST", "/v1/challenge": "POST", "/v1/session": "POST DELETE",
             "/v1/scopes": "GET", "/v1/streams": "POST", "/v1/sync": "GET"}
    for path, good in taken.items():
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "TRACK", "HEAD", "PROPFIND", "FOO",
                       "get"):
            if method not in good.split():
                yield get(f"{method} {path}", 405, f"{method} {path} HTTP/1.1")


PATHS = ("/today", "/..", "/../registry.json", "/../../etc/passwd", "/v1/../../registry.json", "/v1/%2e%2e/registry.json",
         "/v1/%2e%2e%2fregistry.json", "/v1/..%5cregistry.json", "/v1/hub/../hub", "/v1//hub", "//v1/hub", "/v1/hub/",
         "/v1/hub%00", "/v1/hub;x", "/v1/HUB", "/registry.json", "/hub.db", "/metrics", "/healthz", "/statusz", "/.git/config",
         "/v1/streams/", "/v1/streams/x", "/v1/streams/../hub", "/v1/streams/%2e%2e/hub", "/v1/streams/" + "A" * 43,
         "/v1/streams/" + "x" * 5000, "/%", "/%ff%fe", "/v1/hub%3fx", "..", "v1/hub")


def paths():
    for path in PATHS:
        yield get(f"GET {path}", 404, f"GET {path} HTTP/1.1")


def bodies():
    deep = [("[" * depth) + ("]" * depth) for depth in (2, 5, 100, 8000)]
    objects = ['{"a":' * depth + "1" + "}" * depth for depth in (2, 6, 1500)]
    others = ["", " ", "null", "1", '"x"', "[]", "{", "}", '{"device":', '{"device":1}', '{"device":null}',
              '{"device":["x"]}', '{"device":{"x":1}}', '{"device":"x","device":"y"}', '{"device":"x","role":"coordinator"}',
              '{"device":"x",}', "{'device':'x'}", '{"device":"x"}x', '\xef\xbb\xbf{"device":"x"}', '{"device":"\\ud800"}',
              '{"device":"\xff"}', '{"device":"\n"}', "\x00" * 14, '{"device":1e999}', '{"device":-0}', "NaN",
              '{"device":"x"/*c*/}', "<device>x</device>", "device=x", '{"device":' + "9" * 5000 + "}"]
    for body in deep + objects + others:
        for path in ("/v1/join", "/v1/challenge", "/v1/session"):
            is_deep = body.startswith("[" * 5) or body.startswith('{"a":' * 5)
            yield Case(f"{path}: {body[:40]!r}, {len(body)} bytes",
                       f"POST {path} HTTP/1.1\r\n{HOST}Content-Length: {len(body)}\r\n\r\n{body}",
                       [413 if is_deep else 400])
    for extra in ('"role":"coordinator"', '"scopes":["party"]', '"person":"Ana"', '"is_everywhere":true', '"token":"x"'):
        body = f'{{"invite":"x","device":"y",{extra}}}'
        yield Case(f"a member that nobody gives away: {extra}",
                   f"POST /v1/join HTTP/1.1\r\n{HOST}Content-Length: {len(body)}\r\n\r\n{body}", [400])


CASES = [*lengths(), *chunks(), *lines(), *headers(), *methods(), *paths(), *bodies()]
