"""Where new tablets begin: a plain page that hands out the hub's authority, and invitations that lead where it is good for."""
import base64
import http.client
import json
import ssl
import sys

import driver
from driver import contains, equal
from hub_driver import running_hub

AUTHORITY = ("--tls-authority", "hub/tls/ca.pem")
WELCOME = (*AUTHORITY, "--welcome", "127.0.0.1:0")


def ask(port, path, method="GET", context=None, body=None, **headers):
    if context:
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return result


def pem(bench):
    return (bench.folder / "hub/tls/ca.pem").read_bytes()


def certificate_of(data):
    lines = data.decode().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return base64.b64decode(lines)


def test_a_new_tablet_goes_from_the_page_to_the_app(bench):
    with running_hub(bench, "party", has_tls=True, options=WELCOME) as hub:
        port = int(hub.said["welcome"].rstrip("/").rsplit(":", 1)[1])
        status, headers, page = ask(port, "/", Host=f"127.0.0.1:{port}", Accept_Language="de-AT, en;q=0.5")
        equal((status, headers["content-type"]), (200, "text/html; charset=utf-8"))
        contains(page.decode(), f'href="https://127.0.0.1:{hub.port}/"')
        contains(page.decode(), '<html lang="de"')
        equal(b"<script" in page, False)
        # What people compare is what the command says.
        said = json.loads(hub.run("ca", "--host", "localhost", "--host", "127.0.0.1", "--json").out)
        contains(page.decode(), said["authority_fingerprint"])
        # And with what it hands out, the hub is trusted.
        status, headers, authority = ask(port, "/ca.crt")
        equal((status, headers["content-type"], authority), (200, "application/x-x509-ca-cert", pem(bench)))
        context = ssl.create_default_context(cadata=certificate_of(authority))
        equal(ask(hub.port, "/v1/hub", context=context)[0], 200)


def test_the_page_serves_nothing_else(bench):
    with running_hub(bench, "party", has_tls=True, options=WELCOME) as hub:
        port = int(hub.said["welcome"].rstrip("/").rsplit(":", 1)[1])
        for path in ("/v1/hub", "/v1/authority", "/ca.key", "/../hub/tls/ca.key", "/metrics"):
            status, headers, body = ask(port, path)
            equal((status, headers["content-type"], b"PRIVATE" in body), (404, "text/html; charset=utf-8", False), path)
        for method, path in (("POST", "/v1/join"), ("PUT", "/ca.crt"), ("DELETE", "/")):
            equal(ask(port, path, method)[0], 405, f"{method} {path}")
        for host in ('127.0.0.1"><script>', "evil.example", "x" * 300):
            body = ask(port, "/", Host=host)[2].decode()
            contains(body, f'href="https://localhost:{hub.port}/"')
            equal(host in body, False)
        status, headers, _ = ask(port, "/")
        policy = headers["content-security-policy"]
        contains(policy, "default-src 'none'")
        equal("script-src" in policy, False)


def test_the_app_can_hand_the_authority_on(bench):
    with running_hub(bench, "party", has_tls=True, options=AUTHORITY) as hub:
        context = ssl.create_default_context(cafile=str(bench.folder / "hub/tls/ca.pem"))
        status, headers, body = ask(hub.port, "/v1/authority", context=context)
        equal((status, body), (200, pem(bench)))
        contains(headers["content-disposition"], "wedsync-ca.crt")


def test_a_hub_without_an_authority_has_none_to_hand_on(bench):
    with running_hub(bench, "party") as hub:
        equal(ask(hub.port, "/v1/authority")[0], 404)


def test_an_invitation_leads_to_a_name_that_the_certificate_is_good_for(bench):
    bench.run("hub", "--folder", "hub", "init", "--scope", "party")
    bench.run("hub", "--folder", "hub", "ca", "--host", "hub.villa.example", "--host", "127.0.0.1")
    tls = ("--tls-certificate", "hub/tls/hub.pem", "--tls-key", "hub/tls/hub.key")
    everywhere = ("hub", "--folder", "hub", "--listen", "0.0.0.0:8710", *tls, "invite", "--everywhere")
    link = json.loads(bench.run(*everywhere, "--json").out)["link"]
    contains(link, "https://hub.villa.example:8710/join#")
    # The code of it is a picture that a browser shows, and that nobody else reads.
    said = json.loads(bench.run(*everywhere, "--qr", "ana.svg", "--json").out)
    picture = bench.folder / "ana.svg"
    contains(picture.read_text(), "<svg")
    equal(said["link"].split("#")[1] in picture.read_text(), False)


def test_settings_that_make_no_sense_are_refused(bench):
    bench.run("hub", "--folder", "hub", "init", "--scope", "party")
    for options, why in ((("--welcome", "127.0.0.1:0"), "tls_authority"), (AUTHORITY, "tls_certificate")):
        contains(bench.run("hub", "--folder", "hub", *options, "serve", code=2).error, why)


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
