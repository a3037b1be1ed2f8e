"""The reference endpoints of a running hub: what docs/openapi.json says of them, hostile requests, and kill -9.

--kills=N (WEDSYNC_KILLS) says how many, --seed=N (WEDSYNC_SEED) repeats what is generated.
"""
import json
import random
import re
import signal
import socket
import threading
import time
import urllib.error
import urllib.request

import driver
import openapi_cases as openapi
from driver import contains, equal
from drill_driver import evidence, option, wait_until
from full_disk_e2e import fill, make_room, small_disk
from hub_driver import running_hub
from hub_e2e import join, store
from hub_security_e2e import Script

KILLS = int(option("kills", "20"))
SEED = int(option("seed", str(time.time_ns() % 1_000_000)))
CASES = int(option("cases", "60"))
MARKETING, VIRAL, ANY = "/api/marketing/offline-sync", "/api/viral/offline-sync", "/api/offline/sync"
T = 1_809_165_600_000


def ask(hub, path, body, token="", method="POST", kind="application/json", headers=()):
    """(status, what it said, headers); a value is sent as JSON, bytes as they are."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{hub.port}{path}", data, method=method)
    if kind:
        request.add_header("Content-Type", kind)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in headers:
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, said, head = answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refused:
        status, said, head = refused.code, refused.read(), refused.headers
    return status, json.loads(said) if said else None, head


def ask_patiently(*what):
    """As ask(), and again as often as the hub says that one device asks for too much at once."""
    while True:
        status, said, head = ask(*what)
        if status != 429:
            return status, said, head
        time.sleep(1)


def position(hub):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/metrics", timeout=60) as answer:
        lines = re.findall(r'^wedsync_hub_scope_position\{scope="(\d+)"\} (\S+)$', answer.read().decode(), re.M)
    return {scope: float(at) for scope, at in lines}


def status_of(hub):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/statusz", timeout=60) as answer:
        return json.load(answer)


def rows(bench, collection, name="reader"):
    bench.run(*store(name), "sync")
    return bench.json(*store(name), "query", collection)["records"]


def engagement(number, **more):
    return {"id": f"e{number}", "userId": f"guest {number}", "campaignId": "spring", "engagementType": "opened",
            "timestamp": T + number, **more}


# ---- The description ----

def test_what_is_described_is_what_is_served(bench):
    with running_hub(bench, "Team") as hub:
        equal(ask(hub, "/api/openapi.json", None, method="GET", kind="")[1], openapi.DOCUMENT)
        script = Script(hub)
        for path, operation in openapi.posts():
            for name, body in openapi.examples(operation).items():
                equal(openapi.faults(openapi.body_schema(operation), body), [], f"{path} {name}")
                status, said, _ = ask(hub, path, body, script.token)
                equal(status, 200, f"{path} {name}: {said}")
                answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
                equal(openapi.faults(answer, said), [], f"{path} {name}")
                assert said["processed"] + said["duplicates"] == len(said["results"]) > 0, said
                before = position(hub)
                again = ask(hub, path, body, script.token)[1]
                equal(again["duplicates"], len(said["results"]), f"{path} {name} again: {again}")
                equal(position(hub), before, f"{path} {name}: nothing was written again")


def test_what_the_description_allows_is_taken(bench):
    rng = random.Random(SEED)
    counts = {}
    with running_hub(bench, "Team") as hub:
        script = Script(hub)
        for path, operation in openapi.posts():
            schema = openapi.body_schema(operation)
            for _ in range(CASES):
                body = openapi.made(schema, rng)
                status, said, _ = ask_patiently(hub, path, body, script.token)
                counts[status] = counts.get(status, 0) + 1
                what = f"seed {SEED} {path} {json.dumps(body)[:600]}"
                assert str(status) in operation["responses"], f"{status} {said} {what}"
                assert status < 500, f"{status} {said} {what}"
                if status != 200:
                    # One item alone that could not be done: for a reason, and not for its shape.
                    assert said["code"] in ("no_invitation", "bad_address", "id_used"), f"{said} {what}"
                    continue
                answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
                equal(openapi.faults(answer, said), [], what)
                wrong = [each for each in said["results"] if each.get("code") in ("invalid", "wrong_type", "not_kept", "not_taken")]
                equal(wrong, [], what)
                before = position(hub)
                again = ask_patiently(hub, path, body, script.token)
                equal(again[0], 200, what)
                equal(again[1]["processed"], 0, f"{again} {what}")
                equal(position(hub), before, what)
    print(f"described: {counts}", flush=True)


# ---- What is not as it should be ----

def deep(depth):
    return b'{"engagements":' + b"[" * depth + b"]" * depth + b"}"


def hostile():
    """(name, path, body, how it is sent, the status)"""
    one = json.dumps(engagement(1)).encode()
    listed = b'{"engagements":[' + one + b"]}"
    yield from ((name, MARKETING, body, {}, 400) for name, body in {
        "nothing": b"", "no JSON": b"hello", "half": listed[:-7], "NUL behind": listed + b"\0", "NUL within": listed.replace(b"spring", b"spr\0ing"),
        "not UTF-8": listed.replace(b"spring", b"\xff\xfe"), "half a surrogate": listed.replace(b"spring", b"\\ud800"),
        "a byte order mark": b"\xef\xbb\xbf" + listed, "one key twice": b'{"engagements":[],"engagements":[' + one + b"]}",
        "one key twice in an item": listed.replace(b'"userId"', b'"id":"other","userId"'), "a list": b"[" + one + b"]", "a text": b'"x"',
        "a number": b"7", "null": b"null", "items are no list": b'{"engagements":{"0":1}}', "no items": b'{"batchTimestamp":1}',
        "another endpoint's": b'{"offlineActions":[]}', "an unknown member": b'{"engagements":[],"admin":true}',
        "not a number": b'{"engagements":[],"batchTimestamp":NaN}', "a number beyond": b'{"engagements":[],"batchTimestamp":1e400}',
        "a scope that is none": b'{"engagements":[],"scope":"all"}', "a negative scope": b'{"engagements":[],"scope":-1}',
        "single quotes": b"{'engagements':[]}", "a comment": b'{"engagements":[]/**/}', "two documents": listed + listed,
        "flat and false": b'{"offlineSync":false,' + one[1:], "flat and wrong": b'{"offlineSync":true,"compressionUsed":"zip",' + one[1:],
        "flat of another type": b'{"offlineSync":true,"type":"viral_action",' + one[1:], "flat without anything": b'{"offlineSync":true}',
        "utf-16": listed.decode().encode("utf-16")}.items())
    yield "too deep", MARKETING, deep(5000), {}, 413
    yield "a little too deep", MARKETING, deep(12), {}, 413
    yield "too long", MARKETING, b'{"engagements":[],"x":"' + b"x" * (1 << 20) + b'"}', {}, 413
    yield "much too long", MARKETING, b" " * (8 << 20), {}, 413
    yield "too many", MARKETING, {"engagements": [engagement(number) for number in range(51)]}, {}, 413
    yield "too many members", MARKETING, {"engagements": [], **{f"m{number}": 1 for number in range(100)}}, {}, 413
    yield "a form", MARKETING, listed, {"kind": "application/x-www-form-urlencoded"}, 415
    yield "no kind", MARKETING, listed, {"kind": "text/plain"}, 415
    yield "a boundary", MARKETING, listed, {"kind": "multipart/form-data; boundary=x"}, 415
    yield "another method", MARKETING, listed, {"method": "PUT"}, 405
    yield "nowhere", "/api/marketing/offline-sync/", listed, {}, 404
    yield "upwards", "/api/../api/marketing/offline-sync", listed, {}, 404
    yield "encoded", "/api/marketing%2foffline-sync", listed, {}, 404
    yield "nobody", MARKETING, listed, {"token": ""}, 401
    yield "somebody else", MARKETING, listed, {"token": "x" * 43}, 401
    yield "no such scope", MARKETING, {"engagements": [engagement(1)], "scope": 4711}, {}, 404
    yield "the hub's own name as token", MARKETING, listed, {"token": "hub"}, 401


def test_hostile_requests_store_nothing_and_harm_nobody(bench):
    with running_hub(bench, "Team", "party") as hub:
        script, guest = Script(hub), Script(hub, "--scope", "party", name="guest")
        team = next(scope["id"] for scope in script.joined["scopes"] if scope["name"] == "Team")
        viewer = Script(hub, "--everywhere", "--role", "viewer", name="viewer")
        before = position(hub)
        wrong = []
        for name, path, body, how, wanted in hostile():
            try:
                status, said, _ = ask(hub, path, body, **{"token": script.token, **how})
            except (ConnectionError, urllib.error.URLError) as broken:
                # A long body is not read to its end: the answer may be lost with the rest.
                status, said = 413 if wanted == 413 else f"{broken}", {"status": 413, "code": "x", "detail": "x"}
            if status != wanted or said["status"] != status or not said["code"] or not said["detail"]:
                wrong.append((name, status, wanted, said))
        equal(wrong, [])
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)], "scope": team}, guest.token)[0], 404)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, viewer.token)[0], 403)
        equal(position(hub), before, "nothing was stored")
        # Whose home it is not: the only scope that the device has.
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, guest.token)[1]["processed"], 1)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[1]["processed"], 1, "another scope, another item")
        changed = {scope for scope, at in position(hub).items() if at != before.get(scope, 0)}
        equal(len(changed), 2)


def test_items_are_judged_one_by_one(bench):
    rng = random.Random(SEED)
    with running_hub(bench, "Team") as hub:
        script = Script(hub)
        values = [None, True, 0, -1, 2 ** 53, 1.5, "", " ", "\u0000", "\n", "x" * 300, [], {}, [[]], {"a": {"b": 1}}, "\u202e", "1; DROP TABLE done"]
        good = engagement(0)
        refused = 0
        for name in list(good) + ["more", "__proto__", "constructor"]:
            for value in rng.sample(values, 8):
                tried = {**engagement(rng.randrange(1 << 40)), name: value}
                status, said, _ = ask(hub, MARKETING, {"engagements": [tried, engagement(rng.randrange(1 << 40))]}, script.token)
                equal(status, 200, f"{name}={value!r}: {said}")
                equal(len(said["results"]), 2)
                assert said["processed"] >= 1, f"{name}={value!r}: {said}"
                refused += said["refused"]
        assert refused > 20, refused
        equal(ask(hub, MARKETING, {"engagements": [good]}, script.token)[1]["processed"], 1)


def test_a_body_that_never_ends_does_not_keep_others_waiting(bench):
    with running_hub(bench, "Team") as hub:
        script = Script(hub)
        slow = []
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", hub.port), timeout=20)
            connection.sendall((f"POST {MARKETING} HTTP/1.1\r\nHost: 127.0.0.1:{hub.port}\r\nContent-Type: application/json\r\n"
                                f"Authorization: Bearer {script.token}\r\nContent-Length: 1000\r\n\r\n" + '{"engagements":[').encode())
            slow.append(connection)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[1]["processed"], 1)
        for connection in slow:
            connection.close()
        equal(ask(hub, MARKETING, {"engagements": [engagement(2)]}, script.token)[1]["processed"], 1)


# ---- The agent ----

def test_devices_get_what_is_handed_in_and_see_no_other_device(bench):
    with running_hub(bench, "Team") as hub:
        join(bench, hub, "reader")
        script = Script(hub)
        equal(status_of(hub)["devices_connected"], 0)
        equal(status_of(hub)["connections"], 0)
        said = ask(hub, VIRAL, {"offlineActions": [
            {"id": "a1", "actorId": "Crumb", "recipientEmail": "Lena@Example.org", "actionType": "sent_invite",
             "context": {"consent": True}, "timestamp": T}]}, script.token)[1]
        equal(said["processed"], 1, said)
        [invitation] = rows(bench, "invitations")
        fields = invitation["fields"]
        equal((fields["actor"], fields["shown_as"], fields["action_id"]), ("Crumb", "l•••@example.org", "a1"))
        stored = "".join(path.read_bytes().decode("latin-1").lower() for path in (bench.folder / "hub").rglob("*") if path.is_file() and "post" not in path.name)
        assert "lena@example.org" not in stored, "an address is in a file of the hub"
        assert "lena@" not in hub.log.read_text().lower(), "an address is in the log"
        devices = json.loads(hub.run("devices", "--json").out)["devices"]
        equal(sorted(device["device"] for device in devices), ["reader", "script"])
        equal(status_of(hub)["devices_registered"], 2)
        equal(status_of(hub)["devices_connected"], 0)
        for name in ("agent.wedsync", "desk.db", "desk.db-wal"):
            equal((bench.folder / "hub" / name).stat().st_mode & 0o077, 0, name)


def test_nobody_else_is_the_hub(bench):
    with running_hub(bench, "Team") as hub:
        link = hub.invite("--scope", "Team")
        contains(bench.run(*store("named"), "join", link, "--name", "hub", code=None).error, "the hub's own name")
        # The invitation holds.
        bench.run(*store("named"), "join", link, "--name", "named")
        named = Script(hub, name="other")
        for token in ("", "hub", "x" * 43, named.token):
            thief = Script(hub, name="thief")
            thief.name, thief.token = "hub", token
            said = thief.connect()
            equal((said["type"], said["code"]), ("goodbye", 401), said)
        # And its own goes on.
        script = Script(hub)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[1]["processed"], 1)


def test_a_device_that_had_the_hubs_name_is_told_of(bench):
    with running_hub(bench, "Team") as hub:
        join(bench, hub, "reader")
        equal("shut_out" in hub.log.read_text(), False)
        hub.stop()
        registry = bench.folder / "hub/registry.json"
        registry.write_text(registry.read_text().replace('"reader"', '"hub"'))
        hub.start()
        hub.expect_log("device_shut_out")
        said = hub.run("devices").out
        contains(said, "shut out")
        contains(said, "hub revoke hub")
        equal([device["shut_out"] for device in json.loads(hub.run("devices", "--json").out)["devices"]], [True])
        # What it says is what helps: nothing that the device had is lost.
        bench.run(*store("reader"), "add", "guests", "full_name=Gina")
        hub.run("revoke", "hub")
        [identity] = bench.folder.glob("*.hub.json")
        identity.unlink()
        bench.run(*store("reader"), "join", hub.invite("--scope", "Team"), "--name", "tablet")
        bench.run(*store("reader"), "sync")
        equal([device["shut_out"] for device in json.loads(hub.run("devices", "--json").out)["devices"]], [False, False])
        equal(len(rows(bench, "guests")), 1)


def test_a_hub_without_scopes_serves_and_takes_the_first_one(bench):
    with running_hub(bench) as hub:
        script = Script(hub)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[0], 422)
        hub.run("scopes", "--add", "Team")
        wait_until("the scope is there", lambda: ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[0] == 200)
        equal(ask(hub, MARKETING, {"engagements": [engagement(1)]}, script.token)[1]["duplicates"], 1)
        hub.run("scopes", "--add", "party")
        equal(len(hub.scopes()), 2)


def test_the_agents_store_may_be_removed(bench):
    with running_hub(bench, "Team") as hub:
        join(bench, hub, "reader")
        script = Script(hub)
        equal(ask(hub, MARKETING, {"engagements": [engagement(number) for number in range(20)]}, script.token)[1]["processed"], 20)
        hub.stop()
        for path in (bench.folder / "hub").glob("agent.wedsync*"):
            path.unlink()
        hub.start()
        wait_until("the agent has everything again",
                   lambda: ask(hub, MARKETING, {"engagements": [engagement(5)]}, script.token)[0] == 200)
        said = ask(hub, MARKETING, {"engagements": [engagement(5), engagement(50)]}, script.token)[1]
        equal((said["processed"], said["duplicates"]), (1, 1))
        equal(len(rows(bench, "engagements")), 21)


def test_a_full_disk_loses_nothing_and_doubles_nothing(bench):
    with small_disk(bench.folder / "hub", 16) as disk:
        if disk is None:
            return
        with running_hub(bench, "Team") as hub:
            join(bench, hub, "reader")
            script = Script(hub)
            equal(ask(hub, MARKETING, {"engagements": [engagement(0)]}, script.token)[1]["processed"], 1)
            fill(disk)
            statuses, number = [], 0
            while not statuses or statuses[-1] == 200:
                number += 1
                body = {"engagements": [engagement(100 * number + each, metadata={"x": "y" * 3000}) for each in range(50)]}
                status, said, head = ask(hub, MARKETING, body, script.token)
                statuses.append(status)
                assert number < 200, "the disk never filled up"
            equal(statuses[-1], 503, said)
            equal((said["code"], head["Retry-After"]), ("try_later", "5"))
            for _ in range(3):
                equal(ask(hub, MARKETING, body, script.token)[0], 503, "and again")
            equal(ask(hub, "/api/openapi.json", None, method="GET", kind="")[0], 200, "it serves what needs no disk")
            make_room(disk)
            wait_until("there is room", lambda: ask(hub, MARKETING, body, script.token)[0] == 200)
            equal(ask(hub, MARKETING, body, script.token)[1]["duplicates"], 50)
            equal(len(rows(bench, "engagements")), 1 + 50 * number)


# ---- kill -9 ----

class Sender(threading.Thread):
    """Hands in batches again and again until each was answered, as a device's queue does."""

    def __init__(self, hub, token, name):
        super().__init__(daemon=True)
        self.hub, self.token, self.name = hub, token, name
        self.random = random.Random(f"{SEED} {name}")
        self.sent, self.problem, self.has_to_stop = [], None, threading.Event()

    def run(self):
        try:
            number = 0
            while not self.has_to_stop.is_set():
                number += 1
                self.hand_in([self.item(f"{self.name}-{number}-{each}") for each in range(self.random.randrange(1, 12))])
        except Exception as problem:
            self.problem = problem

    def item(self, name):
        kind = self.random.choice(["engagement", "invite", "form", "client"])
        if kind == "engagement":
            return "marketing_engagement", {**engagement(0), "id": name, "userId": name}
        if kind == "invite":
            return "viral_action", {"id": name, "actorId": name, "recipientEmail": f"{name}@example.org".lower(), "actionType": "sent_invite", "timestamp": T}
        if kind == "form":
            return "form_submission", {"id": name, "formId": "menu", "name": name, "answers": {"of": name}, "timestamp": T}
        return "client_update", {"id": name, "clientId": name, "name": name, "timestamp": T}

    def hand_in(self, items):
        body = {"items": [{"id": data["id"], "type": kind, "action": "create", "data": data, "timestamp": T} for kind, data in items]}
        while True:
            try:
                status, said, _ = ask(self.hub, ANY, body, self.token)
            except (OSError, urllib.error.URLError, ValueError):
                time.sleep(0.02)
                continue
            if status in (503, 429):
                time.sleep(0.05)
                continue
            equal(status, 200, said)
            equal(said["refused"], 0, said)
            self.sent += items
            return


def test_a_hub_that_is_killed_does_each_item_once(bench):
    rng = random.Random(SEED)
    with running_hub(bench, "Team") as hub:
        join(bench, hub, "reader")
        senders = [Sender(hub, Script(hub, name=name).token, name) for name in ("ana", "ben", "cleo")]
        for sender in senders:
            sender.start()
        for _ in range(KILLS):
            time.sleep(rng.choice([0.05, 0.2, 0.5, 1.0]))
            hub.process.send_signal(signal.SIGKILL)
            hub.process.wait(20)
            hub.process.stdout.close()
            hub.start()
        for sender in senders:
            sender.has_to_stop.set()
        for sender in senders:
            sender.join(120)
            if sender.problem or sender.is_alive():
                raise AssertionError(f"seed {SEED}: {sender.name}: {sender.problem}")
        names = {"marketing_engagement": ("engagements", "user"), "viral_action": ("invitations", "actor"),
                 "form_submission": ("forms", "name"), "client_update": ("clients", "name")}
        count = 0
        for kind, (collection, field) in names.items():
            wanted = sorted(data["id"] for sender in senders for each, data in sender.sent if each == kind)
            found = sorted(record["fields"][field] for record in rows(bench, collection))
            equal(found, wanted, f"seed {SEED}: {collection}")
            count += len(wanted)
        assert count > KILLS, count
        evidence("team_api_kill", kills=KILLS, items=count, seed=SEED)


if __name__ == "__main__":
    driver.main(globals())
