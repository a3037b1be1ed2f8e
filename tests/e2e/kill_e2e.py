"""kill -9 of a hub, of devices that sync and of commands that edit, under load, at chance moments.

--kills=N (WEDSYNC_KILLS) says how many, --seed=N (WEDSYNC_SEED) repeats the choices, though not their timing. What an
edit wrote whose command ended with 0 has to be there at the end; of one that was killed all is there, or nothing.
"""
import collections
import random
import signal
import sys
import threading
import time

import driver
from driver import equal
from drill_driver import Device, check_equal, evidence, option, settle, values_in_history, wait_until
from hub_driver import running_hub

KILLS = int(option("kills", "20"))
SEED = int(option("seed", str(time.time_ns() % 1_000_000)))
DEVICES = 3
# One change, so one that is there wholly or not at all.
GUESTS_OF_AN_IMPORT = 100


class Person(threading.Thread):
    """Edits on one device until told to stop; remembers what was acknowledged, and what may be or not."""

    def __init__(self, device, tally, own):
        super().__init__(daemon=True)
        self.device, self.tally, self.own = device, tally, own
        self.random = random.Random(f"{SEED} {device.name}")
        self.amounts, self.acknowledged, self.unsure = {}, collections.defaultdict(list), collections.defaultdict(list)
        self.deleted, self.maybe_deleted, self.mine = set(), set(), {}
        # The last acknowledged writes of the field that only this device writes, and those killed since.
        self.own_values = {""}
        self.count, self.failures, self.took_s = 0, [], 0.05
        self.wanted_kills, self.kills, self.problem = 0, 0, None
        self.has_to_stop = threading.Event()

    def run(self):
        try:
            while not self.has_to_stop.is_set():
                self.edit()
                time.sleep(self.random.choice((0, 0, 0, 0, 0.05, 0.5)))
        except Exception as problem:
            self.problem = problem

    def edit(self):
        self.count += 1
        tag = f"{self.device.name}-{self.count}"
        amount = self.amounts[tag] = self.random.randrange(1, 1000)
        what = self.random.choices(("add", "tally", "own", "contested", "delete", "import"), (5, 5, 3, 3, 1, 1))[0]
        if what == "delete" and not self.mine:
            what = "add"
        if what == "add":
            words = ("add", "guests", f"full_name={tag}", f"party={tag}", f"drinks=+{amount}", f"tags=+{tag}")
        elif what == "tally":
            words = ("set", self.tally, f"wine_bottles=+{amount}", f"tags=+{tag}")
        elif what == "own":
            words = ("set", self.own, f"zone={tag}")
        elif what == "contested":
            words = ("set", self.tally, f"zone={tag}")
        elif what == "import":
            rows = "".join(f"{tag}-guest-{number},{tag}\n" for number in range(GUESTS_OF_AN_IMPORT))
            words = ("import", str(self.device.bench.file(f"{tag}.csv", "Name,Party\n" + rows)), "--scope", "party")
        else:
            gone = self.random.choice(sorted(self.mine))
            words = ("delete", self.mine.pop(gone))
        out = self.carry_out(words)
        is_sure = out is not None
        if what == "delete":
            (self.deleted if is_sure else self.maybe_deleted).add(gone)
            return
        (self.acknowledged if is_sure else self.unsure)[what].append(tag)
        if what == "own":
            self.own_values = {tag} if is_sure else self.own_values | {tag}
        if what == "add" and is_sure:
            self.mine[tag] = out.split()[1]

    def carry_out(self, words):
        """What the command said, if it acknowledged the edit."""
        began = time.monotonic()
        running = self.device.command(*words)
        if self.wanted_kills > self.kills:
            time.sleep(self.random.uniform(0, 1.2 * self.took_s))
            running.kill()
        out, error = running.communicate()
        if running.returncode == 0:
            self.took_s = 0.7 * self.took_s + 0.3 * (time.monotonic() - began)
            return out
        if running.returncode == -signal.SIGKILL:
            self.kills += 1
        else:
            self.failures.append(f"{running.returncode} {error}")
        return None

    def kill_one(self):
        self.wanted_kills += 1
        wait_until("an edit was killed", lambda: self.kills == self.wanted_kills or not self.is_alive())

    def end(self):
        self.has_to_stop.set()
        self.join()
        if self.problem:
            raise self.problem


def kill_hub(hub, chance, counts):
    hub.stop(signal.SIGKILL)
    counts["the hub, serving"] += 1
    while chance.random() < 0.3:
        hub.launch()
        time.sleep(chance.uniform(0, 0.08))
        hub.stop(signal.SIGKILL)
        counts["the hub, starting"] += 1
    time.sleep(chance.choice((0, 0, 0.5)))
    hub.start()


def kill_watch(device, chance, counts):
    if device.watching.poll() is None:
        equal(device.end_watch(signal.SIGKILL), -signal.SIGKILL, "a watching device")
        counts["a device in sync"] += 1
    while chance.random() < 0.3:
        device.watch()
        time.sleep(chance.uniform(0, 0.15))
        if device.watching.poll() is None:
            device.end_watch(signal.SIGKILL)
            counts["a device, starting"] += 1
    device.watch()


def kill_them(hub, people, chance, counts):
    while sum(counts.values()) < KILLS:
        time.sleep(chance.uniform(0.1, 1.5))
        person = chance.choice(people)
        what = chance.choices(("hub", "watch", "edit"), (3, 3, 4))[0]
        if what == "hub":
            kill_hub(hub, chance, counts)
        elif what == "watch":
            kill_watch(person.device, chance, counts)
        else:
            person.kill_one()
            counts["a command that edits"] += 1
        for each in people:
            # It ends by itself only where a command had the store for very long.
            if each.device.watching.poll() is not None:
                each.device.watch()


def check_guests(device, people):
    """Each that was added is there, once and whole, and none that was deleted."""
    shown, parties = collections.defaultdict(list), collections.Counter()
    for row in device.rows("guests").values():
        if "-guest-" in row["fields"]["full_name"]:
            parties[row["fields"]["party"]] += 1
        else:
            shown[row["fields"].get("full_name")].append(row["fields"])
    for person in people:
        for tag in person.acknowledged["import"]:
            equal(parties.pop(tag, 0), GUESTS_OF_AN_IMPORT, f"guests of the import {tag} on {device.name}")
        for tag in person.unsure["import"]:
            equal(parties.pop(tag, 0) in (0, GUESTS_OF_AN_IMPORT), True, f"half of the import {tag} on {device.name}")
        sure, unsure = set(person.acknowledged["add"]), set(person.unsure["add"])
        for tag in sure | unsure:
            found = shown.pop(tag, [])
            may_be_gone = tag in unsure | person.deleted | person.maybe_deleted
            if len(found) > 1 or (not found and not may_be_gone) or (found and tag in person.deleted):
                raise AssertionError(f"{tag} is {len(found)} times on {device.name}")
            for fields in found:
                equal(fields, {"full_name": tag, "party": tag, "drinks": person.amounts[tag], "tags": [tag]}, tag)
    equal([dict(shown), dict(parties)], [{}, {}], f"guests that nobody added, on {device.name}")


def check_tally(device, people, tally):
    """Each increment counts once, and came together with its element."""
    fields = device.rows("tables")[tally]["fields"]
    amounts = {tag: amount for person in people for tag, amount in person.amounts.items()}
    sure = {tag for person in people for tag in person.acknowledged["tally"]}
    unsure = {tag for person in people for tag in person.unsure["tally"]}
    there = set(fields.get("tags", []))
    equal(sure - there, set(), f"elements lost on {device.name}")
    equal(there - sure - unsure, set(), f"elements that nobody added, on {device.name}")
    equal(fields.get("wine_bottles", 0), sum(amounts[tag] for tag in there), f"the counter on {device.name}")
    written = values_in_history(device, tally, "zone")
    for person in people:
        for tag in person.acknowledged["contested"]:
            equal(written.count(tag), 1, f"{tag} in the history on {device.name}")
        equal(device.rows("tables")[person.own]["fields"].get("zone", "") in person.own_values, True,
              f"the last write of {person.device.name}, on {device.name}")


def test_kill_at_any_moment(bench):
    print(f"seed {SEED}, {KILLS} kills", flush=True)
    chance, counts = random.Random(SEED), collections.Counter()
    with running_hub(bench, "party") as hub:
        devices = [Device(bench, f"device{number}").join(hub) for number in range(DEVICES)]
        tables = [devices[0].json("add", "tables", f"label={name}")["id"]
                  for name in ("tally", *(device.name for device in devices))]
        settle(devices)
        people = [Person(device, tables[0], own) for device, own in zip(devices, tables[1:])]
        for person in people:
            person.device.watch()
            person.start()
        try:
            kill_them(hub, people, chance, counts)
        finally:
            for person in people:
                person.has_to_stop.set()
            for person in people:
                person.end()
                person.device.end_watch()
        settle(devices)
        newcomer = Device(bench, "newcomer").join(hub)
        settle([*devices, newcomer])
        check_equal([*devices, newcomer], ("guests", "tables"))
        for device in devices:
            check_guests(device, people)
            check_tally(device, people, tables[0])
        check_guests(newcomer, people)
    edits = sum(len(tags) for person in people for tags in person.acknowledged.values())
    edits += sum(len(person.deleted) for person in people)
    unsure = sum(len(tags) for person in people for tags in person.unsure.values())
    failures = [failure for person in people for failure in person.failures]
    print(f"killed: {dict(counts)}; edits acknowledged {edits}, killed or failed {unsure}, "
          f"failed with a word {len(failures)} {failures[:1]}", flush=True)
    evidence("drills", claim="P4", what="kills of a real hub, real devices and commands at work, after which nothing "
             "acknowledged was lost and nothing counted twice", value=sum(counts.values()), unit="kills",
             command="ctest --preset full -R e2e.kill", note=f"seed {SEED}; {dict(counts)}; {edits} edits acknowledged")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
