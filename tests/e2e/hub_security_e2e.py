"""Who may not, does not, and learns nothing by trying: scopes, authors, roles, tokens, logs, TLS (docs/security.md)."""
import hashlib
import json
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

import driver
from driver import contains, equal
from hub_driver import running_hub
from web_socket_wire import TEXT, Connection, frame

ENDS_WITHIN_S = 5


def ask(hub, method, path, body=None, token=None, kind="application/json"):
    """(status, answer) of a request."""
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(hub.url() + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Script:
    """A device with a token, on one WebSocket."""

    def __init__(self, hub, *rights, name="script"):
        link = hub.invite(*(rights or ("--everywhere",)))
        status, said = ask(hub, "POST", "/v1/join", {"invite": link.split("#")[1], "device": name})
        equal(status, 201, said)
        self.joined = json.loads(said)
        self.hub, self.token, self.name, self.lanes = hub, self.joined["token"], self.joined["device"], 0
        self.scopes = [scope["id"] for scope in self.joined["scopes"]]

    def hello(self):
        return {"type": "hello", "protocol": 1, "protocol_min": 1, "schema_version": 1, "device": self.name,
                "token": self.token}

    def connect(self):
        self.socket = Connection(self.hub.port, timeout=20).upgrade(self.hub.port)
        return self.say(self.hello())

    def say(self, message):
        """Sends it; what the hub says to it."""
        self.socket.send(frame(TEXT, json.dumps(message).encode()))
        return json.loads(self.socket.read_frame()[2])

    def push(self, scope, text="Eve", photo=None, **author):
        """A guest of that name under an author, who may be a forged one; the verdicts. The bytes of a photo go another way."""
        self.lanes += 1
        lane = f"{int.from_bytes(self.name.encode()[:4], 'big'):08x}{self.lanes:024x}"
        put = {"op": "put", "record": f"{lane}:1:0"}
        who = {"lane": lane, "person": "", "device": self.name, "role": self.joined["role"], "experience": 0, **author}
        operations = [{**put, "field": [2, 0], "value": None}, {**put, "field": [2, 1], "value": text}]
        if photo:
            blob = {"sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo)}
            operations.append({**put, "field": [2, 22], "value": {"blob": blob}})
        return self.say({"type": "push", "scope": scope, "request": 1, "lanes": [who], "changes": [
            {"dot": f"{lane}:1", "ms": 1786780800000, "operations": operations}]})


def ids_to_guess(hub, own):
    """Scopes that are not one's own: one that there is, and what somebody would try."""
    real = [int(scope["id"]) for scope in hub.scopes()]
    real = [number for number in real if str(number) != str(own)]
    guesses = [0, 1, 7, 2**32, 2**53 - 1, 2**64 - 1, int(own) + 1, int(own) - 1, int(own) ^ 1, real[0] + 1, real[0] - 1]
    return real, [number for number in guesses if number not in real and number != int(own)]


def as_id(number):
    return number if number <= 2**53 else str(number)


def without_id(said):
    """An answer but for its numbers and the names of changes."""
    return re.sub(r'"?[0-9a-f]{32}:\d+"?|"?\b\d+\b"?', "ID", json.dumps(said))


def test_a_foreign_scope_and_one_that_is_not_there_are_the_same(bench):
    with running_hub(bench, "party", "brunch") as hub:
        script = Script(hub, "--scope", "party")
        equal([scope["name"] for scope in script.joined["scopes"]], ["party"])
        equal([scope["name"] for scope in json.loads(ask(hub, "GET", "/v1/scopes", token=script.token)[1])["scopes"]],
              ["party"])
        equal(script.connect()["type"], "welcome")
        real, guessed = ids_to_guess(hub, script.scopes[0])
        equal(len(real), 1)
        asked = {
            "live": lambda scope: {"type": "subscribe", "scope": scope, "epoch": "0" * 16, "position": 0},
            "live with a cursor": lambda scope: {"type": "subscribe", "scope": scope, "epoch": "0" * 16, "position": 9,
                                                 "have": []},
            "snapshot": lambda scope: {"type": "snapshot_request", "scope": scope, "base": 0},
            "repair": lambda scope: {"type": "repair_request", "scope": scope, "buckets": [""]},
            "checksum": lambda scope: {"type": "checksum", "scope": scope, "epoch": "0" * 16, "position": 0,
                                       "cells": "0" * 16, "have": "0" * 16},
        }
        for what, question in asked.items():
            try:
                foreign = script.say(question(as_id(real[0])))
            except (json.JSONDecodeError, TypeError):
                raise AssertionError(f"no answer about {what}") from None
            if foreign["type"] == "goodbye":
                raise AssertionError(f"{what}: {foreign}")
            equal(foreign["type"], "denied", what)
            for number in guessed:
                equal(without_id(script.say(question(as_id(number)))), without_id(foreign), what)
        foreign = script.push(as_id(real[0]))
        equal([v["reason"] for v in foreign["verdicts"]], ["not_allowed"])
        for number in guessed:
            equal(without_id(script.push(as_id(number))), without_id(foreign), "push")
        # And its own goes on.
        equal(script.push(script.scopes[0])["verdicts"][0]["verdict"], "accepted")
        # Nothing of the other is on a device, so nothing of it can be exported.
        bench.run("--data", "v.wedsync", "join", hub.invite("--scope", "party"), "--name", "v")
        bench.run("--data", "v.wedsync", "sync")
        for name in ("brunch", "nothing"):
            bench.run("--data", "v.wedsync", "export", "--format", "json", "--scope", name, code=4)


def test_authors_are_not_forged(bench):
    with running_hub(bench, "party") as hub:
        boss = Script(hub, "--everywhere", "--role", "coordinator", "--person", "Boss", name="boss")
        viewer = Script(hub, "--everywhere", "--role", "viewer", "--person", "Eve", name="viewer")
        staff = Script(hub, "--everywhere", "--role", "staff", "--person", "Sam", name="staff")
        scope = boss.scopes[0]
        for script in (boss, viewer, staff):
            equal(script.connect()["type"], "welcome")
        claims = [(viewer, {"person": "Eve"}), (viewer, {"person": "Eve", "role": "coordinator"}),
                  (viewer, {"person": "Eve", "role": "staff"}),
                  (viewer, {"person": "Boss", "device": "boss", "role": "coordinator"}),
                  (viewer, {"person": "Eve", "device": "boss", "role": "viewer"}),
                  (staff, {"person": "Boss"}), (staff, {"person": "Sam", "role": "coordinator"}),
                  (staff, {"person": "Sam", "role": ""}), (staff, {"person": "", "role": "staff"}),
                  (staff, {"person": "Boss", "device": "boss", "role": "coordinator"})]
        for script, claim in claims:
            verdict = script.push(scope, **claim)["verdicts"][0]
            equal([verdict["verdict"], verdict.get("reason")], ["refused", "not_allowed"], f"{script.name}: {claim}")
        equal(staff.push(scope, person="Sam")["verdicts"][0]["verdict"], "accepted")
        equal(boss.push(scope, person="Boss")["verdicts"][0]["verdict"], "accepted")


def test_who_is_lowered_is_refused_and_sees_it(bench):
    both = '[roles.staff]\nwrites = {}\n'
    bench.file("hub.toml", both.format('"*"'))
    with running_hub(bench, "party", options=("--config", "hub.toml")) as hub:
        bench.run("--data", "sam.wedsync", "join", hub.invite("--everywhere", "--role", "staff"), "--name", "sam")
        bench.run("--data", "sam.wedsync", "add", "guests", "full_name=Early")
        bench.run("--data", "sam.wedsync", "sync")
        hub.stop()
        bench.run("--data", "sam.wedsync", "add", "guests", "full_name=Late")
        bench.file("hub.toml", both.format('["tasks"]'))
        hub.start()
        bench.run("--data", "sam.wedsync", "sync", "--seconds", "5", code=None)
        box = bench.json("--data", "sam.wedsync", "outbox")
        equal([(item["why"], item["what"]) for item in box["refused"]], [("not allowed", "full_name=Late")])
        bench.run("--data", "sam.wedsync", "add", "tasks", "title=Chairs")
        bench.run("--data", "sam.wedsync", "sync", "--seconds", "5", code=None)
        equal(bench.json("--data", "sam.wedsync", "outbox")["waiting"], [])


def ends_within(script, what):
    """Whether the hub ends that connection soon, and says so."""
    started = time.monotonic()
    script.socket.socket.settimeout(ENDS_WITHIN_S)
    try:
        while (said := script.socket.answer()) is not None:
            if said[0] == "close":
                break
    except socket.timeout:
        raise AssertionError(f"{what}: still there after {ENDS_WITHIN_S} s") from None
    return time.monotonic() - started


def test_revoking_ends_what_is_open(bench):
    with running_hub(bench, "party") as hub:
        script, other, third = (Script(hub, name=name) for name in ("script", "other", "third"))
        for device in (script, other, third):
            device.connect()
        body = json.dumps(third.hello()).encode()
        status, said = ask(hub, "POST", "/v1/streams", body, kind="application/x-ndjson")
        equal(status, 201, said)
        stream = json.loads(said)["stream"]
        hub.run("revoke", "script")
        print(f"a WebSocket ended {ends_within(script, 'revoked'):.1f} s after it was revoked")
        hub.run("revoke", "third")
        ends_within(third, "revoked")
        equal([ask(hub, "GET", f"/v1/streams/{stream}")[0] for _ in range(2)][-1], 404, "a stream of a revoked device")
        for device in (script, third):
            equal(device.connect()["code"], 401, "it comes back")
            equal(ask(hub, "GET", "/v1/scopes", token=device.token)[0], 401)
        equal(other.say({"type": "ping", "nonce": 5})["nonce"], 5, "another device")


def test_the_end_of_a_session_ends_its_connection(bench):
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        script.connect()
        equal(ask(hub, "DELETE", "/v1/session", token=script.token)[0], 204)
        ends_within(script, "the session was ended")
        equal(ask(hub, "DELETE", "/v1/session", token="x" * 43)[0], 401)


def test_invitations_cannot_be_guessed_or_used_twice(bench):
    with running_hub(bench, "party") as hub:
        told = json.loads(hub.run("invite", "--everywhere", "--json").out)
        if len(told["link"].split("#")[1]) < 43 or len(told["code"]) < 10:
            raise AssertionError(told)
        equal(told["code_minutes"], 10)
        answers = []
        for number in range(12):
            answers.append(ask(hub, "POST", "/v1/join", {"invite": f"AAAAAAAA{number:02}", "device": "x"}))
        equal({status for status, _ in answers[:10]}, {403})
        equal({said for _, said in answers[:10]}, {answers[0][1]}, "the words")
        equal(answers[-1][0], 429)
        # Locked out, with the right one too: who guesses is not told when it was right.
        equal(ask(hub, "POST", "/v1/join", {"invite": told["code"], "device": "x"})[0], 429)


def test_a_token_without_tls_is_not_taken(bench):
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        equal(script.connect()["type"], "welcome")
        hub.stop()
        # The same hub, where others could listen in.
        hub.options = ("--allow-plain",)
        hub.start()
        equal(script.connect()["code"], 401, "a token that crossed the network in the clear")
        equal(bench.run("hub", "--folder", "hub", "--listen", "0.0.0.0:0", "serve", code=2).code, 2)


def test_no_secret_and_no_guest_is_in_the_log(bench):
    bench.file("hub.toml", 'log_level = "debug"\n')
    with running_hub(bench, "party", options=("--config", "hub.toml")) as hub:
        secrets = ["Canary Guest", "canary@example.org"]
        told = json.loads(hub.run("invite", "--everywhere", "--person", "Ana", "--json").out)
        secrets += [told["link"].split("#")[1], told["code"]]
        bench.run("--data", "ana.wedsync", "join", "--hub", hub.url(), "--code", told["code"], "--name", "ana")
        keys = json.loads((bench.folder / "ana.wedsync.hub.json").read_text())
        secrets += [keys[name] for name in keys if "key" in name or "secret" in name or "token" in name]
        equal(len(secrets) > 4, True, f"the device's key is not found in {list(keys)}")
        bench.run("--data", "ana.wedsync", "add", "guests", "full_name=Canary Guest", "email=canary@example.org")
        for more in ((), ("--http",)):
            bench.run("--data", "ana.wedsync", "sync", *more)
        script = Script(hub)
        secrets.append(script.token)
        script.connect()
        script.say({"type": "hello", "token": script.token, "more": 1})
        ask(hub, "POST", "/v1/join", {"invite": "wrong-invite-canary", "device": "x"})
        secrets.append("wrong-invite-canary")
        ask(hub, "GET", "/v1/scopes?token=query-canary", token="bearer-canary")
        secrets += ["query-canary", "bearer-canary"]
        ask(hub, "POST", "/v1/streams", b'{"type":"hello","canary":"body-canary"}', kind="application/x-ndjson")
        secrets.append("body-canary")
        other = Script(hub, name="other")
        other.connect()
        secrets.append(other.token)
        hub.run("revoke", "other")
        ends_within(other, "revoked")
        hub.stop()
        log = hub.log.read_text()
        for line in log.splitlines():
            json.loads(line)
        contains(log, '"debug"')
        registry = (bench.folder / "hub/registry.json").read_text()
        for secret in secrets:
            for where, text in (("log", log), ("registry", registry)):
                if secret in text:
                    raise AssertionError(f"{secret!r} is in the {where}")


def handshake(hub, *options):
    ran = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{hub.port}", *options], input=b"",
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=20)
    said = ran.stdout.decode("utf-8", "replace")
    return "Cipher is (NONE)" not in said and "Cipher is" in said


def test_tls_is_new_and_nothing_old(bench):
    with running_hub(bench, "party", has_tls=True) as hub:
        for options in (("-tls1_2",), ("-tls1_3",), ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")):
            equal(handshake(hub, *options), True, options)
        weak = ("DEFAULT@SECLEVEL=0",)
        for options in (("-tls1", "-cipher", *weak), ("-tls1_1", "-cipher", *weak),
                        ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"), ("-tls1_2", "-cipher", "AES128-GCM-SHA256"),
                        ("-tls1_2", "-cipher", "NULL@SECLEVEL=0")):
            equal(handshake(hub, *options), False, options)
        secure = ssl.create_default_context(cafile=bench.folder / "hub/tls/ca.pem")
        with urllib.request.urlopen(f"{hub.url()}/v1/hub", context=secure) as answer:
            equal(answer.headers["Strict-Transport-Security"], "max-age=31536000")
        # In the clear there is nothing, not even an error that looks like an answer.
        with socket.create_connection(("127.0.0.1", hub.port), timeout=20) as plain:
            plain.sendall(b"GET /v1/hub HTTP/1.1\r\nHost: x\r\n\r\n")
            if b"HTTP" in plain.recv(1000):
                raise AssertionError("a hub with TLS answers without it")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
