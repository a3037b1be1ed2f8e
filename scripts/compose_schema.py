#!/usr/bin/env python3
"""Writes a schema from schemas/core.json and the fragments of modules (modules/*/module.json).

  scripts/compose_schema.py              writes schemas/venue.json
  scripts/compose_schema.py --check      fails where schemas/venue.json is not what would be written
  scripts/compose_schema.py --module DIR [--module DIR ...] --output FILE
                                         with modules from elsewhere, too

A fragment has "collections" and "rules", in the words of docs/schema.md. Numbers and names are the
schema's: one that two modules use is an error.
"""
import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def collection_text(collection: dict) -> str:
    head = {key: value for key, value in collection.items() if key != "fields"}
    fields = ",\n".join("      " + line(field) for field in collection["fields"])
    return f"    {line(head)[:-1]}, \"fields\": [\n{fields}\n    ]}}"


def text_of(schema: dict) -> str:
    members = []
    for key, value in schema.items():
        if key == "collections":
            members.append('"collections": [\n' + ",\n".join(map(collection_text, value)) + "\n  ]")
        elif key == "rules":
            members.append('"rules": [\n' + ",\n".join("    " + line(rule) for rule in value) + "\n  ]")
        else:
            members.append(f"{line(key)}: {line(value)}")
    return "{\n" + ",\n".join("  " + member for member in members) + "\n}\n"


def compose(core: dict, modules: list[tuple[str, dict]]) -> dict:
    schema = {**core, "collections": list(core["collections"]), "rules": list(core["rules"])}
    for name, module in modules:
        if unknown := set(module) - {"name", "collections", "rules"}:
            raise SystemExit(f"{name}: what is {', '.join(sorted(unknown))}?")
        for kind in ("collections", "rules"):
            for each in module.get(kind, []):
                for key in ("number", "name"):
                    if any(other[key] == each[key] for other in schema[kind]):
                        raise SystemExit(f"{name}: the {key} {each[key]} of {kind} is taken")
                schema[kind].append(each)
    schema["collections"].sort(key=lambda each: each["number"])
    return schema


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--module", action="append", default=[], metavar="DIR")
    parser.add_argument("--output", default=str(ROOT / "schemas/venue.json"), metavar="FILE")
    options = parser.parse_args()
    files = sorted((ROOT / "modules").glob("*/module.json"))
    files += [pathlib.Path(folder) / "module.json" for folder in options.module]
    core = json.loads((ROOT / "schemas/core.json").read_text())
    text = text_of(compose(core, [(str(file), json.loads(file.read_text())) for file in files]))
    output = pathlib.Path(options.output)
    if options.check:
        if output.exists() and output.read_text() == text:
            return 0
        print(f"{output.name} is not what core.json and the modules come to: run scripts/compose_schema.py")
        return 1
    output.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
