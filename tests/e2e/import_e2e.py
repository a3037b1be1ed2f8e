"""Guest lists and other files: what comes in, what is left out, and how it is taken back."""
import contextlib
import csv
import io
import json

import driver
from driver import DATA, contains, equal

LIST = "id,Name,Email,Phone,Party,RSVP,Table,Diet\n" \
       "1,Ana García,ana@example.org,+49 170 5550100,García,Accepted,Rose,vegan\n" \
       "2,Bo & Cy Ek,bo@example.org,,Ek,No reply,Rose,\n"


def guests(bench, field="full_name"):
    rows = bench.json("query", "guests", "--sort", "full_name")["records"]
    return [row["fields"].get(field) for row in rows]


def tally(ran, collection="guests"):
    row = ran["scopes"][0]["collections"][collection]
    return row["created"], row["changed"], row["unchanged"], row["left_out"], row["fields_kept"]


def test_preview_shows_and_changes_nothing(bench):
    bench.file("guests.csv", LIST + "3,,x@example.org,,,,,\n")
    seen = bench.json("import", "guests.csv", "--scope", "One", "--preview", code=1)
    equal(tally(seen), (3, 0, 0, 0, 0))
    equal((seen["dry_run"], seen["import"]), (True, None))
    equal([(row["becomes"], row["title"]) for row in seen["preview"] if row["collection"] == "guests"],
          [("new", "Ana García"), ("new", "Bo Ek"), ("new", "Cy Ek")])
    equal(bench.store.exists(), False)
    bench.run("import", "guests.csv", "--scope", "One", code=1)
    before = bench.store.read_bytes()
    bench.file("guests.csv", LIST.replace("0100", "0199"))
    text = bench.run("import", "guests.csv", "--preview").out
    contains(text, "phone: +49 170 5550100 -> +49 170 5550199")
    contains(text, "nothing was written")
    equal(guests(bench, "phone")[0], "+49 170 5550100")
    equal(len(bench.store.read_bytes()), len(before))


def test_the_same_list_again_writes_nothing_and_an_edited_one_its_cells(bench):
    bench.file("guests.csv", LIST)
    first = bench.json("import", "guests.csv", "--scope", "One")
    equal(tally(first), (3, 0, 0, 0, 0))
    again = bench.json("import", "guests.csv")
    equal((tally(again), again["scopes"][0]["commits"], again["import"]), ((0, 0, 3, 0, 0), 0, None))
    contains(bench.run("import", "guests.csv").out, "all of it was here already")
    bench.file("guests.csv", LIST.replace("vegan", "halal").replace("Rose", "Iris"))
    equal(tally(bench.json("import", "guests.csv")), (0, 3, 0, 0, 0))
    ana = bench.json("query", "guests", "--where", "full_name=Ana García")["records"][0]
    equal((ana["fields"]["diets"], ana["fields"]["table"]["title"]), (["halal"], "Iris"))
    history = bench.json("history", ana["id"])["changes"]
    equal(sorted(effect["field"] for effect in history[-1]["effects"]), ["diets", "diets", "table"])


def test_rows_in_error_are_a_file_that_can_be_mended_and_imported(bench):
    bench.file("guests.csv", "Name;E-Mail;RSVP\nAna;ana@example.org;yes\n;lost@example.org;no\n"
                             "\"Bo\" Ek;bo@example.org;no\nCy;cy@;yes\nDi;;perhaps\n=1+1;;\n")
    ran = bench.json("import", "guests.csv", "--scope", "One", "--errors", "errors.csv", code=1)
    equal([(error["line"], error["row_left_out"]) for error in ran["errors"]],
          [(3, True), (4, True), (5, False), (6, False)])
    equal(guests(bench), ["=1+1", "Ana", "Cy", "Di"])
    lines = (bench.folder / "errors.csv").read_text().splitlines()
    equal(lines[0], "line,problem,row left out,Name,E-Mail,RSVP")
    equal(lines[1], "3,name: a row without a name,yes,,lost@example.org,no")
    equal(lines[2], '4,column 1: text after a closing quote,yes,"""Bo"" Ek;bo@example.org;no"')
    equal([line.split(",")[0] for line in lines[1:]], ["3", "4", "5", "6"])
    bench.file("errors.csv", "\n".join([lines[0], lines[1].replace(",yes,,", ",yes,Lo Lost,"),
                                        lines[3].replace("cy@", "cy@example.org")]))
    mended = bench.json("import", "errors.csv")
    equal((tally(mended), mended["unknown_columns"]), ((1, 1, 0, 0, 0), []))
    equal(guests(bench, "email")[2], "cy@example.org")


def test_the_errors_file_is_whole_or_not_there(bench):
    bench.file("guests.csv", "name\nAna\n")
    (bench.folder / "folder").mkdir()
    for name in ("folder", "no/such/errors.csv"):
        ran = bench.run("import", "guests.csv", "--scope", "One", "--errors", name, code=3)
        contains(ran.error, "errors file")
        contains(ran.error, "Nothing was imported")
    equal(bench.json("scopes")["scopes"], [])
    equal(sorted(path.name for path in bench.folder.iterdir() if "wedsync" not in path.name), ["folder", "guests.csv"])


def test_two_of_one_name_are_listed_and_not_guessed(bench):
    bench.file("guests.csv", "name,party,phone\nJo Doe,Doe,1\nJo Doe,Doe,2\n")
    bench.run("import", "guests.csv", "--scope", "One")
    equal(tally(bench.json("import", "guests.csv")), (0, 0, 2, 0, 0))
    bench.file("guests.csv", "name,party,phone\nJo Doe,Doe,8\nJo Doe,Doe,9\nAl Doe,Doe,7\n")
    ran = bench.json("import", "guests.csv", "--errors", "errors.csv", code=1)
    equal(tally(ran), (1, 0, 0, 2, 0))
    contains(ran["errors"][0]["problem"], "more than one could be meant")
    contains((bench.folder / "errors.csv").read_text(), "Jo Doe,Doe,9")
    equal(guests(bench, "phone"), ["7", "1", "2"])


def test_a_whole_import_is_taken_back(bench):
    bench.file("first.csv", "name,phone\nAna,1\nBo,1\n")
    bench.file("second.csv", "name,phone,table\nAna,2,Rose\nBo,2,Rose\nCy,2,Rose\nDi,2,Iris\n")
    first = bench.json("import", "first.csv", "--scope", "One")["import"]
    second = bench.json("import", "second.csv")["import"]
    listed = bench.json("import", "--list")["imports"]
    equal([(row["import"], row["created"], row["taken_back"]) for row in listed],
          [(first, 2, False), (second, 4, False)])
    ids = {row["title"]: row["id"] for row in bench.json("query", "guests")["records"]}
    bench.run("set", ids["Bo"], "phone=9", "--person", "bob")
    bench.run("set", ids["Cy"], "meal=fish", "--person", "bob")
    undone = bench.json("import", "--undo")
    equal((undone["import"], undone["deleted"]), (second, 2))
    equal([(kept["title"], kept["field"], kept["reason"]) for kept in undone["kept"]],
          [("Bo", "phone", "written since by bob"), ("Bo", "table", "written since by bob")][:1] +
          [("Cy", None, "meal was written since by bob"), ("Rose", None, "a record that stays refers to it")])
    equal(list(zip(guests(bench), guests(bench, "phone"))), [("Ana", "1"), ("Bo", "9"), ("Cy", "2")])
    contains(bench.run("import", "--list").out, "taken back")
    contains(bench.run("import", "--undo", first[:6]).out, "left as it is: Bo")
    equal(guests(bench), ["Bo", "Cy"])
    contains(bench.run("import", "--undo", code=4).error, "no import")
    contains(bench.run("import", "--undo", "xyz", code=4).error, "no import")
    bench.run("import", "--undo", second, code=1)
    bench.run("import", "--undo", "--list", code=2)
    bench.run("import", code=2)
    bench.run("verify")


def test_encodings_and_separators(bench):
    text = "Vorname;Nachname;Tischnummer\nZoë;Weiß;7\n"
    for number, (content, name) in enumerate([
            (text.encode("utf-8-sig"), "Zoë Weiß"), (text.encode("utf-16"), "Zoë Weiß"),
            (b"\xfe\xff" + text.encode("utf-16-be"), "Zoë Weiß"), (text.encode("cp1252"), "Zoë Weiß"),
            (text.replace(";", "\t").encode(), "Zoë Weiß"), (text.replace(";", "|").encode(), "Zoë Weiß"),
            (("sep=;\r\n" + text).encode(), "Zoë Weiß")]):
        bench.file("list.csv", content)
        ran = bench.json("import", "list.csv", "--scope", "One")
        equal(tally(ran), (1, 0, 0, 0, 0) if number == 0 else (0, 0, 1, 0, 0), str(content))
        equal(guests(bench), [name])
    equal(bench.json("query", "guests")["records"][0]["fields"]["table"]["title"], "7")


# What each header of the collection is left without: no place for it, or another event's.
LEFT_OUT = {
    "zola-upload": {"Street Address 1", "Street Address 2", "City", "State/Region", "Postal Code"},
    "zola-export": set(),
    "aisle.wedding-template": {"Address", "Save-the-date", "Thank-you"},
    "tofino-tickets": {"Address", "City", "State", "Zip", "City State Zip", "Full Address",
                       "Guest 1 and 2 First Names"},
    "sine-invitations": {"From", "To", "Type", "Site Name", "Host Email", "Subject"},
    "perfecttableplan-proximity": {"Next to", "Near to", "Not next to", "Not near to"},
    "eventbrite-attendee": {"order_id", "quantity", "created", "modified", "barcode"},
    "multi-ceremony-matrix": {"mehndi", "sangeet", "reception"},  # "ceremony" is in the name of the scope
    "goaing-to-the-chapel": {"groupId", "isPrimaryContact"},
}


def cell_for(header):
    """A cell that fits the column, as its program would write it."""
    folded = header.lower()
    for part, cell in [("email", "ann@example.org"), ("rsvp", "Accepted"), ("mehndi", "1"), ("sangeet", "0"),
                       ("ceremony", "2"), ("reception", "1"), ("plus", "no"), ("ticket_id", "T1"),
                       ("bidder", "7"), ("additional guest 1", "Cy Orr"), ("additional guest 2", ""),
                       ("first name", "Ann"), ("first_name", "Ann"), ("last name", "Lee"), ("last_name", "Lee"),
                       ("name", "Ann Lee"), ("phone", "+1 555 0100"), ("mobile", "+1 555 0100")]:
        if part in folded:
            return cell
    return ""


def test_every_known_dialect_is_recognised(bench):
    path = DATA / "real/seating/csv-formats.json"
    if not path.exists():
        print("SKIPPED(data): real/seating/csv-formats.json is not here")
        return
    tested = 0
    for form in json.loads(path.read_text("utf-8"))["formats"]:
        header = form.get("header") or form.get("headerPartial")
        if not header:
            continue
        header = [name.replace("<event name>", "Reception") for name in header]
        bench.file("list.csv", ",".join(header) + "\n" + ",".join(map(cell_for, header)) + "\n")
        ran = bench.json("import", "list.csv", "--scope", form["id"])
        equal(ran["errors"], [], form["id"])
        equal(set(ran["unknown_columns"]), LEFT_OUT.get(form["id"], set()), form["id"])
        rows = bench.json("query", "guests", "--scope", form["id"])["records"]
        assert any(row["title"] == "Ann Lee" for row in rows), (form["id"], rows)
        if "rsvp" in "".join(header).lower():
            equal(rows[0]["fields"]["rsvp"], "accepted", form["id"])
        tested += 1
    assert tested >= 12, tested


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a@x
SUMMARY:First dance\\, with
  music
DTSTART:20270612T200000Z
DURATION:PT15M
LOCATION:Ballroom
END:VEVENT
BEGIN:VEVENT
UID:b@x
SUMMARY:Brunch
DTSTART;TZID=Europe/Vienna:20270613T100000
DTEND;TZID=Europe/Vienna:20270613T120000
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:c@x
SUMMARY:No time
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_becomes_timeline_items(bench):
    bench.file("plan.ics", CALENDAR)
    ran = bench.json("import", "plan.ics", "--scope", "One", code=1)
    equal([(error["line"], error["column"], error["row_left_out"]) for error in ran["errors"]],
          [(10, "DTSTART", True), (17, "SUMMARY", True)][:1] + [(17, "DTSTART", True)])
    contains(ran["errors"][0]["problem"], "--utc-offset")
    ran = bench.json("import", "plan.ics", "--utc-offset", "+02:00", code=1)
    equal(tally(ran, "timeline_items"), (1, 0, 1, 0, 0))
    equal([error["column"] for error in ran["errors"]], ["RRULE", "DTSTART"])
    rows = {row["title"]: row["fields"] for row in bench.json("query", "timeline_items")["records"]}
    equal(rows["First dance, with music"]["duration_min"], 15)
    equal(rows["Brunch"]["starts_at"], "2027-06-13T08:00:00Z")
    bench.file("plan.ics", CALENDAR.replace("Ballroom", "Garden").replace("First dance", "Last dance"))
    ran = bench.json("import", "plan.ics", "--utc-offset", "+02:00", code=1)
    equal(tally(ran, "timeline_items"), (0, 1, 1, 0, 0))
    bench.run("import", "--undo")
    bench.run("import", "plan.ics", "--utc-offset", "two", code=2)
    bench.run("import", "plan.ics", "--kind", "contacts", code=3)


def test_address_books_become_contacts_or_guests(bench):
    bench.file("people.vcf", "BEGIN:VCARD\nVERSION:4.0\nUID:1\nFN:Flo Rist\nORG:Blooms\nTEL:+49 170 5550100\n"
                             "PHOTO:data:x\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n")
    ran = bench.json("import", "people.vcf", "--scope", "One", code=1)
    equal((tally(ran, "contacts"), ran["unknown_columns"]), ((1, 0, 0, 0, 0), ["PHOTO"]))
    equal(bench.json("import", "people.vcf", code=1)["scopes"][0]["commits"], 0)
    equal(bench.json("query", "contacts")["records"][0]["fields"]["company"], "Blooms")
    equal(tally(bench.json("import", "people.vcf", "--as-guests", code=1)), (1, 0, 0, 0, 0))
    equal(guests(bench, "phone"), ["+49 170 5550100"])
    bench.file("schedule.xml", "<schedule/>")
    bench.run("import", "people.vcf", "schedule.xml", code=3)


def test_real_calendars_and_address_books(bench):
    folders = [(DATA / "real" / name, pattern) for name, pattern in (("calendars", "*.ics"), ("vcards", "*.vcf"))]
    if not all(folder.exists() for folder, _ in folders):
        print("SKIPPED(data): real/calendars is not here")
        return
    records = 0
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            ran = bench.run("import", path, "--scope", "One", "--utc-offset", "+01:00", "--json", code=None)
            assert ran.code in (0, 1, 3), (path, ran.error)
            if ran.code == 3:
                contains(ran.error, "Nothing was imported")
                continue
            records += ran.json()["records"]
            again = bench.run("import", path, "--utc-offset", "+01:00", "--json", code=None).json()
            equal([scope["commits"] for scope in again["scopes"]], [0], path)
    assert records > 20, records
    bench.run("verify")


def exported(bench, form, *more):
    return bench.run("export", "--format", form, *more).out


def test_exports_read_back_equal(bench):
    bench.file("guests.csv", LIST + "3,=HYPERLINK(1),h@example.org,+49 170,,,,\n")
    bench.file("plan.ics", CALENDAR)
    bench.file("people.vcf", "BEGIN:VCARD\nFN:Flo Rist\nTEL:+49 170 5550100\nEND:VCARD\n")
    for name in ("guests.csv", "plan.ics", "people.vcf"):
        bench.run("import", name, "--scope", "One", "--utc-offset", "+02:00", code=None)
    for form in ("csv", "ics", "json"):
        made = bench.json("export", "--format", form, "--output", "out." + form, "--event", "One")
        equal((made["scope"], made["file"], made["left_out"]), ("One", "out." + form, []))
        content = (bench.folder / ("out." + form)).read_bytes()
        equal(len(content), made["bytes"])
        equal(exported(bench, form).encode(), content)
        again = bench.json("import", "out." + form)
        equal([scope["commits"] for scope in again["scopes"]], [0], form)
        store = ("--data", form + ".wedsync")
        bench.run("import", "out." + form, *store, *(() if form == "json" else ("--scope", "One")))
        equal(exported(bench, form, *store).encode(), content, form)
    contains(exported(bench, "csv"), "'=HYPERLINK(1)")
    contains(exported(bench, "csv"), "'+49 170 5550100")
    equal(bench.json("query", "guests", "--data", "csv.wedsync", "--where", "full_name==HYPERLINK(1)")["count"], 1)
    contains(exported(bench, "csv", "--collection", "contacts"), "wedsync:contacts,full_name,phone")
    everything = json.loads(exported(bench, "json"))
    equal(everything["scope"], "One")
    equal(sorted(everything["collections"]), ["contacts", "guests", "tables", "timeline_items"])


def test_an_export_is_whole_or_not_there(bench):
    bench.run("scopes", "--add", "One", "--add", "Two")
    bench.run("export", "--format", "csv", code=2)
    bench.run("export", "--format", "pdf", "--scope", "One", code=2)
    bench.run("export", "--scope", "One", code=2)
    bench.run("export", "--format", "csv", "--scope", "Three", code=4)
    bench.run("export", "--format", "csv", "--scope", "One", "--collection", "giraffes", code=3)
    bench.run("export", "--format", "csv", "--scope", "One", "--json", code=2)
    bench.file("out.csv", "as it was")
    ran = bench.run("export", "--format", "csv", "--scope", "One", "--output", "no/such/out.csv", code=3)
    contains(ran.error, "cannot be written")
    contains(ran.error, "only read")
    equal((bench.folder / "out.csv").read_text(), "as it was")
    bench.run("export", "--format", "csv", "--scope", "One", "--output", "out.csv")
    equal((bench.folder / "out.csv").read_text(), "wedsync:guests\n")
    equal([path.name for path in bench.folder.iterdir() if "new" in path.name], [])


def test_nothing_is_written_over_what_is_read(bench):
    bench.file("guests.csv", LIST)
    bench.run("import", "guests.csv", "--scope", "One")
    for output in ("venue.wedsync", "./venue.wedsync", "venue.wedsync-wal", "venue.wedsync.hub.json"):
        contains(bench.run("export", "--format", "csv", "--output", output, code=2).error, "another file")
        bench.run("import", "guests.csv", "--errors", output, code=2)
    (bench.folder / "same.csv").symlink_to("guests.csv")
    for output in ("guests.csv", "same.csv"):
        bench.run("import", "guests.csv", "--errors", output, code=2)
    equal((bench.folder / "guests.csv").read_text(), LIST)
    bench.run("verify")


def test_naughty_strings_through_lists_and_exports(bench):
    path = DATA / "suites/naughty-strings/blns.json"
    if not path.exists():
        print("SKIPPED(data): suites/naughty-strings/blns.json is not here")
        return
    naughty = []
    for text in json.loads(path.read_text("utf-8")):
        with contextlib.suppress(UnicodeEncodeError):
            text.encode("utf-8")
            if text.strip() and "\0" not in text:
                naughty.append(text)
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["id", "First Name", "Last Name", "Notes", "Tags"])
    for number, text in enumerate(naughty):
        rows.writerow([f"n{number}", "Guest", f"{number}", text, text[:60]])
    bench.file("naughty.csv", out.getvalue())
    imported = bench.json("import", "naughty.csv", "--scope", "One", "--errors", "errors.csv", code=None)
    equal([error for error in imported["errors"] if error["row_left_out"]], [])
    held = {row["fields"]["import_key"]: row["fields"]["notes"] for row in bench.json("query", "guests")["records"]}
    for number, text in enumerate(naughty):
        # A list's cells come without the spaces around them; an export has them.
        equal(held[f"n{number}"].strip(), text.strip().removeprefix("'") if text[:1] == "'" and
              text.strip("'")[:1] in tuple("=+-@") else text.strip(), number)
    for form in ("csv", "json"):
        bench.run("export", "--format", form, "--output", "out." + form)
        bench.run("import", "out." + form, "--data", form + ".wedsync", "--scope", "One")
        equal(exported(bench, form, "--data", form + ".wedsync"), exported(bench, form), form)
    for number, text in enumerate(naughty):
        bench.file("one.ics", "BEGIN:VEVENT\nUID:%d\nDTSTART:20270612T120000Z\nSUMMARY:%s\nEND:VEVENT\n" %
                   (number, text.replace("\n", " ")))
        bench.file("one.vcf", "BEGIN:VCARD\nUID:%d\nFN:%s\nEND:VCARD\n" % (number, text.replace("\n", " ")))
        if number % 8 == 0:
            for name in ("one.ics", "one.vcf"):
                assert bench.run("import", name, "--scope", "One", code=None).code in (0, 1, 3), text
            bench.file("odd.csv", text)
            assert bench.run("import", "odd.csv", "--scope", "One", "--preview", code=None).code in (0, 1, 3), text
            assert bench.run("import", "--undo=" + text, code=None).code in (2, 3, 4), text
    bench.run("verify")


if __name__ == "__main__":
    driver.main(globals())
