"""Who has taken what, over real sockets and with the command: told to those who follow the scope, and refusing nothing."""
import sys
import time
import urllib.request

import driver
from driver import contains, equal
from hub_driver import running_hub
from hub_e2e import join, store
from hub_presence_e2e import Colleague

RECORD = "000000000000000000000000000a11ce:1:0"


class Claimant(Colleague):
    """A device that claims, and takes what it is told."""

    def __init__(self, hub, *rights, name, protocol=4):
        super().__init__(hub, *rights, name=name, protocol=protocol)
        self.claims = {}

    def listen(self, seconds):
        told = super().listen(seconds)
        for message in told:
            if message["type"] != "claims_told":
                continue
            self.tell({"type": "claims_seen", "scope": message["scope"]})
            if message.get("whole"):
                # What was refused is told to its own device only, and once.
                self.claims = {device: claim for device, claim in self.claims.items() if claim["standing"] == "refused"}
            self.claims.update({claim["device"]: claim for claim in message["claims"]})
        return told

    def claim(self, **more):
        claim = {"collection": 2, "record": RECORD, "label": "", "left_ms": 420_000, **more}
        self.tell({"type": "claims", "scope": self.scope, "claims": [claim]})
        return self

    def waits_until(self, device, standing, seconds=5):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.listen(0.1)
            if self.claims.get(device, {}).get("standing") == standing:
                return self.claims[device]
        raise AssertionError(f"{self.name} does not see {device} {standing}: {self.claims}")


def metric(hub, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"wedsync_hub_{name} "))


def test_one_has_it_and_a_take_over_is_seen(bench):
    with running_hub(bench, "party") as hub:
        ana = Claimant(hub, "--everywhere", "--person", "Ana", name="tablet-1").join_scope().claim()
        ben = Claimant(hub, "--everywhere", "--person", "Ben", name="tablet-2").join_scope().claim()
        equal(ben.waits_until("tablet-1", "held")["person"], "Ana")
        ben.waits_until("tablet-2", "waiting")
        ben.claim(takes_over=True).waits_until("tablet-2", "held")
        equal(ana.waits_until("tablet-1", "taken")["taken_by"], "Ben")
        equal((metric(hub, "claims_held"), metric(hub, "claims_taken_over_total")), ("1", "1"))
        # The end of a session ends no claim.
        ben.socket.socket.close()
        carl = Claimant(hub, "--everywhere", name="tablet-3").join_scope()
        carl.waits_until("tablet-2", "held")


def test_who_may_not_write_or_does_not_follow_is_not_heard(bench):
    with running_hub(bench, "party", "brunch") as hub:
        ids = {scope["name"]: scope["id"] for scope in hub.scopes()}
        ana = Claimant(hub, "--everywhere", name="tablet-1").join_scope(ids["party"])
        viewer = Claimant(hub, "--everywhere", "--role", "viewer", name="viewer").join_scope(ids["party"])
        viewer.claim().waits_until("viewer", "refused")
        guest = Claimant(hub, "--scope", "brunch", name="stranger").join_scope(ids["brunch"])
        guest.scope = ids["party"]
        guest.claim()
        equal([message for message in guest.listen(1) if message["type"] == "claims_told"], [])
        ana.claim().waits_until("tablet-1", "held")
        equal(set(ana.claims), {"tablet-1"})
        equal(metric(hub, "claims_refused_total"), "1")
        for more in ({"device": "tablet-1"}, {"person": "Ana"}, {"left_ms": 10**9}, {"label": "x" * 101}):
            forger = Claimant(hub, "--everywhere", name="forger").join_scope(ids["party"])
            forger.claim(**more)
            equal("goodbye" in [message["type"] for message in forger.listen(1)], True, more)


def test_the_command_takes_an_area_and_others_see_it(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        bench.run(*store("ana"), "sync")
        bench.run(*store("ben"), "sync")
        equal(bench.json(*store("ben"), "claims")["claims"], [])
        bench.run(*store("ana"), "claims", "--take", "tables", "--field", "label", "--from", "1", "--to", "10",
                  "--label", "Tables 1-10", "--minutes", "90")
        bench.run(*store("ana"), "claims", "--take", "tables", "--from", "1", code=2)
        own = bench.json(*store("ana"), "claims", "--offline")["claims"]
        equal([(claim["label"], claim["state"], claim["own"]) for claim in own], [("Tables 1-10", "alone", True)])
        bench.run(*store("ana"), "sync")
        seen = bench.json(*store("ben"), "claims")["claims"]
        equal([(claim["label"], claim["state"], claim["own"], claim["on"]) for claim in seen],
              [("Tables 1-10", "held", False, "tables with label 1 to 10")])
        equal(85 * 60_000 < seen[0]["left_ms"] <= 90 * 60_000, True, seen[0]["left_ms"])
        contains(bench.run(*store("ben"), "claims").out, "Tables 1-10")
        # It refuses nothing.
        bench.run(*store("ben"), "add", "tables", "label=Table 7")
        bench.run(*store("ben"), "sync")
        contains(bench.run(*store("ben"), "activity").out, "Table 7")
        equal(bench.json(*store("ben"), "activity")["items"][0]["own"], True)
        bench.run(*store("ana"), "claims", "--release", "tables", "--field", "label", "--from", "1", "--to", "10")
        bench.run(*store("ana"), "claims", "--release", "tables", code=4)
        bench.run(*store("ana"), "sync")
        equal(bench.json(*store("ben"), "claims")["claims"], [])


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
