"""Every command where all goes well."""
import contextlib
import json
import sqlite3
import subprocess
import time

import driver
from driver import contains, equal

GUESTS = "name,email,party,rsvp,table,notes\nAna García,ana@example.org,García,accepted,1,\n" \
         "Bo Ek,bo@example.org,Ek,invited,1,likes tea\nCleo Ek,,Ek,declined,,\n"


def with_guests(bench):
    bench.file("guests.csv", GUESTS)
    return bench.json("import", "guests.csv", "--scope", "Ana and Bo")


def guest(bench, name):
    rows = bench.json("query", "guests", "--where", f"full_name={name}")["records"]
    equal(len(rows), 1, name)
    return rows[0]


def test_help_has_examples(bench):
    listed = bench.run("--help").out
    for command in ("import export query get set add delete watch conflicts decide undo history status scopes verify "
                    "bench").split():
        contains(listed, command)
        contains(bench.run(command, "--help").out, f"wedsync {command}")
    contains(bench.run("--version").out, "wedsync ")


def test_import_counts_and_is_idempotent(bench):
    first = with_guests(bench)
    equal(first["scopes"][0]["collections"]["guests"]["created"], 3)
    equal(first["scopes"][0]["collections"]["tables"]["created"], 1)
    again = with_guests(bench)
    equal(again["scopes"][0]["commits"], 0)
    equal(bench.json("query", "guests")["count"], 3)


def test_import_keeps_what_people_wrote_unless_told(bench):
    with_guests(bench)
    bench.run("set", guest(bench, "Bo Ek")["id"], "notes=likes coffee")
    again = with_guests(bench)
    equal(again["scopes"][0]["collections"]["guests"]["fields_kept"], 1)
    equal(guest(bench, "Bo Ek")["fields"]["notes"], "likes coffee")
    bench.run("import", "guests.csv", "--scope", "Ana and Bo", "--overwrite")
    equal(guest(bench, "Bo Ek")["fields"]["notes"], "likes tea")


def test_dry_run_leaves_nothing(bench):
    bench.file("guests.csv", GUESTS)
    ran = bench.json("import", "guests.csv", "--scope", "Ana and Bo", "--dry-run")
    equal(ran["scopes"][0]["collections"]["guests"]["created"], 3)
    equal(bench.store.exists(), False)


def test_query_filters_sorts_and_searches(bench):
    with_guests(bench)

    def names(*arguments):
        return [row["title"] for row in bench.json("query", "guests", *arguments)["records"]]

    equal(names(), ["Ana García", "Bo Ek", "Cleo Ek"])
    equal(names("--sort", "-full_name", "--limit", "2"), ["Cleo Ek", "Bo Ek"])
    equal(names("--where", "party=Ek", "--where", "rsvp!=declined"), ["Bo Ek"])
    equal(names("--where", "table=1"), ["Ana García", "Bo Ek"])
    equal(names("--where", "full_name>B"), ["Bo Ek", "Cleo Ek"])
    equal(names("--where", "notes~TEA"), ["Bo Ek"])
    equal(names("--where", "email="), ["Cleo Ek"])
    equal(names("--search", "garcia"), ["Ana García"])
    equal(names("--scope", "Ana"), ["Ana García", "Bo Ek", "Cleo Ek"])
    table = bench.run("query", "guests", "--fields", "full_name,rsvp").out.splitlines()
    equal(table[0].split(), ["id", "full_name", "rsvp"])
    equal(table[-1], "3 guests")
    equal(table[1].index("accepted"), table[2].index("invited"), "columns align")


def test_set_takes_every_kind(bench):
    with_guests(bench)
    ana = guest(bench, "Ana García")["id"]
    bench.run("add", "tables", "label=Rose", "capacity=8", "x=1.5")
    fields = bench.json("set", ana, "table=Rose", "diets=+vegan", "diets=+nuts", "drinks=+3",
                        "checked_in=yes", "checked_in_at=2027-06-12T14:00:00+02:00", "plus_ones=2")["fields"]
    equal(fields["table"]["title"], "Rose")
    equal(fields["diets"], ["nuts", "vegan"])
    equal(fields["drinks"], 3)
    equal(fields["checked_in"], True)
    equal(fields["checked_in_at"], "2027-06-12T12:00:00Z")
    equal(fields["plus_ones"], 2)
    fields = bench.json("set", ana, "diets=-nuts", "drinks=-1", "plus_ones=")["fields"]
    equal((fields["diets"], fields["drinks"], "plus_ones" in fields), (["vegan"], 2, False))


def test_ids_are_uuids_accepted_by_beginning(bench):
    with_guests(bench)
    row = guest(bench, "Ana García")
    equal(row["id"][14], "7", "version")
    for name in (row["id"], row["short_id"], row["id"].upper(), row["id"][:28]):
        equal(bench.json("get", name)["title"], "Ana García")
    contains(bench.run("get", row["short_id"]).out, "ana@example.org")


def test_delete_and_undo(bench):
    with_guests(bench)
    row = guest(bench, "Ana García")
    equal(bench.json("delete", row["id"]), {"deleted": [row["id"]]})
    bench.run("get", row["id"], code=4)
    contains(bench.run("undo").out, "taken back")
    equal(bench.json("get", row["short_id"])["fields"], row["fields"])


def test_history_says_who_what_and_what_was_replaced(bench):
    with_guests(bench)
    ana = guest(bench, "Ana García")["id"]
    bench.run("set", ana, "meal=fish", "--person", "carol", "--device", "door")
    bench.run("set", ana, "meal=beef")
    history = bench.json("history", ana)
    last = history["changes"][-1]
    equal(last["author"]["person"], "alice")
    equal(last["effects"][0]["field"], "meal")
    equal(last["effects"][0]["value"], "beef")
    lost = last["effects"][0]["replaced"][0]
    equal((lost["value"], lost["place"]), ("fish", "replaced"))
    equal(lost["change"], history["changes"][-2]["change"])
    equal(history["changes"][-2]["author"], {"person": "carol", "device": "door", "role": ""})
    contains(bench.run("history", ana).out, "fish (by carol (door)")
    bench.run("undo", last["change"][:12] + last["change"][last["change"].index("."):])
    equal(bench.json("get", ana)["fields"]["meal"], "fish")


def test_undo_after_undo_goes_back_change_by_change(bench):
    with_guests(bench)
    ana = guest(bench, "Ana García")["id"]
    meals = ["fish", "beef", "vegan", "soup"]
    for meal in meals:
        bench.run("set", ana, f"meal={meal}")
    for meal in reversed(meals[:-1]):
        bench.run("undo")
        equal(bench.json("get", ana)["fields"]["meal"], meal)


def test_verify_finds_a_damaged_value_that_waits(bench):
    bench.run("scopes", "--add", "One")
    bench.run("add", "guests", "full_name=Dee Damaged")
    with contextlib.closing(sqlite3.connect(bench.store)) as database:
        rows = [(row.replace(b"Damaged", b"Damagee"), key)
                for key, row in database.execute("SELECT id, body FROM record") if b"Damaged" in row]
        equal(len(rows), 1)
        database.executemany("UPDATE record SET body = ? WHERE id = ?", rows)
        database.commit()
    verified = bench.json("verify", code=1)
    equal((verified["ok"], len(verified["problems"])), (False, 1))
    contains(verified["problems"][0], "changes that wait: 1")


def test_a_deleted_guest_is_kept_with_its_values(bench):
    subprocess.run([driver.CONFLICT_STORE, str(bench.store), "deleted"], check=True)
    conflict = bench.json("conflicts")["conflicts"][0]
    equal((conflict["kind"], conflict["field"]), ("edited_and_deleted", "(record)"))
    bench.run("decide", conflict["record"], "(record)", "--keep")
    fields = bench.json("get", conflict["record"])["fields"]
    equal((fields["full_name"], fields["meal"]), ("Ana García", "vegan"))
    equal(bench.json("conflicts")["count"], 0)


def test_conflicts_are_listed_and_decided(bench):
    subprocess.run([driver.CONFLICT_STORE, str(bench.store), "edited"], check=True)
    conflicts = bench.json("conflicts")
    equal(conflicts["count"], 1)
    conflict = conflicts["conflicts"][0]
    equal((conflict["kind"], conflict["field"], conflict["title"]), ("disagreement", "meal", "Ana García"))
    values = {value["value"]: value for value in conflict["values"]}
    equal(values["vegan"]["author"]["person"], "bob")
    equal(values["beef"]["author"]["person"], "alice")
    contains(bench.run("conflicts").out, "vegan")
    contains(bench.run("get", conflict["record"]).out, "people disagree")
    equal(bench.json("status")["scopes"][0]["conflicts"], 1)
    bench.run("decide", conflict["record"], "meal", "--take", "9", code=3)
    decided = bench.json("decide", conflict["record"], "meal", "--take", str(values["vegan"]["number"]))
    equal(bench.json("conflicts")["count"], 0)
    equal(bench.json("get", conflict["record"])["fields"]["meal"], "vegan")
    bench.run("undo", decided["change"])
    equal(bench.json("conflicts")["count"], 1)
    bench.run("decide", conflict["record"], "meal", "--value", "soup")
    equal(bench.json("get", conflict["record"])["fields"]["meal"], "soup")
    told = bench.json("decisions")
    equal([(each["value"], each["by"], each["outcome"], each["title"]) for each in told["decisions"]],
          [("soup", "person", "kept", "Ana García"), ("vegan", "person", "undone", "Ana García")])
    equal({each["value"] for each in told["decisions"][1]["replaced"]}, {"vegan", "beef"})
    equal((told["totals"]["person"], told["totals"]["machine"], told["is_whole"]), (2, 0, True))
    equal([row["field"] for row in told["fields"] if row["person"]], ["meal"])
    equal({row["decides"] for row in told["fields"] if row["collection"] == "tables" and row["field"] in ("zone", "shape")},
          {"apply"})
    equal(len(bench.json("decisions", "--limit", "1")["decisions"]), 1)
    contains(bench.run("decisions").out, "2 settled by people")


def test_what_machines_may_decide_is_switched(bench):
    bench.run("init", "--scope", "One", "--scope", "Two")
    equal(bench.json("switch")["switches"], [])
    contains(bench.run("switch").out, "nothing is switched")
    told = bench.json("switch", "tables.zone", "ask")
    equal((told["field"], told["decides"], sorted(told["scopes"])), ("tables.zone", "ask", ["One", "Two"]))
    bench.run("switch", "tables.zone", "ask")
    switches = bench.json("switch")["switches"]
    equal([(each["field"], each["decides"], each["planned"]) for each in switches], [("tables.zone", "ask", "apply")] * 2)
    contains(bench.run("switch").out, "tables.zone")
    bench.run("switch", "tables.zone", "planned", "--scope", "Two")
    equal([each["scope"] for each in bench.json("switch")["switches"]], ["One"])
    bench.run("switch", "tables.zone", "ask", "--scope", "Two")
    row = [each for each in bench.json("decisions")["fields"] if each["field"] == "zone"][0]
    equal([each["decides"] for each in row["switched"]], ["ask", "ask"])
    contains(bench.run("switch", "tables.zone", "planned").out, "planned")
    equal(bench.json("switch")["switches"], [])
    contains(bench.run("switch", "guests.allergies", "apply", code=3).error, "only people decide")
    contains(bench.run("switch", "guests.diets", "apply", code=3).error, "cannot disagree")
    contains(bench.run("switch", "zone", "ask", code=2).error, "tables.zone")
    contains(bench.run("switch", "tables.zone", "always", code=2).error, "planned")
    bench.run("switch", "tables.zone", code=2)


def test_problems_are_listed_and_repaired(bench):
    bench.run("scopes", "--add", "One")
    for label, capacity in (("Rose", 1), ("Lily", 4)):
        bench.run("add", "tables", f"label={label}", f"capacity={capacity}")
    equal(bench.json("problems"), {"count": 0, "problems": []})
    contains(bench.run("problems").out, "no problems")
    for name in ("Ana", "Ben"):
        bench.run("add", "guests", f"full_name={name}", "table=Rose", environment={"WEDSYNC_PERSON": name})
    problem = bench.json("problems", "--scope", "One")["problems"][0]
    equal((problem["rule"], problem["kind"], problem["total"], problem["limit"]), ("table_capacity", "capacity", 2, 1))
    equal([(part["title"], part["author"]["person"]) for part in problem["records"]], [("Ana", "Ana"), ("Ben", "Ben")])
    equal([repair["kind"] for repair in problem["repairs"]], ["move", "move", "raise"])
    equal(problem["repairs"][0]["text"], "table of Ben = Lily")
    contains(bench.run("problems").out, "table of Ben = Lily")
    bench.run("repair", problem["problem"], "--take", "9", code=3)
    bench.run("repair", "zzz", code=4)
    repaired = bench.json("repair", problem["problem"][:6])
    equal(bench.json("problems")["count"], 0)
    bench.run("repair", problem["problem"], code=4)
    bench.run("undo", repaired["change"])
    equal(bench.json("problems")["problems"][0]["problem"], problem["problem"])


def test_scopes_status_and_verify(bench):
    equal(bench.json("scopes", "--add", "One", "--add", "Two")["scopes"].__len__(), 2)
    equal(sorted(bench.json("scopes")["scopes"]), ["One", "Two"])
    bench.run("add", "guests", "full_name=Dee", "--scope", "Two")
    status = {row["scope"]: row for row in bench.json("status")["scopes"]}
    equal((status["One"]["records"], status["Two"]["records"], status["Two"]["pending"]), (0, 1, 1))
    verified = bench.json("verify")
    equal((verified["ok"], verified["records"], verified["problems"]), (True, 1, []))
    contains(bench.run("verify").out, "verified: 1 records")


def test_watch_follows_other_commands(bench):
    with_guests(bench)
    watch = bench.start("watch", "guests", "--json", "--interval", "20", "--for", "60")
    try:
        events = [json.loads(watch.stdout.readline()) for _ in range(4)]
        equal([event["event"] for event in events], ["added"] * 3 + ["ready"])
        ana = guest(bench, "Ana García")["id"]
        bench.run("set", ana, "meal=fish")
        event = json.loads(watch.stdout.readline())
        equal((event["event"], event["record"]["fields"]["meal"]), ("changed", "fish"))
        bench.run("delete", ana)
        event = json.loads(watch.stdout.readline())
        equal((event["event"], event["record"]["id"]), ("removed", ana))
        bench.run("add", "guests", "full_name=Dee")
        equal(json.loads(watch.stdout.readline())["event"], "added")
    finally:
        watch.terminate()
        watch.communicate()


def test_commands_side_by_side_wait_for_each_other(bench):
    bench.run("scopes", "--add", "One")
    running = [bench.start("add", "guests", f"full_name=guest {n}") for n in range(6)]
    for process in running:
        equal((process.wait(60), process.communicate()[1]), (0, ""))
    equal(bench.json("query", "guests")["count"], 6)
    bench.run("verify")


def test_init_makes_a_store_once_and_devices_says_who_wrote(bench):
    equal(sorted(bench.json("init", "--scope", "One", "--scope", "Two")["scopes"]), ["One", "Two"])
    contains(bench.run("init", code=3).error, "is there already")
    contains(bench.run("devices").out, "nobody wrote anything yet")
    bench.run("add", "guests", "full_name=Ana", "--scope", "One")
    bench.run("--person", "ben", "add", "guests", "full_name=Bo", "--scope", "Two")
    devices = bench.json("devices")["devices"]
    equal([(each["person"], each["changes"], each["is_this"]) for each in devices],
          [("alice", 1, True), ("ben", 1, False)])
    contains(bench.run("--data", "demo.wedsync", "init", "--demo").out, "5 scopes")
    equal(bench.json("--data", "demo.wedsync", "query", "guests", "--limit", "1")["count"], 1)
    equal(bench.json("--data", "demo.wedsync", "verify")["ok"], True)


def test_support_tells_no_names_unless_asked(bench):
    contains(bench.run("support", code=4).error, "no store")
    bench.run("--person", "Canary Person", "--device", "canary-tablet", "init", "--scope", "Canary Wedding")
    bench.run("--person", "Canary Person", "--device", "canary-tablet", "add", "guests", "full_name=Canary Guest")
    bench.run("hub", "--folder", "canary-hub", "init", "--name", "Canary Villa", "--scope", "Canary Wedding")
    bench.run("hub", "--folder", "canary-hub", "invite", "--everywhere", "--person", "Canary Person")
    bench.run("support", "--hub", "canary-hub")
    text = (bench.folder / "wedsync-support.json").read_text()
    assert "canary" not in text.lower(), text
    bundle = json.loads(text)
    equal((bundle["store"]["scopes"][0]["pending"], bundle["hub"]["open_invitations"]), (1, 1))
    bench.run("support", "--hub", "no-canary-hub", "--out", "second.json")
    text = (bench.folder / "second.json").read_text()
    contains(json.loads(text)["hub"]["problem"], "there is no hub")
    assert "canary" not in text.lower(), text
    bench.run("support", "--with-names", "--out", "third.json")
    equal(json.loads((bench.folder / "third.json").read_text())["store"]["scopes"][0]["name"], "Canary Wedding")
    contains(bench.run("support", "--out", str(bench.store), code=2).error, "written over")


def test_completion_and_manual_know_every_command(bench):
    bash = bench.run("completion", "bash").out
    bench.run("man", "man1")
    pages = {path.name for path in (bench.folder / "man1").iterdir()}
    for command in ("import", "sync", "hub-invite", "hub-config-print"):
        assert f"wedsync-{command}.1" in pages, pages
        contains(bash, command.rsplit("-", 1)[-1])
    for shell in ("zsh", "fish"):
        contains(bench.run("completion", shell).out, "invite")
    contains(bench.run("completion", "tcsh", code=2).error, "bash, zsh and fish")
    bench.file("taken", "")
    contains(bench.run("man", "taken", code=3).error, "cannot be made")


def test_bench_measures(bench):
    measured = bench.json("bench", "--guests", "100", "--rounds", "10")
    equal({row["work"] for row in measured["timings"]}, {"commit", "get", "query", "search", "open"})
    for row in measured["timings"]:
        assert 0 <= row["p50_us"] <= row["p95_us"], row


def test_colour_and_steering_characters_stay_out_of_pipes(bench):
    bench.run("scopes", "--add", "One")
    bench.run("add", "guests", "full_name=\x1b[31mred\nline")
    out = bench.run("query", "guests").out
    assert "\x1b" not in out, out
    contains(out, "\\x1b[31mred\\nline")
    equal(bench.json("query", "guests")["records"][0]["title"], "\x1b[31mred\nline")


def test_environment_names_store_and_person(bench):
    environment = {"WEDSYNC_DB": str(bench.folder / "other.wedsync"), "WEDSYNC_PERSON": "dora"}
    bench.run("scopes", "--add", "One", environment=environment)
    equal(bench.store.exists(), False)
    equal(bench.json("status", environment=environment)["person"], "dora")


def test_flags_win_over_environment_over_file(bench):
    bench.run("init", "--scope", "One")
    (bench.folder / ".config/wedsync").mkdir(parents=True)
    path = bench.folder / ".config/wedsync/config.toml"
    path.write_text('person = "from the file"\ndevice = "tablet-7"\n')
    dora = {"WEDSYNC_PERSON": "dora"}
    equal(bench.json("status")["person"], "from the file")
    equal(bench.json("status", environment=dora)["person"], "dora")
    equal(bench.json("--person", "eve", "status", environment=dora)["person"], "eve")
    equal(bench.json("status", environment=dora)["device"], "tablet-7")
    path.write_text("person = 3\n")
    contains(bench.run("status", code=3).error, "line 1: person is to be a text")
    path.write_text('\npersn = "x"\n')
    contains(bench.run("status", code=3).error, 'line 2: there is no setting "persn"')
    bench.run("--help")
    named = {"WEDSYNC_CONFIG": str(bench.folder / "none.toml")}
    contains(bench.run("status", code=4, environment=named).error, "no file")


if __name__ == "__main__":
    time.tzset()
    driver.main(globals())
