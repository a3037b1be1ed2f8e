"""A hub and devices of the built program, as people use them."""
import json
import os
import signal
import ssl
import sys
import time
import urllib.request

import driver
from driver import contains, equal
from hub_driver import Forwarder, Hub, running_hub


def store(name):
    return "--data", f"{name}.wedsync"


def join(bench, hub, name, *rights):
    bench.run(*store(name), "join", hub.invite(*(rights or ("--everywhere",))), "--name", name)


def guests(bench, name):
    rows = bench.json(*store(name), "query", "guests")
    return sorted(row["fields"]["full_name"] for row in rows["records"])


def test_two_devices_meet_and_the_hub_is_stopped_in_between(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        bench.run(*store("ana"), "sync")
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), ["Gina"])
        hub.stop()
        bench.run(*store("ana"), "add", "guests", "full_name=Hugo")
        ran = bench.run(*store("ana"), "sync", "--seconds", "1", code=6)
        contains(ran.error, "1 changes wait here, safe")
        hub.start()
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        equal(guests(bench, "ben"), ["Gina", "Hugo"])
        equal(guests(bench, "ana"), ["Gina", "Hugo"])


def test_a_hub_that_is_killed_loses_nothing_that_was_acknowledged(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        for number in range(5):
            bench.run(*store("ana"), "add", "guests", f"full_name=guest {number}")
            bench.run(*store("ana"), "sync")
            hub.stop(signal.SIGKILL)
            hub.start()
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), [f"guest {number}" for number in range(5)])


def test_sync_goes_on_and_steps_aside_for_other_commands(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        watching = bench.start(*store("ana"), "sync", "--watch", "--json")
        try:
            equal(json.loads(watching.stdout.readline())["event"], "syncing")
            equal(json.loads(watching.stdout.readline())["event"], "in_sync")
            bench.run(*store("ana"), "add", "guests", "full_name=Gina")
            bench.run(*store("ben"), "add", "guests", "full_name=Hugo")
            deadline = time.monotonic() + 30
            while guests(bench, "ben") != ["Gina", "Hugo"] or guests(bench, "ana") != ["Gina", "Hugo"]:
                bench.run(*store("ben"), "sync")
                if time.monotonic() > deadline:
                    raise AssertionError(f"{guests(bench, 'ana')} {guests(bench, 'ben')}")
                time.sleep(0.2)
            # A hub that comes back is found again.
            hub.stop()
            hub.start()
            bench.run(*store("ben"), "add", "guests", "full_name=Ida")
            bench.run(*store("ben"), "sync")
            while "Ida" not in guests(bench, "ana"):
                if time.monotonic() > deadline + 60:
                    raise AssertionError("sync --watch did not come back")
                time.sleep(0.5)
        finally:
            watching.send_signal(signal.SIGINT)
            equal(watching.wait(20), 0)
            watching.stdout.close()
            watching.stderr.close()


def test_an_invitation_works_once_and_a_revoked_device_is_out(bench):
    with running_hub(bench, "party") as hub:
        link = hub.invite("--everywhere")
        bench.run(*store("ana"), "join", link, "--name", "ana")
        ran = bench.run(*store("ben"), "join", link, code=6)
        contains(ran.error, "ask for a new one")
        code = json.loads(hub.run("invite", "--everywhere", "--json").out)["code"]
        bench.run(*store("ben"), "join", "--hub", hub.url(), "--code", f"{code[:5]}-{code[5:].lower()}", "--name", "ben")
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        hub.run("revoke", "ana")
        time.sleep(1.5)
        ran = bench.run(*store("ana"), "sync", code=6)
        contains(ran.error, "Nothing is lost")
        equal(guests(bench, "ana"), ["Gina"])
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), [])
        contains(hub.run("devices").out, "revoked")
        hub.run("revoke", "nobody", code=4)


def test_rights_are_those_of_the_invitation(bench):
    with running_hub(bench, "party", "brunch") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "viewer", "--scope", "party", "--role", "viewer")
        equal(bench.json(*store("viewer"), "scopes")["scopes"], ["party"])
        bench.run(*store("ana"), "add", "guests", "full_name=Gina", "--scope", "party")
        bench.run(*store("ana"), "add", "guests", "full_name=Hugo", "--scope", "brunch")
        bench.run(*store("ana"), "sync")
        # Not offered, and asked for all the same.
        bench.run(*store("viewer"), "scopes", "--add", "brunch")
        bench.run(*store("viewer"), "add", "guests", "full_name=Eve", "--scope", "party")
        bench.run(*store("viewer"), "add", "guests", "full_name=Mallory", "--scope", "brunch")
        bench.run(*store("viewer"), "sync", "--seconds", "3", code=6)
        # Her own stay visible to her and go nowhere; nothing of the other scope came.
        equal(guests(bench, "viewer"), ["Gina", "Mallory"])
        equal(bench.json(*store("viewer"), "status")["scopes"][0]["refused"], 1)
        bench.run(*store("ana"), "sync")
        equal(guests(bench, "ana"), ["Gina", "Hugo"])
        # What was refused is kept, said, and can be tried again or let go.
        box = bench.json(*store("viewer"), "outbox")
        equal([box["refused"][0]["why"], box["refused"][0]["what"]], ["not allowed", "full_name=Eve"])
        equal([item["what"] for item in box["waiting"]], ["full_name=Mallory"])
        contains(bench.run(*store("viewer"), "outbox").out, "not allowed")
        again = bench.json(*store("viewer"), "outbox", "--retry", box["refused"][0]["change"])["change"]
        equal(guests(bench, "viewer"), ["Eve", "Gina", "Mallory"])
        bench.run(*store("viewer"), "sync", "--seconds", "3", code=6)
        refused = bench.json(*store("viewer"), "outbox")["refused"]
        equal([item["change"] for item in refused], [again])
        bench.run(*store("viewer"), "outbox", "--discard", again)
        equal(bench.json(*store("viewer"), "outbox")["refused"], [])
        bench.run(*store("viewer"), "outbox", "--discard", again, code=4)


def test_metrics_and_health_are_there_and_hold_no_names(bench):
    with running_hub(bench, "secret party") as hub:
        join(bench, hub, "anas-tablet")
        bench.run(*store("anas-tablet"), "add", "guests", "full_name=Canary Name")
        bench.run(*store("anas-tablet"), "sync")

        def ask(path):
            with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}{path}") as answer:
                return answer.read().decode()

        equal(ask("/healthz"), "alive\n")
        equal(ask("/readyz"), "ready\n")
        contains(ask("/metrics"), "wedsync_hub_changes_accepted_total 1\n")
        equal(json.loads(ask("/statusz"))["changes_accepted"], 1)
        equal(json.loads(ask("/statusz"))["violations"], {})
        equal(json.loads(ask("/violationsz")), {"count": 0, "violations": []})
        for text in (ask("/metrics"), hub.log.read_text()):
            for word in ("Canary", "secret party"):
                if word in text:
                    raise AssertionError(f"{word} is in {text}")


def test_over_tls_with_the_hubs_own_authority(bench):
    with running_hub(bench, "party", has_tls=True) as hub:
        for name in ("ana", "ben"):
            link = hub.invite("--everywhere")
            contains(bench.run(*store(name), "join", link, code=6).error, "certificate")
            bench.run(*store(name), "join", link, "--ca", "hub/tls/ca.pem", "--name", name)
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        bench.run(*store("ana"), "sync")
        bench.run(*store("ben"), "sync", "--http")
        equal(guests(bench, "ben"), ["Gina"])
        # A certificate of the same authority under another name is not this hub's.
        hub.stop()
        bench.run("hub", "--folder", "hub", "ca", "--host", "other.example")
        hub.start()
        bench.run(*store("ana"), "add", "guests", "full_name=Hugo")
        contains(bench.run(*store("ana"), "sync", "--seconds", "2", code=6).error, "wait here, safe")
        hub.stop()
        bench.run("hub", "--folder", "hub", "ca", "--host", "127.0.0.1")
        hub.start()
        bench.run(*store("ana"), "sync")
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), ["Gina", "Hugo"])
        for key in ("ca.key", "hub.key"):
            equal(os.stat(bench.folder / "hub" / "tls" / key).st_mode & 0o777, 0o600)


def test_wrong_use_says_what_to_do(bench):
    contains(bench.run("hub", "serve", code=4).error, "hub init")
    bench.run("hub", "init", "--name", "Villa")
    contains(bench.run("hub", "init", code=3).error, "already")
    contains(bench.run("hub", "invite", code=2).error, "--everywhere")
    contains(bench.run("hub", "invite", "--scope", "none", code=4).error, "hub scopes")
    contains(bench.run("hub", "invite", "--everywhere", "--role", "king", code=2).error, "no role")
    contains(bench.run("hub", "--listen", "0.0.0.0:1", "serve", code=2).error, "TLS")
    contains(bench.run("hub", "--listen", "nonsense", "serve", code=3).error, "127.0.0.1:8710")
    contains(bench.run("sync", code=4).error, "joined no hub")
    contains(bench.run("join", code=2).error, "--hub and --code")
    contains(bench.run("join", "ftp://x/#y", code=3).error, "https://")
    contains(bench.run("join", "http://127.0.0.1:9/#secret", code=6).error, "does the hub run")
    if (bench.folder / "venue.wedsync").exists():
        raise AssertionError("a join that failed made a store")
    bench.file("hub.toml", "listen = 3\n")
    contains(bench.run("hub", "--config", "hub.toml", "serve", code=3).error, "line 1")
    bench.file("hub.toml", 'listen = "127.0.0.1:4001"\nlog_level = "error"\n')
    # The file, over it the environment, over it the option.
    printed = bench.run("hub", "--config", "hub.toml", "config", "print").out
    contains(printed, "127.0.0.1:4001")
    contains(printed, 'log_level = "error"')
    environment = {"WEDSYNC_HUB_LISTEN": "127.0.0.1:4002"}
    contains(bench.run("hub", "--config", "hub.toml", "config", "print", environment=environment).out, ":4002")
    contains(bench.run("hub", "--config", "hub.toml", "--listen", "127.0.0.1:4003", "config", "print",
                       environment=environment).out, ":4003")
    equal(os.stat(bench.folder / "wedsync-hub" / "registry.json").st_mode & 0o777, 0o600)


def test_a_demo_hub_is_a_venue_at_once(bench):
    bench.run("hub", "--folder", "hub", "init", "--demo")
    contains(bench.run("hub", "--folder", "hub", "init", "--demo", code=3).error, "is there already")
    contains(bench.run("hub", "--folder", "hub", "devices").out, "revoked")
    hub = Hub(bench)
    hub.start()
    try:
        equal(len(hub.scopes()), 6, "five weddings, and the team")
        for name in ("ana", "ben"):
            join(bench, hub, name)
            bench.run(*store(name), "sync", "--seconds", "60")
        assert len(guests(bench, "ana")) > 1000, guests(bench, "ana")
        equal(guests(bench, "ana"), guests(bench, "ben"))
        equal(bench.json(*store("ben"), "verify")["ok"], True)
    finally:
        hub.stop()


def test_settings_are_taken_while_it_serves(bench):
    roles = '[roles.coordinator]\nwrites = "*"\n[roles.florist]\nwrites = "*"\n'
    settings = bench.file("hub.toml", roles)
    with running_hub(bench, "party", options=("--config", "hub.toml"), has_tls=True) as hub:

        def hang_up(event):
            before = hub.log.read_text().count(event)
            hub.process.send_signal(signal.SIGHUP)
            hub.expect_log(event, before + 1)

        link = json.loads(bench.run("hub", "--config", "hub.toml", "--folder", "hub", "invite", "--everywhere", "--role",
                                    "florist", "--url", hub.url(), "--json").out)["link"]
        bench.run(*store("flo"), "join", link, "--ca", "hub/tls/ca.pem", "--name", "flo")
        bench.run(*store("flo"), "add", "guests", "full_name=Gina")
        bench.run(*store("flo"), "sync")
        first = ssl.get_server_certificate(("127.0.0.1", hub.port))
        bench.run("hub", "--folder", "hub", "ca", "--host", "127.0.0.1")
        settings.write_text(roles.replace('[roles.florist]\nwrites = "*"', '[roles.florist]\nwrites = ["tasks"]'))
        hang_up("settings_taken")
        assert ssl.get_server_certificate(("127.0.0.1", hub.port)) != first, "the certificate is the old one"
        bench.run(*store("flo"), "add", "guests", "full_name=Hugo")
        bench.run(*store("flo"), "sync")
        equal([each["what"] for each in bench.json(*store("flo"), "outbox")["refused"]], ["full_name=Hugo"])
        # Wrong ones change nothing.
        settings.write_text("roles = 3\n")
        hang_up("settings_not_taken")
        bench.run(*store("flo"), "sync")
        settings.write_text('log_level = "debug"\n' + roles)
        hang_up("settings_taken")
        hub.expect_log('"want_restart":["log_level"]')


def test_a_device_needs_few_connections(bench):
    with running_hub(bench, "party") as hub, Forwarder(hub.port) as door:
        link = hub.invite("--everywhere").replace(f":{hub.port}/", f":{door.port}/")
        bench.run(*store("ana"), "join", link, "--name", "ana")
        equal(door.count, 1)
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        bench.run(*store("ana"), "sync")
        # The challenge, the session and the WebSocket on one.
        equal(door.count, 2)
        bench.run(*store("ana"), "add", "guests", "full_name=Hugo")
        bench.run(*store("ana"), "sync", "--http")
        # The session, what is sent, what comes, and the goodbye.
        assert door.count <= 6, door.count
        join(bench, hub, "ben")
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), ["Gina", "Hugo"])


def test_one_service_at_a_time(bench):
    with running_hub(bench, "party") as hub:
        other = bench.run("hub", "--folder", "hub", "--listen", "127.0.0.1:0", "--operations", "127.0.0.1:0", "serve",
                          code=1)
        contains(other.error, "another hub runs")
        bench.run("hub", "--folder", "second", "init")
        ran = bench.run("hub", "--folder", "second", "--listen", f"127.0.0.1:{hub.port}", "--operations", "127.0.0.1:0",
                        "serve", code=5)
        contains(ran.error, "cannot listen")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
