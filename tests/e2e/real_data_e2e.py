"""Import of real files, and strings that break programs, from outside data."""
import json
import subprocess
import sys

import driver
from driver import DATA, equal


def outside(name):
    """A path of outside data; None, and a line that says so, where it is not here."""
    path = DATA / name
    if path.exists():
        return path
    print(f"SKIPPED(data): {name} is not here")
    return None


def test_congress_and_people_become_five_scopes(bench):
    schedule = outside("real/schedules/38c3-schedule.xml")
    people = outside("real/people/legislators-current.yaml")
    if schedule is None or people is None:
        return
    committees = people.parent / "committee-membership-current.yaml"
    csv = subprocess.run([sys.executable, "-B", "scripts/people_to_csv.py", people, committees], check=True,
                         stdout=subprocess.PIPE).stdout
    bench.file("guests.csv", csv)
    imported = bench.json("import", schedule, "guests.csv")
    equal(imported["schedule_items"], 1_007)
    equal(len(imported["scopes"]), 5)
    equal(imported["errors"], [])
    created = sum(scope["collections"]["guests"]["created"] for scope in imported["scopes"])
    equal(created, imported["guests"])
    equal(bench.json("query", "guests")["count"], created)
    again = bench.json("import", schedule, "guests.csv")
    equal([scope["commits"] for scope in again["scopes"]], [0] * 5)
    equal(bench.json("verify")["ok"], True)


def test_schedules_in_json(bench):
    for name in ("real/schedules/frab-camp2019.json", "real/schedules/pretalx-democon.json"):
        schedule = outside(name)
        if schedule is None:
            continue
        store = ("--data", schedule.stem + ".wedsync")
        imported = bench.json("import", schedule, *store)
        rows = bench.json("query", "timeline_items", *store)["count"]
        equal(rows, sum(scope["collections"]["timeline_items"]["created"] for scope in imported["scopes"]))
        assert rows > 0


def test_naughty_strings_come_back_byte_for_byte(bench):
    strings = outside("suites/naughty-strings/blns.json")
    if strings is None:
        return
    naughty = [text for text in json.loads(strings.read_text("utf-8")) if text and "\0" not in text]
    assert len(naughty) > 400, len(naughty)
    bench.run("scopes", "--add", "One")
    first = bench.json("add", "guests", "full_name=first")["id"]
    for at in range(0, len(naughty), 20):
        group = naughty[at:at + 20]
        # One store, many strings a run: the notes of one guest and the elements of its sets.
        for text in group:
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                continue
            equal(bench.json("set", first, f"notes={text}")["fields"]["notes"], text)
    for text in naughty[::8]:
        bench.run("add", "guests", f"full_name={text}")
    rows = [row["title"] for row in bench.json("query", "guests")["records"]]
    for text in naughty[::8]:
        assert text in rows, text
        bench.json("query", "guests", f"--search={text}")
        found = bench.json("query", "guests", f"--where=full_name={text}")
        assert found["count"] >= 1, text
    equal(bench.json("get", first)["title"], "first")
    equal(bench.json("verify")["ok"], True)
    table = bench.run("query", "guests").out
    for line in table.splitlines():
        assert not any(ord(c) < 32 or ord(c) == 127 for c in line), line


def test_naughty_strings_through_every_command(bench):
    strings = outside("suites/naughty-strings/blns.json")
    if strings is None:
        return
    bench.run("scopes", "--add", "One")
    ana = bench.json("add", "guests", "full_name=Ana")["id"]
    commands = [["import"], ["import", "--scope"], ["import", "--undo"], ["import", "none.csv", "--errors"],
                ["import", "none.csv", "--utc-offset"], ["export", "--format"], ["export", "--format", "csv", "--scope"],
                ["export", "--format", "csv", "--collection"], ["query"], ["query", "guests", "--where"],
                ["query", "guests", "--sort"], ["query", "guests", "--fields"], ["query", "guests", "--scope"], ["get"],
                ["add"], ["add", "guests"], ["set", ana], ["set"], ["delete"], ["undo"], ["undo", "--scope"],
                ["history"], ["decide", ana, "meal", "--value"], ["decide", ana], ["status", "--data"],
                ["scopes", "--schema"], ["watch", "guests", "--for", "0", "--where"], ["verify", "--person"],
                ["replay", "--network"], []]
    texts = json.loads(strings.read_text("utf-8"))
    texts = [text for text in texts if text and "\0" not in text and text.isprintable() and "/" not in text]
    for number, text in enumerate(texts[::3]):
        command = commands[number % len(commands)]
        for arguments in (command, commands[(number * 7 + 3) % len(commands)]):
            ran = bench.run(*arguments, text, code=None)
            assert ran.code in range(6), (arguments, text, ran.code, ran.error)
            assert "bug" not in ran.error.replace(text, ""), (arguments, text, ran.error)
            assert ran.code == 0 or ran.error or ran.out, (arguments, text)
    equal(bench.json("verify")["ok"], True)


if __name__ == "__main__":
    driver.main(globals())
