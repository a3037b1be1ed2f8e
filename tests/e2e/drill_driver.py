"""What the drills share: devices that stay in sync while their people edit, and what has to be true at the end."""
import json
import os
import pathlib
import shutil
import signal
import sys
import time

from driver import equal

# For a condition on a slow and busy machine. Nothing here is a measure of speed.
WAIT_S = 240


def option(name, default):
    """--NAME=VALUE behind the two programs on the command line, otherwise the variable WEDSYNC_NAME."""
    for word in sys.argv[3:]:
        if word.startswith(f"--{name}="):
            return word.split("=", 1)[1]
    return os.environ.get(f"WEDSYNC_{name.upper()}", default)


def wait_until(what, is_true, limit_s=WAIT_S):
    deadline = time.monotonic() + limit_s
    while not is_true():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {limit_s} s in vain until {what}")
        time.sleep(0.2)


def evidence(subject, **figures):
    """One figure of a long run, where figures are collected."""
    print(json.dumps(figures), flush=True)
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    if folder:
        with open(pathlib.Path(folder) / f"{subject}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")


class Device:
    """A store that has joined the hub, in a folder of its own."""

    def __init__(self, bench, name, prefix=()):
        """What needs the network is started by `prefix`: where else this device is."""
        self.bench, self.name, self.watching, self.prefix = bench, name, None, prefix
        self.folder = bench.folder / name
        self.folder.mkdir(exist_ok=True)
        self.data = "--data", str(self.folder / "venue.wedsync")

    def join(self, hub, *rights, url=None):
        link = hub.invite(*(rights or ("--everywhere",)), url=url)
        self.run("join", link, "--name", self.name, prefix=self.prefix)
        return self

    def try_join(self, hub, url):
        """Once, over a link that may be cut."""
        link = hub.invite("--everywhere", url=url)
        return self.run("join", link, "--name", self.name, prefix=self.prefix, code=None).code == 0

    def run(self, *arguments, **more):
        return self.bench.run(*self.data, *arguments, **more)

    def json(self, *arguments, **more):
        return self.bench.json(*self.data, *arguments, **more)

    def command(self, *arguments):
        return self.bench.start(*self.data, *arguments)

    def watch(self):
        """Stays in sync beside other commands, until end_watch()."""
        log = (self.bench.folder / f"{self.name}.log").open("a")
        self.watching = self.bench.start(*self.data, "sync", "--watch", "--json", output=log, prefix=self.prefix)
        log.close()

    def watch_log(self):
        return (self.bench.folder / f"{self.name}.log").read_text()

    def end_watch(self, how=signal.SIGINT):
        watching, self.watching = self.watching, None
        if watching is None:
            return None
        watching.send_signal(how)
        return watching.wait(WAIT_S)

    def sync(self):
        self.run("sync", "--seconds", str(WAIT_S / 2), prefix=self.prefix, limit_s=WAIT_S)

    def scopes(self):
        return self.json("status")["scopes"]

    def rows(self, collection):
        """What a person sees of it, without what names this device's own view."""
        return {row["id"]: row for row in self.json("query", collection)["records"]}

    def copy_to(self, folder):
        """Every file, as a backup or a disk image takes it. Requires that no command runs."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)


def settle(devices):
    """Until each has what the others have: all are synced until the sums over their states are equal."""
    def is_settled():
        for device in devices:
            device.sync()
        sums = [[(scope["scope"], scope["sums"]) for scope in device.scopes()] for device in devices]
        return all(each == sums[0] for each in sums)
    wait_until("all devices hold the same", is_settled)


def check_equal(devices, collections, refused=0):
    """Whole and undamaged, nothing waits, all show the same."""
    for device in devices:
        equal(device.json("verify")["problems"], [], f"verify on {device.name}")
        for scope in device.scopes():
            equal((scope["pending"], scope["refused"]), (0, refused), f"outbox of {device.name}")
        equal(device.json("outbox")["waiting"], [], f"what waits on {device.name}")
    for collection in collections:
        shown = devices[0].rows(collection)
        for device in devices[1:]:
            equal(device.rows(collection), shown, f"{collection} on {device.name} and {devices[0].name}")


def values_in_history(device, record, field):
    """Every value that some change wrote there, wherever it is now: current, in conflict, replaced, refused."""
    history = device.json("history", record)
    equal(history["is_whole"], True, f"history of {record} on {device.name}")
    return [effect["value"] for change in history["changes"] for effect in change["effects"]
            if effect["field"] == field and not effect["removed"]]
