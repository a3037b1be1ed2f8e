"""A hub is backed up while people work, and comes back from the backup."""
import json
import signal
import sys
import threading
import urllib.request

import driver
from driver import contains, equal
from hub_driver import running_hub


def store(name):
    return "--data", f"{name}.wedsync"


def join(bench, hub, *names):
    for name in names:
        bench.run(*store(name), "join", hub.invite("--everywhere"), "--name", name)


def guests(bench, name):
    rows = bench.json(*store(name), "query", "guests")
    return sorted(row["fields"]["full_name"] for row in rows["records"])


def sums(hub):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/statusz") as answer:
        return json.loads(answer.read())["scopes"]


def import_guests(bench, name, tag, count, scope="party"):
    rows = "".join(f"{tag} {number},adult\n" for number in range(count))
    bench.file(f"{tag}.csv", "Full Name,Age group\n" + rows)
    bench.run(*store(name), "import", f"{tag}.csv", "--scope", scope)


def test_a_backup_under_load_restores_to_the_same_state(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana", "ben")
        import_guests(bench, "ana", "first", 3000)
        bench.run(*store("ana"), "sync", "--seconds", "60")
        done = threading.Event()
        written = []

        def work():
            while not done.is_set():
                written.append(f"during {len(written)}")
                bench.run(*store("ben"), "add", "guests", f"full_name={written[-1]}", "--scope", "party")
                bench.run(*store("ben"), "sync", "--seconds", "60")

        worker = threading.Thread(target=work)
        worker.start()
        try:
            made = [json.loads(hub.run("backup", f"backups/{number}", "--json").out) for number in range(3)]
        finally:
            done.set()
            worker.join()
        for number, each in enumerate(made):
            equal(each["by_service"], True)
            contains(hub.run("restore", f"backups/{number}", "--check").out, "a good backup")
        # The last one, with everything quiet.
        quiet = json.loads(hub.run("backup", "backups/quiet", "--json").out)
        before = sums(hub)
        equal(quiet["scopes"], before)
        hub.stop()
        # Nobody serves: the command does it alone, and it is the same.
        alone = json.loads(hub.run("backup", "backups/alone", "--json").out)
        equal((alone["by_service"], alone["scopes"]), (False, before))
        for backup, scopes in ((f"backups/{len(made) - 1}", made[-1]["scopes"]), ("backups/quiet", before)):
            restored = json.loads(hub.run("restore", backup, "--json").out)
            equal(restored["scopes"], scopes)
            hub.start()
            equal(sums(hub), scopes)
            hub.stop()
        print(f"        3 backups while {len(written)} changes came in, positions "
              f"{[each['scopes'][0]['position'] for each in made]}")
        hub.start()
        # Devices take it for another life of the hub, and nothing is missing or double.
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync", "--seconds", "60")
        equal(guests(bench, "ana"), sorted([f"first {number}" for number in range(3000)] + written))
        equal(guests(bench, "ben"), guests(bench, "ana"))


def test_a_hub_restored_to_an_hour_ago_gets_back_what_it_lost(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana", "ben")
        bench.run(*store("ana"), "add", "guests", "full_name=before")
        for name in ("ana", "ben"):
            bench.run(*store(name), "sync")
        hub.run("backup", "backup")
        first = sums(hub)[0]
        # The hour that the hub loses: acknowledged edits of both, some seen by the other.
        bench.run(*store("ana"), "add", "guests", "full_name=lost by ana")
        bench.run(*store("ana"), "sync")
        bench.run(*store("ben"), "sync")
        bench.run(*store("ben"), "add", "guests", "full_name=lost by ben")
        bench.run(*store("ben"), "sync")
        guest = bench.json(*store("ben"), "query", "guests", "--where", "full_name=before")["records"][0]["id"]
        bench.run(*store("ben"), "delete", guest)
        bench.run(*store("ben"), "sync")
        lost = sums(hub)[0]
        hub.stop(signal.SIGKILL)
        said = hub.run("restore", "backup").out
        contains(said, "who may come was left as it is")
        contains(said, "the store that was there is in")
        hub.start()
        equal(sums(hub)[0], first)
        # Edits made while it was away go up like any other.
        bench.run(*store("ana"), "add", "guests", "full_name=meanwhile")
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        expected = ["lost by ana", "lost by ben", "meanwhile"]
        equal(guests(bench, "ana"), expected)
        equal(guests(bench, "ben"), expected)
        again = sums(hub)[0]
        equal(int(again["position"]) - int(lost["position"]), 1)
        # Somebody new sees the same, from the hub alone.
        join(bench, hub, "cleo")
        bench.run(*store("cleo"), "sync")
        equal(guests(bench, "cleo"), expected)
        for name in ("ana", "ben", "cleo"):
            bench.run(*store(name), "verify")


def test_a_fresh_machine_becomes_the_hub(bench):
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        bench.run(*store("ana"), "sync")
        hub.run("backup", "backup")
        hub.stop()
        said = bench.run("hub", "--folder", "other", "restore", "backup").out
        contains(said, "revoke anew")
        # The same devices come to it, without a new invitation.
        (bench.folder / "hub").rename(bench.folder / "burnt")
        (bench.folder / "other").rename(bench.folder / "hub")
        hub.start()
        bench.run(*store("ana"), "add", "guests", "full_name=Hugo")
        bench.run(*store("ana"), "sync")
        join(bench, hub, "ben")
        bench.run(*store("ben"), "sync")
        equal(guests(bench, "ben"), ["Gina", "Hugo"])


def test_wrong_use_leaves_the_hub_as_it_is(bench):
    contains(bench.run("hub", "backup", "there", code=4).error, "hub init")
    with running_hub(bench, "party") as hub:
        join(bench, hub, "ana")
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        bench.run(*store("ana"), "sync")
        hub.run("backup", "backup")
        before = sums(hub)
        contains(hub.run("backup", "backup", code=5).error, "is there already")
        contains(hub.run("backup", "/proc/nowhere/backup", code=5).error, "cannot be made")
        contains(hub.run("restore", "backup", code=3).error, "another hub runs")
        contains(hub.run("restore", "nothing", code=4).error, "no backup")
        with open(bench.folder / "backup/hub.db", "r+b") as damaged:
            damaged.seek(5000)
            damaged.write(b"rot")
        contains(hub.run("restore", "backup", "--check", code=3).error, "not the file that was backed up")
        equal(sums(hub), before)
        hub.stop()
        contains(hub.run("restore", "backup", code=3).error, "Nothing was changed")
        bench.run("hub", "--folder", "second", "init")
        hub.run("backup", "good")
        contains(bench.run("hub", "--folder", "second", "restore", "good", code=3).error, "another hub")
        hub.start()
        equal(sums(hub), before)
        equal(sorted(path.name for path in bench.folder.glob("*.part")), [])


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
