#!/usr/bin/env python3
"""bench/modules_speed.py PROGRAM [EVENTS]: the budgets of the modules' calls, as a test.

Runs bench/modules_speed.cpp with 100,000 stored events of each module and a tenth of them. Fails
where the 99th percentile of a tracking call or of a question is over twice its budget, or the longest
step of the first question after opening, of five runs the one in the middle. All of that question,
which reads every record, is printed and held against nothing. Appends to $WEDSYNC_EVIDENCE_DIR/modules.jsonl when that is set.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

EVENTS = 100_000
ROUNDS = 5
SLACK = 2.0
BUDGETS_MS = {"track_p99_ms": 5.0, "ask_p99_ms": 100.0, "first_question_longest_step_ms": 100.0}


def run(program: str, events: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, str(events), folder], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main() -> int:
    program = sys.argv[1]
    events = int(sys.argv[2]) if len(sys.argv) > 2 else EVENTS
    print(json.dumps(run(program, events // 10)))
    runs = [run(program, events) for _ in range(ROUNDS)]
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    is_kept = True
    for module in (name for name in runs[0] if name != "events"):
        figures = {name: statistics.median(each[module][name] for each in runs) for name in runs[0][module]}
        print(json.dumps({"events": events, "module": module, **figures}))
        for name, budget in BUDGETS_MS.items():
            is_kept = is_kept and figures[name] <= SLACK * budget
            if folder:
                line = {"what": f"{module}, {events:,} stored events: {name} (budget {budget:g})",
                        "value": figures[name], "unit": "ms", "command": "bench/modules_speed.py"}
                with pathlib.Path(folder, "modules.jsonl").open("a") as file:
                    print(json.dumps(line), file=file)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
