"""What happens to devices in a year: away for a month, put back from a copy, copied. Nothing that was typed is lost.

A month is made of many changes here, and of a log that the hub has cut since; that the clock stands a month later too is
for the simulator (RecoveryScenario).
"""
import json
import shutil
import sys
import urllib.request

import driver
from driver import equal
from drill_driver import Device, check_equal, settle, values_in_history, wait_until
from hub_driver import running_hub

CHANGES_OF_A_MONTH = 600
GUESTS_OF_A_MONTH = 3000


def metric(hub, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith(f"wedsync_hub_{name} "):
                return int(line.split()[1])
    raise AssertionError(f"there is no metric {name}")


def add(device, name, *more):
    return device.json("add", "guests", f"full_name={name}", *more)["id"]


def fields(device, record):
    return device.json("get", record)["fields"]


def ids_of_changes(device, record):
    return [change["change"] for change in device.json("history", record)["changes"]]


def values_in_conflict(device):
    return {conflict["field"]: sorted(value["value"] for value in conflict["values"])
            for conflict in device.json("conflicts")["conflicts"]}


def put_back(device, copy):
    """The device as it was when it was copied; later files go too."""
    shutil.rmtree(device.folder)
    shutil.copytree(copy, device.folder)


def test_a_device_is_away_for_a_month(bench):
    with running_hub(bench, "party", options=("--config", str(bench.file("hub.toml", "log_entries_max = 100\n")))) as hub:
        ana, ben, cleo = devices = [Device(bench, name).join(hub) for name in ("ana", "ben", "cleo")]
        kept, deleted, contested, counted = (add(ana, name) for name in ("Gina", "Hugo", "Ida", "Jan"))
        settle(devices)
        # Ben goes, and writes now and then.
        ben.run("set", contested, "full_name=Ida, by Ben")
        for day in range(30):
            ben.run("set", counted, "drinks=+1", f"tags=+ben-{day}", f"meal=Ben {day}")
        bens = add(ben, "Ben's own", "party=Ek")
        # The others go on.
        guests = "".join(f"Guest {number},guest{number}@example.org\n" for number in range(GUESTS_OF_A_MONTH))
        ana.run("import", bench.file("guests.csv", "Name,Email\n" + guests), "--scope", "party")
        for number in range(CHANGES_OF_A_MONTH):
            device = (ana, cleo)[number % 2]
            device.run("set", counted if number % 10 == 0 else kept, "drinks=+2", f"phone={number}")
            if number == 200:
                device.run("delete", deleted)
                device.run("delete", contested)
            if number % 50 < 2:
                device.sync()
        settle([ana, cleo])
        log_start = metric(hub, f'scope_log_start{{scope="{hub.scopes()[0]["id"]}"}}')
        equal(log_start > CHANGES_OF_A_MONTH - 200, True, f"the hub's log begins after {log_start}")
        equal(len(ben.json("outbox")["waiting"]), 32, "everything waits, nothing was dropped")
        settle(devices)
        check_equal(devices, ("guests",))
        for device in devices:
            equal(fields(device, kept)["drinks"], 2 * (CHANGES_OF_A_MONTH - CHANGES_OF_A_MONTH // 10))
            equal(fields(device, counted)["drinks"], 30 + 2 * (CHANGES_OF_A_MONTH // 10))
            equal(sorted(fields(device, counted)["tags"]), sorted(f"ben-{day}" for day in range(30)))
            equal(fields(device, counted)["meal"], "Ben 29")
            equal(fields(device, bens), {"full_name": "Ben's own", "party": "Ek"})
            rows = device.rows("guests")
            equal(len(rows), GUESTS_OF_A_MONTH + 4)
            equal(deleted in rows, False, "what was deleted stays so")
            # Edited by one and deleted by another: for people to decide, on every device.
            record = device.json("get", contested)
            equal([record["status"], record["fields"]["full_name"]], ["edited_and_deleted", "Ida, by Ben"])
            equal([conflict["title"] for conflict in device.json("conflicts")["conflicts"]
                   if conflict["field"] == "(record)"], ["Ida, by Ben"])


def test_a_device_is_put_back_from_a_copy(bench):
    with running_hub(bench, "party") as hub:
        ana, ben = devices = [Device(bench, name).join(hub) for name in ("ana", "ben")]
        guest = add(ana, "Gina", "meal=first")
        settle(devices)
        ana.run("set", guest, "drinks=+1", "tags=+waiting")
        ana.copy_to(bench.folder / "copy")
        # What waited is sent, and more is written and sent, that the copy does not know.
        ana.run("set", guest, "drinks=+10", "tags=+later", "meal=second")
        later = add(ana, "Hugo")
        settle(devices)
        accepted = metric(hub, "changes_accepted_total")
        before = ids_of_changes(ben, guest)
        put_back(ana, bench.folder / "copy")
        equal(fields(ana, guest)["meal"], "first")
        equal(later in ana.rows("guests"), False)
        # It writes on before it hears of anything.
        ana.run("set", guest, "drinks=+100", "tags=+third", "meal=third")
        settle(devices)
        check_equal(devices, ("guests",))
        for device in devices:
            equal(fields(device, guest)["drinks"], 111)
            equal(sorted(fields(device, guest)["tags"]), ["later", "third", "waiting"])
            equal(later in device.rows("guests"), True, "what the hub has comes back")
            # It had not seen its own second value: both stand, and people decide.
            equal(values_in_conflict(device), {"meal": ["second", "third"]})
        now = ids_of_changes(ben, guest)
        equal(len(set(now)), len(now), "changes of one name")
        fresh = set(now) - set(before)
        equal(len(fresh), 1)
        lanes = {change.rsplit(".", 1)[0] for change in before}
        equal(fresh.pop().rsplit(".", 1)[0] in lanes, False, "it writes under a new name")
        equal(metric(hub, "changes_accepted_total"), accepted + 1, "what waited in the copy counts once")
        equal(metric(hub, "changes_forked_total"), 0)
        equal(metric(hub, "devices_in_two_places_total"), 0)


def test_a_device_is_copied_and_both_go_on(bench):
    with running_hub(bench, "party") as hub:
        ana, ben = (Device(bench, name).join(hub) for name in ("ana", "ben"))
        guest = add(ana, "Gina", "meal=first")
        settle([ana, ben])
        ana.run("set", guest, "drinks=+1", "tags=+waiting")
        # The key goes with it: for the hub it is the same device.
        ana.copy_to(bench.folder / "twin")
        twin = Device(bench, "twin")
        equal(twin.json("status")["device"], "ana")
        ana.run("set", guest, "drinks=+10", "tags=+original", "meal=by the original")
        twin.run("set", guest, "drinks=+100", "tags=+copy", "meal=by the copy")
        hers, copied = add(ana, "by the original"), add(twin, "by the copy")
        devices = [ana, ben, twin]
        settle(devices)
        for device in devices:
            equal(values_in_conflict(device), {"meal": ["by the copy", "by the original"]})
        # Both at once, for a while.
        ana.watch()
        twin.watch()
        for number in range(20):
            for device, tag in ((ana, f"original-{number}"), (twin, f"copy-{number}")):
                device.run("set", guest, "drinks=+1000", f"tags=+{tag}", f"phone={tag}")
        wait_until("both have said everything",
                   lambda: not ana.json("outbox")["waiting"] and not twin.json("outbox")["waiting"])
        # The hub sees that the two are two, and says so.
        wait_until("the hub noticed", lambda: metric(hub, "devices_in_two_places_total") > 0)
        hub.expect_log('"event":"device_in_two_places","device":"ana"')
        equal([ana.end_watch(), twin.end_watch()], [0, 0])
        settle(devices)
        check_equal(devices, ("guests",))
        for device in devices:
            equal(fields(device, guest)["drinks"], 111 + 40 * 1000, "each increment once, also what both had waiting")
            equal(len(fields(device, guest)["tags"]), 43)
            rows = device.rows("guests")
            equal([rows[hers]["fields"]["full_name"], rows[copied]["fields"]["full_name"]],
                  ["by the original", "by the copy"])
            phones = values_in_history(device, guest, "phone")
            equal(sorted(phones), sorted(f"{who}-{number}" for who in ("original", "copy") for number in range(20)))
            names = ids_of_changes(device, guest)
            equal(len(set(names)), len(names), "changes of one name")
        # Each opening of a store writes under a name of its own, so there were never two contents under one.
        equal(metric(hub, "changes_forked_total"), 0)
        joined = json.loads(hub.run("devices", "--json").out)["devices"]
        equal(sorted(device["device"] for device in joined), ["ana", "ben"])


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
