"""Every kind of bad input: a clear error, the exit code that docs/command.md says, nothing half-done."""
import json
import os
import sqlite3
import time

import driver
from driver import contains, equal

USAGE, BAD_INPUT, NOT_FOUND, STORE = 2, 3, 4, 5


def refused(bench, code, part, *arguments, **more):
    """The command fails with `code`, says `part`, and as JSON says the same on standard error."""
    ran = bench.run(*arguments, code=code, **more)
    contains(ran.error, part)
    equal(ran.out, "")
    error = json.loads(bench.run(*arguments, "--json", code=code, **more).error)["error"]
    equal(error["exit_code"], code)
    contains(error["message"], part)


def unprivileged():
    """For the child: rights of files mean nothing to root."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def test_usage(bench):
    refused(bench, USAGE, "frobnicate", "frobnicate")
    bench.run(code=USAGE)
    refused(bench, USAGE, "RECORD is required", "get")
    refused(bench, USAGE, "--nonsense", "status", "--nonsense")
    refused(bench, USAGE, "--kind", "import", "x.csv", "--kind", "novel")


def test_no_store(bench):
    for command in (["status"], ["verify"], ["query", "guests"], ["get", "ab"], ["set", "ab", "meal=fish"],
                    ["add", "guests", "full_name=x"], ["delete", "ab"], ["conflicts"], ["decisions"], ["undo"], ["history", "ab"],
                    ["watch", "guests"], ["export", "--format", "csv", "--output", "x.csv"], ["import", "--list"], ["import", "--undo"],
                    ["decide", "ab", "meal", "--take", "1"], ["scopes"]):
        refused(bench, NOT_FOUND, "there is no store", *command)
    equal(list(bench.folder.iterdir()), [])


def test_store_that_is_none(bench):
    refused(bench, BAD_INPUT, "is a folder", "status", "--data", str(bench.folder))
    bench.store.write_bytes(os.urandom(40_000))
    before = bench.store.read_bytes()
    refused(bench, STORE, "damaged, or no WedSync store", "status")
    equal(bench.store.read_bytes(), before, "the file")
    refused(bench, NOT_FOUND, "there is no folder", "scopes", "--add", "x", "--data", "no/such/file")


def test_store_of_a_newer_program(bench):
    bench.run("scopes", "--add", "One")
    with sqlite3.connect(bench.store) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version={version + 1}")
    connection.close()
    before = bench.store.read_bytes()
    refused(bench, STORE, "this program knows up to", "status")
    contains(bench.run("status", code=STORE).error, "newer WedSync")
    equal(bench.store.read_bytes(), before, "the file")


def test_damaged_page_is_found(bench):
    bench.run("scopes", "--add", "One")
    for number in range(40):
        bench.run("add", "guests", f"full_name=guest number {number}", "notes=" + "x" * 300)
    content = bytearray(bench.store.read_bytes())
    page = content.find(b"guest number 7") // 4_096 * 4_096
    assert page > 0
    content[page:page + 64] = b"\xff" * 64
    bench.store.write_bytes(content)
    found = bench.run("verify", code=None)
    assert found.code in (1, STORE), (found.code, found.out, found.error)


def test_store_without_rights(bench):
    bench.run("scopes", "--add", "One")
    os.chmod(bench.folder, 0o555)
    os.chmod(bench.store, 0o444)
    try:
        refused(bench, STORE, "venue.wedsync", "add", "guests", "full_name=x", preexec_fn=unprivileged)
    finally:
        os.chmod(bench.folder, 0o755)
        os.chmod(bench.store, 0o644)
    equal(bench.json("query", "guests")["count"], 0)


def test_store_open_elsewhere(bench):
    bench.run("scopes", "--add", "One")
    other = sqlite3.connect(bench.store, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        refused(bench, STORE, "open in another program", "status")
    finally:
        other.close()
    bench.run("status")


def test_full_disk(bench):
    rows = "".join(f"Guest number {n},{'x' * 200}\n" for n in range(2_000))
    bench.file("guests.csv", "name,notes\n" + rows)
    ran = bench.run("import", "guests.csv", "--scope", "Big", "--page-count-max", "120", code=STORE)
    contains(ran.error, "records are in")
    contains(ran.error, "run the command again")
    some = bench.json("query", "guests")["count"]
    assert 0 < some < 2_000, some
    contains(ran.error, f"{some} of 2000 records are in")
    bench.run("verify")
    bench.run("import", "guests.csv", "--scope", "Big")
    equal(bench.json("query", "guests")["count"], 2_000)


def test_import_files(bench):
    bench.file("empty.csv", "")
    bench.file("other.csv", "colour,size\nred,1\n")
    bench.file("broken.csv", 'name\n"never closed\n')
    bench.file("garbage.bin", bytes(range(256)) * 40)
    bench.file("broken.xml", "<schedule><day></schedule>")
    bench.file("broken.json", '{"schedule": 7}')
    bench.file("fine.csv", "name\nAna\n")
    refused(bench, NOT_FOUND, "there is no file", "import", "none.csv")
    refused(bench, BAD_INPUT, "is a folder", "import", str(bench.folder))
    for name in ("empty.csv", "other.csv", "broken.csv", "garbage.bin", "broken.xml", "broken.json"):
        refused(bench, BAD_INPUT, name, "import", name, "--scope", "One")
    refused(bench, BAD_INPUT, "fine.csv", "import", "fine.csv", "--kind", "schedule")
    refused(bench, USAGE, "more than one guest list", "import", "fine.csv", "fine.csv", "--scope", "One")
    equal(bench.store.exists(), False, "a store")
    refused(bench, USAGE, "needs a scope", "import", "fine.csv")


def test_rows_in_error_are_listed_and_the_rest_comes_in(bench):
    bench.file("guests.csv", "name,rsvp,favourite colour\nAna,accepted,red\n,accepted,blue\nBo,perhaps,green\n")
    imported = bench.json("import", "guests.csv", "--scope", "One", "--errors", "errors.csv", code=1)
    equal([(error["line"], error["row_left_out"]) for error in imported["errors"]], [(3, True), (4, False)])
    equal(imported["unknown_columns"], ["favourite colour"])
    equal(bench.json("query", "guests")["count"], 2)
    lines = (bench.folder / "errors.csv").read_text().splitlines()
    equal(lines[0], "line,problem,row left out,name,rsvp,favourite colour")
    equal([line.split(",")[0] for line in lines[1:]], ["3", "4"])


def test_names_and_values(bench):
    bench.run("scopes", "--add", "One", "--add", "Two")
    one = bench.json("add", "guests", "full_name=Ana", "--scope", "One")
    two = bench.json("add", "guests", "full_name=Bo", "--scope", "Two")
    ana = one["id"]
    before = bench.json("get", ana)
    refused(bench, BAD_INPUT, "no collection", "query", "giraffes")
    refused(bench, BAD_INPUT, "no collection", "add", "giraffes", "name=x", "--scope", "One")
    refused(bench, BAD_INPUT, "has no field", "set", ana, "height=3")
    refused(bench, BAD_INPUT, "has no field", "query", "guests", "--where", "height=3")
    refused(bench, BAD_INPUT, "has no field", "query", "guests", "--sort", "height")
    refused(bench, BAD_INPUT, "has no field", "query", "guests", "--fields", "height")
    refused(bench, USAGE, "no condition", "query", "guests", "--where", "rsvp")
    refused(bench, BAD_INPUT, "whole number", "set", ana, "plus_ones=many")
    refused(bench, BAD_INPUT, "a time", "set", ana, "checked_in_at=noon")
    refused(bench, BAD_INPUT, "a time", "set", ana, "checked_in_at=2027-02-30")
    refused(bench, BAD_INPUT, "true or false", "set", ana, "is_child=somewhat")
    refused(bench, BAD_INPUT, "choices", "set", ana, "rsvp=perhaps")
    refused(bench, BAD_INPUT, "is a set", "set", ana, "diets=vegan")
    refused(bench, BAD_INPUT, "is a counter", "set", ana, "drinks=3")
    refused(bench, BAD_INPUT, "file", "set", ana, "photo=x")
    refused(bench, NOT_FOUND, "none of \"tables\"", "set", ana, "table=Nowhere")
    refused(bench, USAGE, "no FIELD=VALUE", "set", ana, "meal")
    refused(bench, BAD_INPUT, "", "set", ana, "notes=" + "x" * 70_000)
    # All or nothing: the good half of a bad command does not come in.
    refused(bench, BAD_INPUT, "whole number", "set", ana, "meal=fish", "plus_ones=many")
    equal(bench.json("get", ana), before)
    refused(bench, USAGE, "which scope", "add", "guests", "full_name=x")
    refused(bench, NOT_FOUND, "no scope", "add", "guests", "full_name=x", "--scope", "Three")
    refused(bench, NOT_FOUND, "no record", "get", "zzz")
    refused(bench, BAD_INPUT, "more than one record", "get", "0")
    refused(bench, BAD_INPUT, "several scopes", "delete", ana, two["id"])
    refused(bench, NOT_FOUND, "no open conflict", "decide", ana, "meal", "--take", "1")
    refused(bench, USAGE, "one choice", "decide", ana, "meal")
    refused(bench, USAGE, "no change", "undo", "xyz")
    refused(bench, NOT_FOUND, "no change", "undo", "0123.1")
    equal(bench.json("query", "guests")["count"], 2)


def test_tables_of_the_same_name(bench):
    bench.run("scopes", "--add", "One")
    bench.run("add", "tables", "label=Rose")
    bench.run("add", "tables", "label=Rose")
    refused(bench, BAD_INPUT, "more than one of \"tables\"", "add", "guests", "full_name=x", "table=Rose")


def test_schema_files(bench):
    bench.file("bad.json", '{"name": "x", "version": 1, "collections": []}')
    bench.file("small.json", json.dumps({"name": "small", "version": 1, "collections": [
        {"number": 1, "name": "notes", "title": "title",
         "fields": [{"number": 1, "name": "title", "kind": "register"}]}]}))
    refused(bench, BAD_INPUT, "bad.json", "scopes", "--add", "x", "--schema", "bad.json")
    refused(bench, NOT_FOUND, "no file", "scopes", "--add", "x", "--schema", "none.json")
    equal(bench.store.exists(), False)
    bench.run("scopes", "--add", "x", "--schema", "small.json")
    equal(bench.json("add", "notes", "title=hello", "--schema", "small.json")["title"], "hello")
    bench.file("guests.csv", "name\nAna\n")
    refused(bench, BAD_INPUT, "no such records", "import", "guests.csv", "--schema", "small.json")


if __name__ == "__main__":
    time.tzset()
    driver.main(globals())
