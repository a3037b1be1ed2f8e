"""The web app as a hub serves it: what a browser asks for, what it may keep and do, and that nothing else comes out."""
import gzip
import json
import re
import signal
import socket
import ssl
import sys

import driver
from driver import contains, equal
from hub_driver import running_hub

HOST = "Host: 127.0.0.1\r\n"
SCRIPT = "/assets/app-Dq3kX0aZ.js"
IMMUTABLE = "public, max-age=31536000, immutable"
FILES = {
    "index.html": b"<!doctype html><title>Venue</title>", "sw.js": b"self.addEventListener",
    "manifest.webmanifest": b"{}", "assets/app-Dq3kX0aZ.js": b"import('x')" * 1000,
    "assets/app-Dq3kX0aZ.js.br": b"brotli, as far as the hub knows",
    "assets/app-Dq3kX0aZ.js.gz": gzip.compress(b"import('x')" * 1000),
    "assets/wedsync-B_x1-9cd.wasm": bytes(range(256)) * 12_000,
}


def build(bench, files=None):
    for name, content in (files or FILES).items():
        path = bench.folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def ask(hub, path, *headers, method="GET", connection=None):
    """(status, headers by their small names, body) of a request that is written as it stands here."""
    request = f"{method} {path} HTTP/1.1\r\n{HOST}" + "".join(f"{line}\r\n" for line in headers) + "\r\n"
    one = connection or socket.create_connection(("127.0.0.1", hub.port), timeout=10)
    one.sendall(request.encode("latin-1"))
    stream = one.makefile("rb")
    status = re.match(rb"HTTP/1\.1 (\d{3}) ", stream.readline())
    said = {}
    while line := stream.readline().strip().decode("latin-1"):
        name, value = line.split(": ", 1)
        if name.lower() in said:
            raise AssertionError(f"{name} twice")
        said[name.lower()] = value
    has_body = method != "HEAD" and "content-length" in said
    body = stream.read(int(said["content-length"])) if has_body else b""
    if connection is None:
        one.close()
    return int(status.group(1)), said, body


def test_a_browser_gets_the_app(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as one:
            for path in ("/", "/today", "/e/123/guests", "/join", "/index.html"):
                status, headers, body = ask(hub, path, connection=one)
                equal((status, body), (200, FILES["index.html"]), path)
                equal((headers["content-type"], headers["cache-control"]), ("text/html; charset=utf-8", "no-cache"))
            for name, kind in (("sw.js", "text/javascript; charset=utf-8"), ("manifest.webmanifest", "application/manifest+json"),
                               ("assets/wedsync-B_x1-9cd.wasm", "application/wasm")):
                status, headers, body = ask(hub, f"/{name}", connection=one)
                equal((status, headers["content-type"], body == FILES[name]), (200, kind, True), name)
        equal(ask(hub, "/sw.js")[1]["cache-control"], "no-cache")
        equal(ask(hub, SCRIPT)[1]["cache-control"], IMMUTABLE)
        equal(ask(hub, "/?a=b")[0], 200)
        equal(ask(hub, "http://127.0.0.1/today")[2], FILES["index.html"])


def test_packed_forms_tags_and_heads(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        plain, packed = FILES["assets/app-Dq3kX0aZ.js"], FILES["assets/app-Dq3kX0aZ.js.br"]
        status, headers, body = ask(hub, SCRIPT, "Accept-Encoding: gzip, deflate, br, zstd")
        equal((status, headers["content-encoding"], headers["vary"], body), (200, "br", "Accept-Encoding", packed))
        tag = headers["etag"]
        status, headers, body = ask(hub, SCRIPT, "Accept-Encoding: gzip")
        equal((headers["content-encoding"], gzip.decompress(body)), ("gzip", plain))
        status, headers, body = ask(hub, SCRIPT, "Accept-Encoding: br;q=0, identity")
        equal(("content-encoding" in headers, body), (False, plain))
        # What the browser has already.
        status, headers, body = ask(hub, SCRIPT, "Accept-Encoding: br", f'If-None-Match: "other", {tag}')
        equal((status, headers["etag"], headers["cache-control"], body), (304, tag, IMMUTABLE, b""))
        equal([name for name in ("content-length", "content-encoding", "content-type") if name in headers], [])
        equal(ask(hub, SCRIPT, f"If-None-Match: {tag}")[0], 200)
        index = ask(hub, "/today")[1]["etag"]
        equal(ask(hub, "/", f"If-None-Match: W/{index}")[0], 304)
        # HEAD says what GET would, and the connection goes on.
        with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as one:
            for path, length in ((SCRIPT, len(plain)), ("/today", len(FILES["index.html"]))):
                status, headers, body = ask(hub, path, method="HEAD", connection=one)
                equal((status, headers["content-length"], body), (200, str(length), b""))
            equal(ask(hub, "/sw.js", connection=one)[2], FILES["sw.js"])


def test_pages_may_do_little(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        for path in ("/", "/today", "/sw.js", SCRIPT):
            headers = ask(hub, path)[1]
            policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
            equal(policy, {"default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'",
                           "img-src": "'self' blob: data:", "font-src": "'self'", "connect-src": "'self'",
                           "worker-src": "'self'", "manifest-src": "'self'", "form-action": "'none'",
                           "base-uri": "'none'", "frame-ancestors": "'none'"}, path)
            equal([headers[name] for name in ("cross-origin-opener-policy", "cross-origin-embedder-policy",
                                              "cross-origin-resource-policy", "referrer-policy", "x-content-type-options")],
                  ["same-origin", "require-corp", "same-origin", "no-referrer", "nosniff"])
            contains(headers["permissions-policy"], "camera=(self)")
            contains(headers["permissions-policy"], "microphone=()")
        # The protocol keeps its own.
        headers = ask(hub, "/v1/hub")[1]
        equal((headers["content-security-policy"], headers["cache-control"]),
              ("default-src 'none'; frame-ancestors 'none'", "no-store"))


def test_nothing_else_comes_out(bench):
    build(bench)
    (bench.folder / "web" / ".env").write_text("SECRET=1")
    (bench.folder / "web" / "registry.json").symlink_to(bench.folder / "hub" / "registry.json")
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        for path in ("/../hub/registry.json", "/..", "/../../etc/passwd", "/%2e%2e/hub/registry.json", "/..%2fhub%2fregistry.json",
                     "/%2e%2e%2f%2e%2e%2fetc/passwd", "/..%5chub", "/..\\hub", "/assets/../../hub/hub.db", "/./sw.js", "//sw.js",
                     "/sw.js/", "/sw.js%00", "/sw.js%00.html", "/SW.JS", "/sw%2ejs", "/.env", "/registry.json", "/hub.db",
                     "/no.js", "/assets/app-Dq3kX0aZ.js.br", "/assets/app-dq3kx0az.js", "/%", "/%ff%00", "/" + "x" * 5000,
                     "/c:\\windows", "/today%0d%0aX:y", "/v1", "/v1/nothing", "/V1/hub", "/metrics",
                     "/healthz", "today", "*"):
            status, headers, body = ask(hub, path)
            equal((status, headers["content-type"]), (404, "application/problem+json"), path)
            equal(json.loads(body)["code"], "not_found", path)
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO"):
            for path in ("/", "/today", "/sw.js"):
                status, headers, _ = ask(hub, path, method=method)
                equal((status, headers["allow"]), (405, "GET, HEAD"), f"{method} {path}")
        equal(ask(hub, "/sw.js", "Origin: https://evil.example")[0], 403)
        equal(ask(hub, "/sw.js", "Origin: http://127.0.0.1")[0], 200)


def test_without_an_app_it_says_what_it_is(bench):
    with running_hub(bench, "party") as hub:
        for path in ("/", "/join"):
            status, headers, body = ask(hub, path)
            equal((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
            contains(body.decode(), "This is a WedSync hub")
            equal(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'")
        equal(ask(hub, "/today")[0], 404)
        equal(ask(hub, "/", method="POST")[0], 405)


def test_the_command_says_where_it_is_and_takes_the_same_link(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        told = json.loads(hub.run("invite", "--everywhere", "--json").out)
        address, secret = told["link"].split("#")
        equal((address, len(secret)), (hub.url() + "/join", 43))
        contains(hub.run("invite", "--everywhere").out, f"  {address}#")
        equal(json.loads(hub.run("invite", "--everywhere", "--url", "https://hub.example/", "--json").out)["link"].split("#")[0],
              "https://hub.example/join")
        bench.run("join", told["link"], "--name", "tablet")
    said = bench.start("hub", "--folder", "hub", "--listen", "127.0.0.1:0", "--operations", "127.0.0.1:0", "--web", "web", "serve")
    lines = [said.stdout.readline() for _ in range(3)]
    if not any(re.search(r"in a browser: http://127\.0\.0\.1:\d+/$", line) for line in lines):
        raise AssertionError(lines)
    said.terminate()
    equal(said.wait(20), 0)
    for folder, why in (("none", "none"), ("hub", "no index.html")):
        ran = bench.run("hub", "--folder", "hub", "--listen", "127.0.0.1:0", "--operations", "127.0.0.1:0", "--web", folder,
                        "serve", code=None)
        equal(ran.code != 0, True)
        contains(ran.error, why)


def test_a_new_build_is_taken_at_sighup(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        old = ask(hub, "/")[1]["etag"]
        build(bench, {"index.html": b"the next one", "assets/app-AAAA0000.js": b"new"})
        (bench.folder / "web" / "assets" / "app-Dq3kX0aZ.js").unlink()
        equal(ask(hub, "/")[1]["etag"], old, "it is read from memory")

        def hang_up_until(event):
            count = hub.log.read_text().count(event)
            hub.process.send_signal(signal.SIGHUP)
            hub.expect_log(event, count + 1)
        hang_up_until("settings_taken")
        equal(ask(hub, "/", f"If-None-Match: {old}")[2], b"the next one")
        equal([ask(hub, "/assets/app-AAAA0000.js")[0], ask(hub, SCRIPT)[0]], [200, 404])
        # A build that is half there changes nothing.
        (bench.folder / "web" / "index.html").unlink()
        hang_up_until("settings_not_taken")
        equal(ask(hub, "/")[2], b"the next one")


def test_who_reads_slowly_gets_all_of_it(bench):
    build(bench)
    with running_hub(bench, "party", options=("--web", "web")) as hub:
        name = "assets/wedsync-B_x1-9cd.wasm"
        slow = [socket.create_connection(("127.0.0.1", hub.port), timeout=20) for _ in range(20)]
        for one in slow:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            one.sendall(f"GET /{name} HTTP/1.1\r\n{HOST}\r\n".encode())
        # The hub has work for others meanwhile.
        equal(ask(hub, "/v1/hub")[0], 200)
        for one in slow:
            stream = one.makefile("rb")
            while stream.readline().strip():
                pass
            equal(stream.read(len(FILES[name])) == FILES[name], True)
            one.close()
        equal(ask(hub, "/")[0], 200)


def test_over_tls_too(bench):
    build(bench)
    with running_hub(bench, "party", has_tls=True, options=("--web", "web")) as hub:
        context = ssl.create_default_context(cafile=str(bench.folder / "hub/tls/ca.pem"))
        with context.wrap_socket(socket.create_connection(("127.0.0.1", hub.port), timeout=10),
                                 server_hostname="localhost") as one:
            status, headers, body = ask(hub, "/assets/wedsync-B_x1-9cd.wasm", connection=one)
            equal((status, body == FILES["assets/wedsync-B_x1-9cd.wasm"]), (200, True))
            contains(headers["strict-transport-security"], "max-age=")
            equal(ask(hub, "/today", connection=one)[2], FILES["index.html"])


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
