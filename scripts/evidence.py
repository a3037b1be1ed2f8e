#!/usr/bin/env python3
"""scripts/evidence.py FOLDER docs/evidence.md: the figures the long tests measured, as a page.

A subject that was measured gets a new section, with the commit it was measured at; the other
sections of the page stay. So the long tests may be run in parts.

A test appends lines to $WEDSYNC_EVIDENCE_DIR/<subject>.jsonl, one JSON object each:
    {"claim": "P1", "what": "seeds that converged", "value": 5000, "of": 5000, "unit": "seeds",
     "command": "build/wedsync-sim --seeds 5000"}
`what` and `value` are required; `claim`, `of`, `unit`, `command` and `note` are not.
"""
import json
import pathlib
import platform
import subprocess
import sys

HEAD = """# Evidence

What the long tests measured, each subject at the commit that its section names. Written by `./test --full`, whole or in
parts; do not edit.
"""


def output_of(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def figure(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)


def row_of(entry: dict) -> str:
    value = figure(entry["value"])
    if "of" in entry:
        value += f" of {figure(entry['of'])}"
    if entry.get("unit"):
        value += f" {entry['unit']}"
    command = f"`{entry['command']}`" if entry.get("command") else ""
    note = entry.get("note", "")
    cells = [entry.get("claim", ""), entry["what"], value, " ".join(filter(None, [command, note]))]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def machine() -> str:
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        models = []
    cpu = f"{len(models)} x {models[0]}" if models else platform.machine()
    compiler = (output_of("g++-12", "--version").splitlines() or ["?"])[0]
    return f"{cpu}; {platform.system()} {platform.release()}; {compiler}"


def sections_of(page: str) -> dict[str, str]:
    """The text of each section, by its title."""
    parts = page.split("\n## ")[1:]
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].rstrip() + "\n" for part in parts}


def main(folder: pathlib.Path, target: pathlib.Path) -> int:
    subjects = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                row = row_of(entry)
            except (ValueError, KeyError, TypeError) as error:
                print(f"{path.name}:{number}: not a figure: {error!r}")
                return 1
            subjects.setdefault(path.stem, []).append(row)
    if not subjects:
        print(f"evidence: no figures in {folder.name}/; docs/evidence.md is left as it is")
        return 0
    sections = sections_of(target.read_text()) if target.exists() else {}
    commit = output_of("git", "rev-parse", "--short=12", "HEAD") or "unknown"
    if output_of("git", "status", "--porcelain", "--untracked-files=no"):
        commit += " with changes"
    date = output_of("git", "log", "-1", "--format=%cs") or "unknown"
    for subject, rows in subjects.items():
        sections[subject.replace("_", " ").capitalize()] = "\n".join(
            ["", f"Commit {commit} of {date}; {machine()}.", "", "| claim | what | figure | how |",
             "|---|---|---|---|", *rows, ""])
    page = "".join(f"\n## {title}\n{text}" for title, text in sorted(sections.items()))
    target.write_text(HEAD + page)
    print(f"evidence: {sum(map(len, subjects.values()))} figures written to {target}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
