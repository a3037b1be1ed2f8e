#!/usr/bin/env python3
"""bench/suggest_speed.py WHERE BUDGET_US COMMAND...: how long one suggestion takes, as a test.

Runs the command (bench/suggest_speed.cpp), prints its figures, and fails where the 99th percentile,
the median of five, is over twice the budget. Appends it to $WEDSYNC_EVIDENCE_DIR/suggest.jsonl when
that is set.
"""
import json
import os
import pathlib
import subprocess
import sys

SLACK = 2.0


def main() -> int:
    where, budget_us, *command = sys.argv[1:]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    figures = json.loads(run.stdout)
    p99_us = figures["suggest_p99_us"]
    print(json.dumps({"where": where, "budget_us": float(budget_us), **figures}))
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    if folder:
        line = {"what": f"one suggestion with its reasons, {where}: 99th percentile, us (budget {budget_us})",
                "value": p99_us, "command": "bench/suggest_speed.py"}
        with pathlib.Path(folder, "suggest.jsonl").open("a") as file:
            print(json.dumps(line), file=file)
    return 0 if p99_us <= SLACK * float(budget_us) else 1


if __name__ == "__main__":
    sys.exit(main())
