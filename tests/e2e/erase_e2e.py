"""What is erased is nowhere any more: a canary is looked for in every file of a hub and its devices."""
import json
import sys

import driver
from driver import contains, equal
from hub_driver import running_hub
from hub_e2e import guests, join, store

CANARY = "canary.zq7@example.org"
COORDINATOR = ("--everywhere", "--role", "coordinator")


def found(bench, text=b"zq7"):
    """The files that have it, the backups apart."""
    places = (path for path in bench.folder.rglob("*") if path.is_file() and "backups" not in path.parts)
    return sorted(str(path.relative_to(bench.folder)) for path in places if text in path.read_bytes())


def ids(bench, name, wanted):
    rows = bench.json(*store(name), "query", "guests")["records"]
    return [row["short_id"] for row in rows if wanted in row["fields"]["full_name"]]


def sync(bench, *names):
    for name in names:
        bench.run(*store(name), "sync", "--seconds", "60")


def venue(bench, hub):
    join(bench, hub, "ana", *COORDINATOR)
    join(bench, hub, "ben")
    bench.run(*store("ana"), "add", "guests", "full_name=Zq7 Canary", f"email={CANARY}", "diets=+vegan")
    for number in range(50):
        bench.run(*store("ana"), "add", "guests", f"full_name=guest {number}")
    sync(bench, "ana", "ben")
    bench.run(*store("ben"), "set", ids(bench, "ben", "Zq7")[0], f"notes=call {CANARY} back")
    sync(bench, "ben", "ana")


def test_it_is_shown_first_and_erased_with_yes_only(bench):
    with running_hub(bench, "party") as hub:
        venue(bench, hub)
        said = bench.run(*store("ana"), "erase", "--find", "CANARY.ZQ7@example").out
        contains(said, "Zq7 Canary")
        contains(said, "Nothing was erased")
        equal(len(ids(bench, "ana", "Zq7")), 1)
        shown = bench.json(*store("ana"), "erase", "--find", CANARY)
        equal((len(shown["records"]), shown["is_erased"]), (1, False))
        equal(shown["records"][0]["title"], "Zq7 Canary")
        bench.run(*store("ana"), "erase", "--find", "nobody says this", code=4)
        bench.run(*store("ana"), "erase", "--find", "zq", code=3)
        bench.run(*store("ana"), "erase", code=2)


def test_it_goes_from_every_file_of_hub_and_devices(bench):
    with running_hub(bench, "party") as hub:
        venue(bench, hub)
        assert "hub/hub.db" in found(bench) or "hub/hub.db-wal" in found(bench), found(bench)
        # Somebody is away, and writes to it.
        join(bench, hub, "cem")
        sync(bench, "cem")
        bench.run(*store("cem"), "set", ids(bench, "cem", "Zq7")[0], "phone=+49 30 zq7")
        equal(bench.json(*store("ana"), "erase", "--find", CANARY, "--yes")["is_erased"], True)
        equal(ids(bench, "ana", "Zq7"), [])
        sync(bench, "ana")
        left = found(bench)
        assert all(not path.startswith(("hub", "ana")) for path in left), left
        assert left, "those who were away still have it"
        sync(bench, "ben", "cem")
        equal(found(bench), [])
        for name in ("ana", "ben", "cem"):
            equal(len(guests(bench, name)), 50)
            bench.run(*store(name), "erase", "--find", CANARY, code=4)
        # The hub's own device too, and after everybody was started again.
        hub.stop()
        hub.start()
        sync(bench, "cem", "ana")
        equal(found(bench), [])
        equal(json.loads((bench.folder / "hub/erased.json").read_text())["erased"][0]["scope"] is not None, True)


def test_what_was_deleted_before_is_found_too(bench):
    with running_hub(bench, "party") as hub:
        venue(bench, hub)
        bench.run(*store("ana"), "delete", ids(bench, "ana", "Zq7")[0])
        sync(bench, "ana", "ben")
        assert found(bench), "a deletion keeps the past"
        shown = bench.json(*store("ana"), "erase", "--find", CANARY, "--yes")
        equal([row["is_deleted"] for row in shown["records"]], [True])
        sync(bench, "ana", "ben")
        equal(found(bench), [])


def test_only_who_manages_may(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana", *COORDINATOR)
        join(bench, hub, "dan", "--everywhere", "--role", "staff")
        bench.run(*store("ana"), "add", "guests", "full_name=Zq7 Canary")
        sync(bench, "ana", "dan")
        bench.run(*store("dan"), "erase", "--find", "zq7 canary", "--yes")
        bench.run(*store("dan"), "sync", "--seconds", "60", code=None)
        sync(bench, "ana")
        equal(guests(bench, "ana"), ["Zq7 Canary"])
        equal(guests(bench, "dan"), ["Zq7 Canary"])


def test_a_restored_hub_has_forgotten_too(bench):
    with running_hub(bench, "party") as hub:
        venue(bench, hub)
        hub.run("backup", "backups/monday")
        assert b"zq7" in (bench.folder / "backups/monday/hub.db").read_bytes()
        bench.run(*store("ana"), "erase", "--find", CANARY, "--yes")
        sync(bench, "ana")
        equal(len(json.loads((bench.folder / "backups/monday/erased.json").read_text())["erased"]), 1)
        hub.stop()
        hub.run("restore", "backups/monday")
        equal([path for path in found(bench) if path.startswith("hub/hub.db")], [])
        hub.start()
        sync(bench, "ben", "ana", "ben")
        equal(found(bench), [])
        equal(len(guests(bench, "ben")), 50)


if __name__ == "__main__":
    sys.exit(driver.main(globals()))
