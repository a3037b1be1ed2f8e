#!/usr/bin/env python3
"""Turns legislators-current.yaml (unitedstates/congress-legislators, CC0) into a guest list.

    scripts/people_to_csv.py legislators-current.yaml [committee-membership-current.yaml] > guests.csv

The states become parties, the first committee of a person becomes the table. Reads the regular
shape of these two files only: it is not a YAML parser.
"""
import csv
import re
import sys

ENTRY = re.compile(r"^(?P<indent> *)(?P<dash>- )?(?P<key>[\w' ]+):(?: (?P<value>.*))?$")


def scalar(text: str | None) -> str:
    text = (text or "").strip()
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\x([0-9A-F]{2})|\\u([0-9A-F]{4})|\\(.)",
                      lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3], text[1:-1])
    return text


def read_people(lines) -> list[dict[str, str]]:
    """One dict for each person; a later term overwrites what an earlier one said."""
    people: list[dict[str, str]] = []
    section = ""
    for line in lines:
        entry = ENTRY.match(line.rstrip("\n"))
        if not entry:
            continue  # the rest of a folded text
        depth, key, value = len(entry["indent"]), entry["key"], scalar(entry["value"])
        if depth == 0 and entry["dash"]:
            people.append({})
        if depth <= 2 and not value:
            section = key
            continue
        if not people:
            raise SystemExit("people_to_csv: the file does not begin with a list of people")
        if section in {"id", "name", "terms"}:
            people[-1][f"{section}.{key}"] = value
    return people


def read_tables(lines) -> dict[str, str]:
    """The first full committee of each person; subcommittees have longer codes."""
    tables: dict[str, str] = {}
    committee = ""
    for line in lines:
        if head := re.match(r"^(\w+):$", line):
            committee = head[1]
        elif len(committee) == 4 and (member := re.match(r"^  bioguide: (\w+)$", line)):
            tables.setdefault(member[1], committee)
    return tables


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2) or arguments[0] in {"-h", "--help"}:
        print(__doc__, file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        people = read_people(file)
    tables: dict[str, str] = {}
    if len(arguments) == 2:
        with open(arguments[1], encoding="utf-8") as file:
            tables = read_tables(file)
    out = csv.writer(sys.stdout)
    out.writerow(["First Name", "Last Name", "Full Name", "Phone", "Party", "Table", "RSVP", "Tags"])
    for person in people:
        first, last = person.get("name.first", ""), person.get("name.last", "")
        out.writerow([first, last, person.get("name.official_full") or f"{first} {last}",
                      person.get("terms.phone", ""), person.get("terms.state", ""),
                      tables.get(person.get("id.bioguide", ""), ""), "Accepted",
                      person.get("terms.party", "")])
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.exit(main(sys.argv[1:]))
