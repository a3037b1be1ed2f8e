#!/usr/bin/env python3
"""The commands demo and replay from outside: commands.py WEDSYNC."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

WEDSYNC = sys.argv[1]
DATA = pathlib.Path(os.environ.get("WEDSYNC_DATA", "../shared/data"))


def run(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run([WEDSYNC, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == expect, f"{arguments}: exit {done.returncode}\n{done.stderr}"
    return done


def fails(code: int, words: str, *arguments: str) -> None:
    done = run(*arguments, expect=code)
    assert words in done.stderr, f"{arguments}: {done.stderr!r} does not say {words!r}"
    assert done.stdout == "", f"{arguments}: says something on standard output"


def check_demo() -> None:
    first = run("demo", "--seed", "3", "--json").stdout
    day = json.loads(first)
    assert day["ok"] and day["converged"] and len(day["copies"]) == 25
    by_scope = {}
    for copy in day["copies"]:
        by_scope.setdefault(copy["scope"], set()).add(copy["state_hash"])
    assert all(len(hashes) == 1 for hashes in by_scope.values())
    assert all(not each["open"] for each in day["disagreements"])
    assert first == run("demo", "--seed", "3", "--json").stdout, "the same seed, another day"
    text = run("demo", "--seed", "3", "--quick").stdout
    assert "\x1b" not in text, "escape sequences in a pipe"
    assert text.rstrip().endswith("Everybody has the same day.")


def check_folder(folder: pathlib.Path) -> None:
    schedule = DATA / "real/schedules/38c3-schedule.xml"
    if not schedule.exists():
        print("SKIPPED(data): real/schedules/38c3-schedule.xml is not here")
        return
    (folder / "schedule.xml").write_bytes(schedule.read_bytes())
    (folder / "guests.csv").write_text("Name,Party\n" + "".join(
        f"Guest {i},Party {i // 4}\n" for i in range(200)))
    out = run("demo", "--data", str(folder), "--quick").stdout
    assert "1007 items" in out and "200 guests" in out and "5 events" in out
    assert out.rstrip().endswith("Everybody has the same day.")


def check_replay(folder: pathlib.Path) -> None:
    log = folder / "log.csv"
    rows = [f"{1000000 + 30 * i},{i % 5},{i % 7},ACTION_{i % 3},START" for i in range(300)]
    log.write_text("t_unix,user,item,action,lifecycle\n" + "\n".join(rows) + "\n")
    network = folder / "network.csv"
    network.write_text("t_ms,down_kbps,up_kbps\n0,2000,500\n5000,0,0\n8000,9000,2000\n")
    result = json.loads(run("replay", "--usage", str(log), "--network", str(network),
                            "--devices", "3", "--json").stdout)
    wanted = ["ops", "wire_bytes", "bytes_per_op", "naive_json_bytes", "gzip_json_bytes",
              "saved_vs_naive", "saved_vs_gzip", "converged", "conflicts", "auto_merged",
              "visible_p50_s", "visible_p95_s"]
    assert [key for key in result if key in wanted] == wanted
    assert result["converged"] and result["ops"] == 240
    assert "same state" in run("replay", "--usage", str(log), "--limit", "50").stdout
    run("replay", "--usage", str(log), "--limit", "50", "--output", str(folder / "script.json"))
    script = json.loads((folder / "script.json").read_text())
    assert len(script["edits"]) == 50
    last = script["edits"][-1]
    end = next(each for each in script["ends"] if each["item"] == last["item"])
    assert last["status"] in end["status"] and last["note"].startswith(last["owner"])
    fails(2, "written over", "replay", "--usage", str(log), "--output", str(log))

    fails(4, "no-such-file", "replay", "--usage", "no-such-file.csv")
    fails(3, "t_ms", "replay", "--usage", str(log), "--network", str(log))
    broken = folder / "broken.csv"
    broken.write_text("t_unix,user,item,action,lifecycle\n1,2,x,A,B\n")
    fails(3, "line 2", "replay", "--usage", str(broken))
    broken.write_text("t_unix,user,item,action,lifecycle\n1,0,1,A,B\n")
    fails(3, "nobody did anything", "replay", "--usage", str(broken))
    fails(2, "--devices", "replay", "--usage", str(log), "--devices", "0")
    fails(2, "--usage", "replay")


def main() -> int:
    check_demo()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fails(4, "no folder", "demo", "--data", str(folder / "nowhere"))
        fails(3, "no schedule", "demo", "--data", str(folder))
        check_folder(folder)
    with tempfile.TemporaryDirectory() as name:
        check_replay(pathlib.Path(name))
    print("commands: all as documented")
    return 0


if __name__ == "__main__":
    sys.exit(main())
