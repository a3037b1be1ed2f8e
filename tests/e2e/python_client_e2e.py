"""examples/python_client.py against a real hub: joins, pulls, edits, disagrees, decides; over a line
that is cut at random bytes; beside a device of ours."""
import importlib.util
import os
import pathlib
import random
import socket
import sys
import threading

import driver
from driver import contains, equal
from hub_driver import running_hub

spec = importlib.util.spec_from_file_location(
    "python_client", pathlib.Path(os.environ["WEDSYNC_SOURCE_DIR"]) / "examples" / "python_client.py")
client = importlib.util.module_from_spec(spec)
spec.loader.exec_module(client)


def device_of(hub, name, url=None, ca_file=None):
    link = hub.invite("--everywhere", "--role", "coordinator")
    base, secret = link.split("/join#", 1)
    at = client.Hub(url or base, ca_file)
    joined = client.Hub(base, ca_file).join(secret, name)
    return client.Device(at, joined, joined["scopes"][0]["id"])


def test_joins_pulls_edits_disagrees_and_decides(bench):
    with running_hub(bench, "party") as hub:
        ana, ben = device_of(hub, "ana"), device_of(hub, "ben")
        equal([ana.author["device"], ana.author["role"]], ["ana", "coordinator"])
        guest = ana.add_guest("Gina")
        ana.sync()
        ben.sync()
        equal(ben.guests(), {guest: ["Gina"]})
        # Two who do not see each other.
        ana.rename(guest, "Gina Rossi")
        ben.rename(guest, "Gina Russo")
        ana.sync()
        ben.sync()
        ana.sync()
        equal(ana.guests(), {guest: ["Gina Rossi", "Gina Russo"]})
        equal(ben.guests(), ana.guests())
        # Our own device sees the same disagreement.
        bench.run("join", hub.invite("--everywhere"), "--name", "tablet")
        bench.run("sync")
        equal(len(bench.json("conflicts", code=None)["conflicts"]), 1)
        ben.rename(guest, "Gina Rossi-Russo")
        ben.sync()
        ana.sync()
        equal(ana.guests(), {guest: ["Gina Rossi-Russo"]})
        bench.run("sync")
        equal(bench.json("conflicts", code=None)["conflicts"], [])
        contains(bench.run("query", "guests").out, "Gina Rossi-Russo")


def test_what_is_erased_is_gone_there_too(bench):
    with running_hub(bench, "party") as hub:
        ana = device_of(hub, "ana")
        guest = ana.add_guest("Gina")
        other = ana.add_guest("Hugo")
        ana.sync()
        bench.run("join", hub.invite("--everywhere", "--role", "coordinator"), "--name", "tablet")
        bench.run("sync")
        bench.run("erase", "--find", "Gina", "--yes")
        # Written without knowing of it.
        ana.rename(guest, "Gina R")
        bench.run("sync")
        ana.sync()
        equal(ana.guests(), {other: ["Hugo"]})
        bench.run("sync")
        equal(bench.json("query", "guests")["count"], 1)
        fresh = device_of(hub, "ben")
        fresh.sync()
        equal(fresh.guests(), {other: ["Hugo"]})


def test_edits_of_ours_and_of_python_meet(bench):
    with running_hub(bench, "party") as hub:
        ana = device_of(hub, "ana")
        bench.run("join", hub.invite("--everywhere"), "--name", "tablet")
        bench.run("add", "guests", "full_name=Zoë 🎉")
        bench.run("sync")
        ana.sync()
        equal(list(ana.guests().values()), [["Zoë 🎉"]])
        record = next(iter(ana.guests()))
        ana.rename(record, "Zoë Ünlü")
        ana.sync()
        bench.run("sync", "--http")
        contains(bench.run("query", "guests").out, "Zoë Ünlü")


def test_over_tls_with_the_hubs_own_authority(bench):
    with running_hub(bench, "party", has_tls=True) as hub:
        authority = str(bench.folder / "hub" / "tls" / "ca.pem")
        ana, ben = device_of(hub, "ana", ca_file=authority), device_of(hub, "ben", ca_file=authority)
        guest = ana.add_guest("Gina")
        ana.sync()
        ben.sync()
        equal(ben.guests(), {guest: ["Gina"]})


class Cutter(threading.Thread):
    """A line to the hub that breaks after a random count of bytes, either way."""

    def __init__(self, port, seed):
        super().__init__(daemon=True)
        self.port, self.random, self.cuts = port, random.Random(seed), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.is_cutting = True

    def url(self):
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/"

    def run(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            left = [self.random.randrange(1, 4000) if self.is_cutting else 1 << 60]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(one, other, left), daemon=True).start()

    def pump(self, one, other, left):
        try:
            while data := one.recv(4096):
                part = data[:left[0]]
                left[0] -= len(part)
                other.sendall(part)
                if left[0] <= 0:
                    self.cuts += 1
                    break
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def test_a_line_that_is_cut_at_random_bytes_loses_and_doubles_nothing(bench):
    with running_hub(bench, "party") as hub:
        line = Cutter(hub.port, seed=7)
        line.start()
        ana, ben = device_of(hub, "ana", line.url()), device_of(hub, "ben")
        names = []
        for number in range(60):
            names.append(f"guest {number}")
            ana.add_guest(names[-1])
            if number % 5 == 0:
                ana.sync(0.05)
        ana.sync(0.05)
        ben.sync()
        equal(sorted(name for [name] in ben.guests().values()), sorted(names))
        equal(ana.guests(), ben.guests())
        if line.cuts < 5:
            raise AssertionError(f"only {line.cuts} cuts")


def test_who_is_revoked_or_has_no_token_is_told_so(bench):
    with running_hub(bench, "party", "brunch") as hub:
        link = hub.invite("--scope", "party")
        base, secret = link.split("/join#", 1)
        joined = client.Hub(base).join(secret, "ana")
        equal([scope["name"] for scope in joined["scopes"]], ["party"])
        try:
            client.Hub(base).join(secret, "again")
            raise AssertionError("the invitation worked twice")
        except client.Refused as error:
            contains(str(error), "403")
        brunch = next(scope["id"] for scope in hub.scopes() if scope["name"] == "brunch")
        stranger = client.Device(client.Hub(base), joined, brunch)
        stranger.add_guest("nobody")
        try:
            stranger.sync()
            raise AssertionError("a foreign scope was let in")
        except client.Refused:
            pass
        wrong = client.Device(client.Hub(base), {**joined, "token": "x" * 43}, 1)
        try:
            wrong.connect()
            raise AssertionError("a wrong token was let in")
        except client.Refused as error:
            contains(str(error), "not known")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
