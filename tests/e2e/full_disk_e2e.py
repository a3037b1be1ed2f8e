"""A disk that fills up, under the hub and under a device: nothing is lost, it is said, and goes on when there is room."""
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import driver
from driver import contains, equal
from drill_driver import Device, check_equal, settle, wait_until
from hub_driver import running_hub

SKIPPED = "SKIPPED(root): a small file system cannot be mounted here"


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """A file system of its own at a folder; None where that may not be."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "wedsync-e2e", str(folder)]
    try:
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        is_mounted = False
    if not is_mounted:
        print(SKIPPED, flush=True)
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder):
    """Leaves not one byte."""
    with open(folder / "filler", "ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass


def make_room(folder):
    os.unlink(folder / "filler")


def readiness(hub):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/readyz") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def names(device):
    return sorted(row["fields"]["full_name"] for row in device.rows("guests").values())


def add(device, name, code=0):
    # Noise, so that it takes its place in every form.
    return device.run("add", "guests", f"full_name={name}", f"notes={os.urandom(8000).hex()}", code=code)


def add_until_full(device, expected):
    """The message of the first command that the disk did not take."""
    for number in range(1000):
        ran = add(device, f"late {number}", code=None)
        if ran.code != 0:
            return ran
        expected.append(f"late {number}")
    raise AssertionError("the disk did not fill up")


def stays_not_ready(hub, seconds=4):
    """Also between the tries of devices, and while others read."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        equal(readiness(hub), (503, "the disk takes no changes\n"))
        time.sleep(0.2)


def test_the_disk_of_the_hub(bench):
    with small_disk(bench.folder / "hub", 16) as disk:
        if disk is None:
            return
        with running_hub(bench, "party") as hub:
            ana, ben = (Device(bench, name).join(hub) for name in ("ana", "ben"))
            expected = ["Gina"]
            add(ana, "Gina")
            settle([ana, ben])
            fill(disk)
            while readiness(hub)[0] == 200 and len(expected) < 1000:
                expected.append(f"during {len(expected)}")
                add(ana, expected[-1])
                ran = ana.run("sync", "--seconds", "3", code=None)
            equal(ran.code, 6)
            contains(ran.error, "the hub takes no changes just now (busy, or its disk is full)")
            contains(ran.error, "wait here, safe")
            hub.expect_log('"changes_not_taken"')
            # It goes on serving those who read, and says what it cannot do.
            before = len(names(ben))
            ben.sync()
            equal(len(names(ben)) >= before, True)
            stays_not_ready(hub)
            contains(hub.run("invite", "--everywhere", code=5).error, "The disk or the quota is full")
            waiting = [change["what"] for change in ana.json("outbox")["waiting"]]
            equal(any(expected[-1] in what for what in waiting), True, "what the hub did not take waits")
            # Both edit on, both are told the same; a hub that is started again on the full disk comes up or says why.
            expected.append("Hugo")
            add(ben, "Hugo")
            equal(ben.run("sync", "--seconds", "3", code=None).code, 6)
            ana.watch()
            wait_until("the watching device says why", lambda: "put_off" in ana.watch_log())
            equal(hub.log.read_text().count('"changes_taken_again"'), 0, "taken again, said while the disk is full")
            make_room(disk)
            wait_until("the hub is ready again by itself", lambda: readiness(hub)[0] == 200)
            hub.expect_log('"changes_taken_again"')
            wait_until("the watching device is in sync by itself", lambda: not ana.json("outbox")["waiting"])
            equal(ana.end_watch(), 0)
            settle([ana, ben])
            check_equal([ana, ben], ["guests"])
            equal(names(ben), sorted(expected))
            hub.stop()
            hub.start()
            newcomer = Device(bench, "newcomer").join(hub)
            settle([ana, newcomer])
            equal(names(newcomer), sorted(expected))


def test_a_hub_is_killed_on_a_full_disk(bench):
    with small_disk(bench.folder / "hub", 16) as disk:
        if disk is None:
            return
        with running_hub(bench, "party") as hub:
            ana, ben = (Device(bench, name).join(hub) for name in ("ana", "ben"))
            add(ana, "Gina")
            settle([ana, ben])
            fill(disk)
            for number in range(40):
                add(ana, f"during {number}")
            equal(ana.run("sync", "--seconds", "3", code=None).code, 6)
            acknowledged = 41 - len(ana.json("outbox")["waiting"])
            hub.stop(signal.SIGKILL)
            # It may come up and serve what it has, or say that the disk is full; it loses nothing by either.
            hub.launch()
            try:
                hub.wait_until_it_serves()
                hub.stop()
            except AssertionError as error:
                contains(str(error), "full")
                equal(hub.process.wait(20), 5)
            make_room(disk)
            hub.start()
            ben.sync()
            equal(len(names(ben)) >= acknowledged, True, f"{len(names(ben))} of {acknowledged} acknowledged")
            settle([ana, ben])
            check_equal([ana, ben], ["guests"])
            equal(len(names(ben)), 41)


def test_the_disk_of_a_device(bench):
    with small_disk(bench.folder / "ana", 16) as disk:
        if disk is None:
            return
        with running_hub(bench, "party") as hub:
            ana, ben = (Device(bench, name).join(hub) for name in ("ana", "ben"))
            expected = ["Gina"]
            add(ana, "Gina")
            settle([ana, ben])
            fill(disk)
            ran = add_until_full(ana, expected)
            equal(ran.code, 5)
            contains(ran.error, "full")
            contains(ran.error, "What was committed before is safe; free some space and run the command again.")
            # Nothing half-done, and what only reads works.
            equal(names(ana), sorted(expected))
            equal(ana.json("verify")["problems"], [])
            equal(len(ana.json("outbox")["waiting"]), len(expected) - 1)
            file = bench.file("guests.csv", "Name,Email\nBo Ek,bo@example.org\n" + "".join(
                f"Guest {number},{os.urandom(200).hex()}@example.org\n" for number in range(300)))
            contains(ana.run("import", file, "--scope", "party", code=5).error, "full")
            # What comes from others has no room either: it is said, and it is fetched later.
            for number in range(40):
                expected.append(f"by Ben {number}")
                add(ben, expected[-1])
            ben.sync()
            ran = ana.run("sync", "--seconds", "5", code=5)
            contains(ran.error, "the disk here is full")
            ana.watch()
            wait_until("the watching device says why", lambda: "disk_full" in ana.watch_log())
            make_room(disk)
            wait_until("the watching device goes on by itself", lambda: "by Ben 39" in names(ana))
            equal(ana.end_watch(), 0)
            add(ana, "Ida")
            expected.append("Ida")
            settle([ana, ben])
            check_equal([ana, ben], ["guests"])
            shown = [name for name in names(ben) if not name.startswith(("Guest ", "Bo Ek"))]
            equal(shown, sorted(expected))
            # The import goes on from where it was.
            ana.run("import", file, "--scope", "party")
            settle([ana, ben])
            equal(len(names(ben)), len(expected) + 301)


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
