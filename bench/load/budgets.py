#!/usr/bin/env python3
"""bench/load/budgets.py BUILD: what a hub has to bear (docs/operations.md, "Capacity"), as a test.

Runs every row of bench/load/run.py once, prints the figures as JSON, and appends them to
$WEDSYNC_EVIDENCE_DIR/load.jsonl when that is set. The devices run on the same machine and everything
else that runs there counts too, so a figure may be twice its goal before this fails.
"""
import json
import os
import pathlib
import sys

import run

SLACK = 2.0
PLAIN, TLS, HERD, LISTENERS = "idle_and_active", "idle_and_active_tls", "herd", "listeners"
# (row, figure, goal or None where it is only reported, unit, what)
BUDGETS = [
    (PLAIN, "push_to_ack_p50_ms", None, "ms", "2,000 idle and 200 active devices: push to acknowledgement, p50"),
    (PLAIN, "push_to_ack_p99_ms", 50, "ms", "push to acknowledgement, p99"),
    (PLAIN, "fan_out_p50_ms", None, "ms", "fan-out, commit here to fold there, p50"),
    (PLAIN, "fan_out_p99_ms", 150, "ms", "fan-out, p99"),
    (PLAIN, "hub_rss_max_mb", 300, "MB", "memory of the hub"),
    (PLAIN, "hub_cpu_percent", None, "% of a core", "processor of the hub"),
    (TLS, "push_to_ack_p99_ms", 50, "ms", "the same over TLS: push to acknowledgement, p99"),
    (TLS, "fan_out_p99_ms", 150, "ms", "over TLS: fan-out, p99"),
    (TLS, "hub_rss_max_mb", 300, "MB", "over TLS: memory of the hub"),
    (TLS, "hub_cpu_percent", None, "% of a core", "over TLS: processor of the hub"),
    (HERD, "equal_after_s", 60, "s", "200 devices return within 10 s with 500 changes each: all equal after"),
    (HERD, "hub_rss_max_mb", 300, "MB", "herd: memory of the hub"),
    (LISTENERS, "arrival_p50_ms", None, "ms", "a change in a scope of 440 listeners: arrival, p50"),
    (LISTENERS, "arrival_p99_ms", None, "ms", "440 listeners: arrival, p99"),
    (LISTENERS, "waiting_bytes_of_one_max", None, "bytes", "440 listeners, 20 do not read: most waiting for one"),
    (LISTENERS, "waiting_bytes_max", None, "bytes", "440 listeners: most waiting in all"),
]


def record(figure: float, goal, unit: str, what: str) -> dict:
    entry = {"claim": "load", "what": what, "value": round(figure, 2), "unit": unit,
             "command": "bench/load/budgets.py build/release"}
    if goal is not None:
        entry["note"] = f"goal {goal:g}" + (", missed" if figure > goal else "")
    return entry


def main(build: pathlib.Path) -> int:
    run.check_built(build)
    run.raise_file_limit()
    lines = {row: run.measure(row, dict(numbers), build.resolve()) for row, (_, _, numbers) in run.ROWS.items()}
    for line in lines.values():
        print(json.dumps(line))
    entries = [record(lines[row][name], goal, unit, what) for row, name, goal, unit, what in BUDGETS]
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    if folder:
        with open(pathlib.Path(folder) / "load.jsonl", "a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry) + "\n" for entry in entries)
    over = [f"{row} {name}" for row, name, goal, _, _ in BUDGETS if goal is not None and lines[row][name] > SLACK * goal]
    over += [f"{row}: not all devices are equal" for row, line in lines.items() if line["are_equal"] != 1]
    over += [f"{row}: {line['refused']} changes refused" for row, line in lines.items() if line.get("refused")]
    for entry in entries:
        print(f"{entry['what']:75} {entry['value']:12g} {entry['unit']:12} {entry.get('note', '')}")
    print("\n".join(f"OVER BUDGET: {what}" for what in over) or "all within budget")
    return 1 if over else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
