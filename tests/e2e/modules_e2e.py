"""The team's modules by the command: figures at once, the same on every device after they met."""
import csv
import io
import json
import pathlib
import random
import subprocess
import sys

import driver
from driver import contains, equal
from hub_driver import running_hub
from hub_e2e import join, store

CRUMB = "Crumb & Co"
COMPOSE = pathlib.Path(__file__).resolve().parents[2] / "scripts/compose_schema.py"
TOY = {"name": "toy", "collections": [{"number": 900, "name": "ratings", "title": "about", "fields": [
    {"number": 1, "name": "about"},
    {"number": 2, "name": "stars", "type": "integer"},
    {"number": 3, "name": "by", "personal": True}]}],
    "rules": [{"number": 900, "name": "rated_once", "kind": "unique", "collection": "ratings", "fields": ["about", "by"]}]}


def venue(bench):
    bench.run("init", "--scope", "team")


def test_health_says_how_it_goes_and_why(bench):
    venue(bench)
    contains(bench.run("health").out, "nothing is known")
    noted = bench.json("health", "note", CRUMB, "form", "--about", "cake tasting")
    equal(noted["milestones"], ["first_form_created"])
    equal(noted["score"], 20 + 1 + 4 + 2 + 20)
    equal(bench.json("health", "note", CRUMB, "form")["milestones"], [], "once")
    bench.run("health", "note", CRUMB, "complaint")
    bench.run("health", "note", "Rosa", "message", "--at", "2020-01-01T10:00:00Z")
    suppliers = {each["supplier"]: each for each in bench.json("health")["suppliers"]}
    equal(suppliers[CRUMB]["parts"]["support"], {"points": 15, "amount": 1})
    equal(suppliers["Rosa"]["parts"]["recency"]["points"], 0)
    equal(suppliers["Rosa"]["risk"], "high")
    contains(suppliers["Rosa"]["reasons"][0]["text"], "last active")
    contains(bench.run("health").out, "as this device knows it")
    bench.run("health", "--supplier", "nobody", code=4)
    bench.run("health", "note", CRUMB, "form", "--at", "yesterday-ish", code=3)


def test_who_knows_better_says_so_for_a_time(bench):
    venue(bench)
    bench.run("health", "note", CRUMB, "message", "--at", "2020-01-01T10:00:00Z")
    bench.run("health", "say", CRUMB, "low", "--days", "14", "--why", "on holiday")
    [crumb] = bench.json("health")["suppliers"]
    equal((crumb["risk"], crumb["is_overridden"]), ("low", True))
    bench.run("health", "say", CRUMB, "medium")
    equal(bench.json("health")["suppliers"][0]["risk"], "medium", "the last one counts")
    bench.run("health", "say", CRUMB, "doomed", code=2)


def test_two_devices_that_reach_a_milestone_celebrate_it_once(bench):
    with running_hub(bench, "team") as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        first = bench.json(*store("ana"), "health", "note", CRUMB, "client")
        equal(first["milestones"], ["first_client_added"])
        for name in ("ana", "ben"):
            bench.run(*store(name), "sync")
        equal(bench.json(*store("ben"), "health", "note", CRUMB, "client")["milestones"], [])
        hub.stop()
        # Apart, each reaches it: each has seen it happen, and nobody sees it again.
        for name in ("ana", "ben"):
            noted = bench.json(*store(name), "health", "note", CRUMB, "event_completed")
            equal(noted["milestones"], ["first_event_completed"], name)
        hub.start()
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        for name in ("ana", "ben"):
            equal(bench.json(*store(name), "health", "note", CRUMB, "event_completed")["milestones"], [], name)
            bench.run(*store(name), "sync")
        bench.run(*store("ana"), "sync")
        found = [bench.json(*store(name), "milestones")["milestones"] for name in ("ana", "ben")]
        equal(found[0], found[1])
        equal([(each["type"], each["celebrated"]) for each in found[0]],
              [("first_client_added", True), ("first_event_completed", True)])
        equal(bench.json(*store("ana"), "health")["suppliers"], bench.json(*store("ben"), "health")["suppliers"])


def test_a_campaign_has_its_people_its_credit_and_its_lift(bench):
    venue(bench)
    contains(bench.run("campaign").out, "no campaigns")
    bench.run("campaign", "add", "spring", "--title", "Open day", "--starts", "2027-03-01T00:00:00Z")
    bench.run("campaign", "add", "spring", code=3)
    bench.run("campaign", "add", "wrong", "--starts", "2027-03-02T00:00:00Z", "--ends", "2027-03-01T00:00:00Z", code=3)
    for name, kind, at in [("spring", "opened", "2027-03-02T09:00:00Z"), ("tasting", "clicked", "2027-03-03T09:00:00Z"),
                           ("tasting", "converted", "2027-03-03T10:00:00Z")]:
        bench.run("campaign", "track", name, kind, "--user", "lena", "--at", at)
    report = bench.json("campaign")
    equal(report["conversions"], 1)
    credit = {each["campaign"]: each["credit_millionths"] for each in report["campaigns"]}
    equal(credit["spring"]["first"], 1_000_000)
    equal(credit["tasting"]["last"], 1_000_000)
    for model in ("linear", "position", "data_driven"):
        equal((credit["spring"][model], credit["tasting"][model]), (500_000, 500_000), model)
    contains(bench.run("campaign", "--model", "linear").out, "0.50")
    # What was recorded late counts where it happened.
    bench.run("campaign", "track", "winter", "opened", "--user", "lena", "--at", "2027-03-01T09:00:00Z")
    credit = {each["campaign"]: each["credit_millionths"] for each in bench.json("campaign")["campaigns"]}
    equal((credit["winter"]["first"], credit["spring"]["first"]), (1_000_000, 0))
    bench.run("campaign", "track", "spring", "sneezed", "--user", "lena", code=2)
    bench.run("campaign", "--name", "nowhere", code=4)


def test_lift_comes_with_its_interval(bench):
    venue(bench)
    bench.run("campaign", "add", "spring", "--starts", "2020-01-01T00:00:00Z", "--held-back", "50")
    for number in range(12):
        bench.run("campaign", "track", "spring", "opened" if number % 3 else "converted", "--user", f"guest {number}")
    [spring] = bench.json("campaign")["campaigns"]
    lift = spring["lift"]
    assert lift["difference"]["low"] < lift["difference"]["value"] < lift["difference"]["high"], lift
    contains(bench.run("campaign").out, " to ")


def test_a_card_is_shown_no_more_often_than_it_says(bench):
    venue(bench)
    bench.run("campaign", "add", "spring", "--title", "Open day", "--text", "Come and see.", "--shown-a-day", "2")
    for count in range(2):
        [card] = bench.json("campaign", "card", "--user", "lena")["campaigns"]
        equal((card["campaign"], card["body"], card["shown_today"]), ("spring", "Come and see.", count))
        bench.run("campaign", "track", "spring", "opened", "--user", "lena")
    equal(bench.json("campaign", "card", "--user", "lena")["campaigns"], [])
    contains(bench.run("campaign", "card", "--user", "lena").out, "nothing to show")
    contains(bench.run("campaign", "card", "--user", "tom").out, "Open day")
    bench.run("campaign", "add", "winter", "--shown-a-day", "21", code=2)
    bench.run("campaign", "card", code=2)


TASTING = {"title": {"en": "Cake tasting", "de": "Tortenprobe"}, "questions": [
    {"key": "cake", "kind": "choice", "label": "Which cake?", "required": True,
     "choices": [{"value": "nut", "label": "Hazelnut"}, {"value": "plum", "label": "Plum"}]},
    {"key": "allergic", "kind": "yes_no", "label": "Allergic?", "required": True,
     "when": [{"question": "cake", "is": "nut"}]},
    {"key": "pieces", "kind": "number", "label": "Pieces", "min": 1, "max": 400},
    {"key": "wish", "kind": "text", "label": "A wish"}]}


def file_of(bench, name, document):
    return bench.file(name, document if isinstance(document, str) else json.dumps(document))


def test_a_form_is_defined_filled_in_and_adds_up(bench):
    venue(bench)
    equal([each["name"] for each in bench.json("form")["definitions"]],
          ["incident", "damage", "handover", "feedback"])
    equal(bench.json("form", "define", file_of(bench, "Cake tasting.json", TASTING)),
          {"name": "cake-tasting", "version": 1})
    contains(bench.run("form", "show", "cake-tasting").out, "allergic (yes_no, required)")
    lacking = file_of(bench, "lacking.json", {"cake": "nut", "pieces": "500"})
    report = bench.json("form", "check", "cake-tasting", "--answers", lacking, code=1)
    equal(report["problems"], [{"question": "allergic", "code": "required"},
                               {"question": "pieces", "code": "too_large", "most": 400}])
    bench.run("form", "submit", "cake-tasting", "--answers", lacking, code=3)
    equal(bench.json("form", "submissions", "cake-tasting")["handed_in"], 0, "nothing was done")
    for cake, wish in (("nut", "=1+1"), ("plum", "two\nlines, and \"quotes\"")):
        answers = {"cake": cake, "allergic": True, "pieces": "12,5", "wish": wish}
        bench.run("form", "submit", "cake-tasting", "--answers", file_of(bench, "good.json", answers))
    report = bench.json("form", "submissions", "cake-tasting")
    equal(report["handed_in"], 2)
    equal([each["count"] for each in report["counts"][0]["choices"]], [1, 1])
    equal([each["count"] for each in report["counts"][1]["choices"]], [1, 0], "only who was asked")
    table = bench.run("form", "submissions", "cake-tasting", "--csv").out
    rows = list(csv.reader(io.StringIO(table)))
    equal(rows[0][-4:], ["cake", "allergic", "pieces", "wish"])
    equal(sorted(row[-1] for row in rows[1:]), ["'=1+1", 'two\nlines, and "quotes"'])
    # A new version asks otherwise; what was handed in reads as before.
    shorter = {**TASTING, "questions": TASTING["questions"][2:]}
    equal(bench.json("form", "define", file_of(bench, "cake-tasting.json", shorter))["version"], 2)
    equal(bench.json("form", "submissions", "cake-tasting")["counts"], report["counts"])
    bench.run("form", "retire", "cake-tasting")
    bench.run("form", "submit", "cake-tasting", "--answers", file_of(bench, "good.json", {"pieces": "1"}), code=3)
    bench.run("form", "retire", "cake-tasting", "--back")
    bench.run("form", "submit", "cake-tasting", "--answers", file_of(bench, "good.json", {"pieces": "1"}))


def test_a_form_that_does_not_hold_is_refused_and_the_place_named(bench):
    venue(bench)
    for document, words in (
            ("{", "line 1"), ("[]", "an object is wanted"), ({"title": "T", "questions": []}, "it asks nothing"),
            ({**TASTING, "questions": [{**TASTING["questions"][1]}]}, "questions[0].when[0].question"),
            ({**TASTING, "colour": "red"}, "colour")):
        error = bench.run("form", "define", file_of(bench, "wrong.json", document), code=3).error
        contains(error, words)
    bench.run("form", "define", file_of(bench, "incident.json", TASTING), code=3)
    bench.run("form", "define", file_of(bench, "2nd.json", TASTING), code=3)
    bench.run("form", "show", "nowhere", code=4)
    bench.run("form", "submit", "incident", "--answers", file_of(bench, "list.json", []), code=3)
    equal(len(bench.json("form")["definitions"]), 4)


def test_two_versions_of_a_form_made_apart_are_decided_by_people(bench):
    with running_hub(bench, "team") as hub:
        for name in ("ana", "ben"):
            join(bench, hub, name)
        bench.run(*store("ana"), "form", "define", file_of(bench, "tasting.json", TASTING))
        for name in ("ana", "ben"):
            bench.run(*store(name), "sync")
        hub.stop()
        for name in ("ana", "ben"):
            changed = {**TASTING, "questions": [{**TASTING["questions"][0], "label": f"The cake of {name}?"}]}
            bench.run(*store(name), "form", "define", file_of(bench, "tasting.json", changed))
        hub.start()
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        open_ones = [bench.json(*store(name), "conflicts")["conflicts"] for name in ("ana", "ben")]
        equal([each["field"] for each in open_ones[0]], ["definition"])
        shown = [bench.json(*store(name), "form", "show", "tasting") for name in ("ana", "ben")]
        equal(shown[0]["definition"], shown[1]["definition"], "the same one is used until then")
        equal(shown[0]["version"], 3)


def test_devices_and_orders_say_the_same_to_the_digit(bench):
    rng = random.Random(7)
    with running_hub(bench, "team") as hub:
        names = ("ana", "ben", "cleo")
        for name in names:
            join(bench, hub, name)
        hub.stop()
        for number in range(24):
            bench.run(*store(rng.choice(names)), "campaign", "track", rng.choice(["spring", "tasting", "winter"]),
                      rng.choice(["opened", "clicked", "converted"]), "--user", f"guest {rng.randrange(4)}",
                      "--at", f"2027-03-{1 + rng.randrange(9):02}T{rng.randrange(24):02}:00:00Z")
        hub.start()
        for name in (*names, *names):
            bench.run(*store(name), "sync")
        reports = [bench.json(*store(name), "campaign") for name in names]
        for report in reports:
            report.pop("as_of")
            equal(report, reports[0])
        equal(sum(each["converted"]["times"] for each in reports[0]["campaigns"]), reports[0]["conversions"])


def test_analytics_say_how_events_stand_and_whose_figures_are_missing(bench):
    bench.run("init", "--demo")
    report = bench.json("analytics")
    equal(len(report["events"]), 5)
    guests = bench.json("query", "guests")["records"]
    equal(sum(each["invited"] for each in report["events"]), len(guests))
    equal(sum(each["arrived"] for each in report["events"]),
          sum(1 for each in guests if each["fields"].get("checked_in")))
    for event in report["events"]:
        assert event["arrived"] <= event["accepted"] <= event["invited"], event
    equal(report["usage"]["session_ms"], None)
    scope = report["events"][0]["scope"]
    for minutes in (10, 10, 40):
        bench.run("analytics", "count", "--minutes", minutes, "--edits", 5, "--scope", scope)
    usage = bench.json("analytics")["usage"]
    equal((usage["sessions"], usage["edits"], len(usage["days"]), usage["missing"]), (3, 15, 1, []))
    assert abs(usage["session_ms"]["p50"] - 600_000) <= 6_000, usage
    equal(len(bench.json("query", "usage_days")["records"]), 1, "one record for a day of a device")
    contains(bench.run("analytics").out, "half of the sessions within 10 min")
    bench.run("analytics", "--days", "0", code=2)


def test_devices_add_up_their_use(bench):
    with running_hub(bench, "team") as hub:
        for name in ("ana", "ben"):
            join(bench, hub, name)
            bench.run(*store(name), "analytics", "count", "--minutes", "20")
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        for name in ("ana", "ben"):
            usage = bench.json(*store(name), "analytics")["usage"]
            equal((usage["sessions"], usage["days"][0]["devices"]), (2, 2), name)


def compose(bench, module):
    (bench.folder / "toy").mkdir(exist_ok=True)
    bench.file("toy/module.json", json.dumps(module))
    return subprocess.run([sys.executable, COMPOSE, "--module", bench.folder / "toy", "--output", bench.folder / "with_toy.json"],
                          capture_output=True, text=True, check=False)


def test_a_module_from_elsewhere_has_its_records_and_rules(bench):
    equal(compose(bench, TOY).returncode, 0)
    schema = "--schema", "with_toy.json"
    bench.run(*schema, "init", "--scope", "team")
    for stars in (3, 5):
        bench.run(*schema, "add", "ratings", "about=Crumb & Co", f"stars={stars}", "by=lena")
    rows = bench.json(*schema, "query", "ratings", "--where", "stars>3")["records"]
    equal([row["fields"]["stars"] for row in rows], [5])
    equal([each["rule"] for each in bench.json(*schema, "problems")["problems"]], ["rated_once"])
    # The modules that are there work beside it, and who does not know it keeps its records.
    bench.run(*schema, "health", "note", CRUMB, "form")
    equal(len(bench.json("health")["suppliers"]), 1)


def test_a_module_may_not_take_what_is_another_s(bench):
    for change in ({"name": "guests"}, {"number": 20}):
        broken = json.loads(json.dumps(TOY))
        broken["collections"][0].update(change)
        made = compose(bench, broken)
        equal(made.returncode, 1)
        contains(made.stderr, "is taken")


if __name__ == "__main__":
    driver.main(globals())
