#!/usr/bin/env python3
"""bench/budgets.py BUILD: the budgets of docs/benchmarks.md, as a test.

Runs every workload five times, prints the figures as JSON, and appends them to
$WEDSYNC_EVIDENCE_DIR/benchmarks.jsonl when that is set. Sizes are exact, so they must keep to their
budget; times depend on what else the machine does, so they may be twice theirs before this fails.
What is still over its budget is named in MISSED with its own bound, and so cannot grow.
"""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TIME_SLACK = 2.0
ROUNDS = 5

# figure: (target, unit, is it a time, more is better)
BUDGETS = {
    "W1 normal p50 / bare UPDATE": (2.0, "x", True, False),
    "W1 full p50 / bare UPDATE": (1.2, "x", True, False),
    "W2 ops per CPU s / bare UPDATEs": (0.55, "x", True, True),
    "W2 peak RSS": (15.0, "MB", False, False),
    "W3 session": (5.5, "B/edit", False, False),
    "W3 live edit": (16.0, "B", False, False),
    "W3 catch-up": (3.6, "B/edit", False, False),
    "W4 open": (3.0, "CPU ms", True, False),
    "W4 open peak RSS": (8.0, "MB", False, False),
    "W4 live store": (80.0, "B/record", False, False),
    "W4 bootstrap snapshot": (15.0, "B/record", False, False),
    "W6 bytes both ways, 100,000 records": (60.0, "B", False, False),
    "W6 CPU, 100,000 records": (1.0, "CPU ms", True, False),
}
# Targets that are not reached: what holds instead, until they are (docs/benchmarks.md says why).
MISSED = {
    "W1 normal p50 / bare UPDATE": 2.2,
    "W2 ops per CPU s / bare UPDATEs": 0.43,
}


def load_run():
    loader = importlib.machinery.SourceFileLoader("bench_run", str(HERE / "run"))
    spec = importlib.util.spec_from_loader("bench_run", loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_run"] = module
    loader.exec_module(module)
    return module


def figures(lines: list[dict]) -> dict[str, float]:
    def one(**wanted):
        return next(line for line in lines if all(line.get(key) == value for key, value in wanted.items()))

    def ratio(name, **wanted):
        return one(system="wedsync", **wanted)[name] / one(system="sqlite", **wanted)[name]

    applied = one(workload="W2", system="wedsync", kind="seen")
    opened = one(workload="W4", system="wedsync", kind="open")
    sizes = one(workload="W4", system="wedsync", kind="size")
    changed = one(workload="W6", system="wedsync", records=100_000)
    return {
        "W1 normal p50 / bare UPDATE": ratio("p50_us", workload="W1", durability="normal"),
        "W1 full p50 / bare UPDATE": ratio("p50_us", workload="W1", durability="full"),
        "W2 ops per CPU s / bare UPDATEs": ratio("ops_per_cpu_s", workload="W2", kind="seen"),
        "W2 peak RSS": applied["peak_rss_mb"],
        "W3 session": one(workload="W3", kind="session")["bytes_per_edit"],
        "W3 live edit": one(workload="W3", kind="live")["bytes_per_edit"],
        "W3 catch-up": one(workload="W3", kind="catchup")["bytes_per_edit"],
        "W4 open": opened["cpu_s"] * 1e3,
        "W4 open peak RSS": opened["peak_rss_mb"],
        "W4 live store": sizes["bytes_per_record"],
        "W4 bootstrap snapshot": sizes["snapshot_bytes_per_record"],
        "W6 bytes both ways, 100,000 records": changed["bytes"],
        "W6 CPU, 100,000 records": changed["cpu_s"] * 1e3,
    }


def is_kept(name: str, value: float) -> bool:
    target, _, is_time, more_is_better = BUDGETS[name]
    bound = MISSED.get(name, target)
    slack = TIME_SLACK if is_time else 1.0
    return value >= bound / slack if more_is_better else value <= bound * slack


def record(name: str, value: float) -> dict:
    target, unit, _, _ = BUDGETS[name]
    note = f"target {target:g}" + (", missed" if name in MISSED else "")
    return {"claim": name.split()[0], "what": name, "value": round(value, 3), "unit": unit,
            "command": "bench/budgets.py build/release", "note": note}


def main(build: pathlib.Path) -> int:
    bench = load_run()
    lines = bench.measure(bench.WORKLOADS, build, ROUNDS, 1, [])
    for line in lines:
        print(json.dumps(line))
    records = {name: record(name, value) for name, value in figures(lines).items()}
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    if folder:
        with open(pathlib.Path(folder) / "benchmarks.jsonl", "a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry) + "\n" for entry in records.values())
    over = [name for name, value in figures(lines).items() if not is_kept(name, value)]
    for name, entry in records.items():
        verdict = "OVER BUDGET" if name in over else "ok"
        print(f"{name:40} {entry['value']:10g} {entry['unit']:10} {entry['note']:20} {verdict}")
    return 1 if over else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
