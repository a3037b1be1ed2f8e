"""Who is where, over real sockets: told to those who follow the scope, as the hub knows them, and to nobody else."""
import json
import socket
import sys
import time

import driver
from driver import equal
from hub_driver import running_hub
from hub_security_e2e import Script
from web_socket_wire import TEXT, frame

NEWEST = 3


class Colleague(Script):
    """A device on one WebSocket that speaks a version of its own, and takes what it is told."""

    def __init__(self, hub, *rights, name, protocol=NEWEST):
        super().__init__(hub, *rights, name=name)
        self.protocol, self.others = protocol, {}

    def hello(self):
        return dict(super().hello(), protocol=self.protocol)

    def join_scope(self, scope=None):
        equal(self.connect()["protocol"], self.protocol)
        self.scope = scope or self.scopes[0]
        self.tell({"type": "subscribe", "scope": self.scope, "epoch": "0" * 16, "position": 0})
        return self

    def tell(self, message):
        self.socket.send(frame(TEXT, json.dumps(message).encode()))

    def say_presence(self, activity, **more):
        self.tell({"type": "presence", "scope": self.scope, "activity": activity, **more})

    def listen(self, seconds):
        """The messages that come within that time."""
        told, until = [], time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.socket.socket.settimeout(left)
            try:
                message = json.loads(self.socket.read_frame()[2])
            except (TimeoutError, socket.timeout):
                break
            except (TypeError, ValueError):
                return [*told, {"type": "ended"}]
            told.append(message)
            if message["type"] == "presences":
                self.tell({"type": "presences_seen", "scope": message["scope"]})
                for present in message["present"]:
                    self.others[present["device"]] = present
        return told

    def waits_for(self, device, activity, seconds=5):
        """How long it took until that was so, in seconds."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            self.listen(0.1)
            if self.others.get(device, {}).get("activity") == activity:
                return time.monotonic() - began
        raise AssertionError(f"{self.name} does not see {device} {activity}: {self.others}")


def test_colleagues_see_each_other_as_the_hub_knows_them(bench):
    with running_hub(bench, "party") as hub:
        ana = Colleague(hub, "--everywhere", "--person", "Ana", "--role", "coordinator", name="tablet-1").join_scope()
        ben = Colleague(hub, "--everywhere", name="tablet-2").join_scope()
        record = "000000000000000000000000000a11ce:1:0"
        ana.say_presence("editing", record=record, field=[2, 1])
        took = ben.waits_for("tablet-1", "editing", 1)
        print(f"a colleague is seen after {took:.2f} s", flush=True)
        seen = ben.others["tablet-1"]
        equal({name: seen[name] for name in ("person", "role", "record", "field")},
              {"person": "Ana", "role": "coordinator", "record": record, "field": [2, 1]})
        # Who comes later sees who is there; who ends is gone.
        carl = Colleague(hub, "--everywhere", name="tablet-3").join_scope()
        carl.waits_for("tablet-1", "editing")
        ana.say_presence("gone")
        ben.waits_for("tablet-1", "gone")
        ana.say_presence("here")
        ben.waits_for("tablet-1", "here")
        hub.run("revoke", "tablet-1")
        ben.waits_for("tablet-1", "gone")
        carl.waits_for("tablet-1", "gone")


def test_nobody_speaks_as_another_or_into_a_foreign_scope(bench):
    with running_hub(bench, "party", "brunch") as hub:
        ids = {scope["name"]: scope["id"] for scope in hub.scopes()}
        ana = Colleague(hub, "--everywhere", name="tablet-1").join_scope(ids["party"])
        guest = Colleague(hub, "--scope", "brunch", name="stranger").join_scope(ids["brunch"])
        guest.scope = ids["party"]
        guest.say_presence("editing")
        guest.tell({"type": "subscribe", "scope": ids["party"], "epoch": "0" * 16, "position": 0})
        ana.say_presence("here")
        equal([message["type"] for message in guest.listen(1.5) if message["type"] != "page"], ["denied"])
        equal([message for message in ana.listen(0.5) if message["type"] == "presences"], [])
        for more in ({"person": "Ana"}, {"device": "tablet-1"}, {"role": "coordinator"}, {"age_ms": 0}):
            forger = Colleague(hub, "--everywhere", name="forger").join_scope(ids["party"])
            forger.say_presence("here", **more)
            equal("goodbye" in [message["type"] for message in forger.listen(1)], True, more)
        equal([device for device in ana.others if device != "tablet-1"], [])


def test_older_versions_hear_nothing_of_it(bench):
    with running_hub(bench, "party") as hub:
        old = [Colleague(hub, "--everywhere", name=f"old-{version}", protocol=version).join_scope() for version in (1, 2)]
        ana = Colleague(hub, "--everywhere", name="tablet-1").join_scope()
        ben = Colleague(hub, "--everywhere", name="tablet-2").join_scope()
        ana.say_presence("here")
        ben.waits_for("tablet-1", "here")
        for device in old:
            equal([message["type"] for message in device.listen(0.7) if message["type"] != "page"], [])
            # And it goes on.
            equal(device.say({"type": "ping", "nonce": 7}), {"type": "pong", "nonce": 7})


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
