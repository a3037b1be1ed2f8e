#!/usr/bin/env python3
"""bench/load/run.py [--json] [--smoke] [--build DIR] [--set NAME=NUMBER ...] [ROW ...]

Measures a hub under load: makes its folder with `wedsync hub init`, starts `wedsync hub serve` as it
is shipped (every acknowledgement after an fsync), and lets wedsync_bench_load come with devices over
real connections, on this machine. A fresh hub for each row:

  idle_and_active      2,000 devices that are only connected, in 5 scopes, and 200 in 10 scopes that
                       each change something every second
  idle_and_active_tls  the same over TLS
  herd                 200 devices (10 scopes of 20) that return within 10 s with 500 changes each
  listeners            a change each second in a scope of 440 listeners, 20 of which do not read

--json prints JSON lines, --smoke a small form of each but TLS, --set changes a number of each row, as
wedsync_bench_load names it (light, full, asleep, guests, changes, seconds, busy-scopes, ...).

The programs are built by: cmake --build --preset release --target bench_programs wedsync_cli
"""
import argparse
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# row: (scenario, has TLS, the numbers of the plan)
ROWS = {
    "idle_and_active": ("idle-and-active", False, {
        "light": 2000, "full": 200, "quiet-scopes": 5, "busy-scopes": 10, "guests": 200, "seconds": 60}),
    "idle_and_active_tls": ("idle-and-active", True, {
        "light": 2000, "full": 200, "quiet-scopes": 5, "busy-scopes": 10, "guests": 200, "seconds": 60}),
    "herd": ("herd", False, {"full": 200, "busy-scopes": 10, "guests": 1000, "changes": 500}),
    "listeners": ("listeners", False, {
        "light": 400, "full": 41, "asleep": 20, "busy-scopes": 1, "guests": 200, "seconds": 40}),
}
SMOKE = {
    "idle_and_active": {"light": 20, "full": 10, "quiet-scopes": 2, "busy-scopes": 2, "guests": 20, "seconds": 3},
    "herd": {"full": 10, "busy-scopes": 2, "guests": 40, "changes": 20, "return-seconds": 1},
    "listeners": {"light": 20, "full": 3, "asleep": 2, "guests": 20, "seconds": 3},
}
START_SECONDS = 20


def fail(message: str):
    sys.exit(f"bench/load: {message}")


class Hub:
    """A hub of the built program in a fresh folder."""

    def __init__(self, program: pathlib.Path, folder: pathlib.Path, scopes: list[str], has_tls: bool):
        self.program, self.folder, self.has_tls = program, folder / "hub", has_tls
        self.log = folder / "hub.log"
        self.run("init", *(word for name in scopes for word in ("--scope", name)))
        self.options = []
        if has_tls:
            self.run("ca", "--host", "127.0.0.1")
            self.options = ["--tls-certificate", self.folder / "tls/hub.pem", "--tls-key", self.folder / "tls/hub.key"]

    def run(self, *arguments):
        command = [self.program, "hub", "--folder", self.folder, *arguments]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            fail(f"wedsync hub {arguments[0]} failed: {done.stderr}")

    @contextlib.contextmanager
    def serving(self):
        command = [self.program, "--json", "hub", "--folder", self.folder, "--listen", "127.0.0.1:0",
                   "--operations", "127.0.0.1:0", *self.options, "serve"]
        with self.log.open("w") as log, subprocess.Popen(
                [str(word) for word in command], text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=log) as process:
            try:
                line = process.stdout.readline()
                if not line:
                    fail(f"the hub did not start: {self.log.read_text()}")
                yield process, json.loads(line)
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(START_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()


def measure(row: str, numbers: dict[str, int], build: pathlib.Path) -> dict:
    """The figures of one row: one JSON object."""
    scenario, has_tls, _ = ROWS[row]
    scopes = [f"{kind}-{number + 1}" for kind in ("quiet", "busy") for number in range(numbers.get(f"{kind}-scopes", 1))]
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="wedsync-load-", dir=build) as scratch, tempfile.TemporaryDirectory(
            prefix="wedsync-load-", dir=memory if os.access(memory, os.W_OK) else build) as stores:
        hub = Hub(build / "cli/wedsync_cli", pathlib.Path(scratch), scopes, has_tls)
        with hub.serving() as (process, said):
            address = f"{'https' if has_tls else 'http'}://{said['address']}"
            command = [build / "bench/load/wedsync_bench_load", scenario, f"--folder={hub.folder}", f"--hub={address}",
                       f"--operations-port={said['operations'].rsplit(':', 1)[1]}", f"--hub-process={process.pid}",
                       f"--stores={stores}", *(f"--{name}={number}" for name, number in numbers.items())]
            if has_tls:
                command.append(f"--ca={hub.folder / 'tls/ca.pem'}")
            done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=False)
            if done.returncode != 0 or process.poll() is not None:
                fail(f"{row} failed; the hub's log ends:\n{hub.log.read_text()[-2000:]}")
    return {"row": row, **json.loads(done.stdout)}


def raise_file_limit():
    """A connection is a file here and one at the hub, which inherits this."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def check_built(build: pathlib.Path):
    for program in ["cli/wedsync_cli", "bench/load/wedsync_bench_load"]:
        if not (build / program).exists():
            fail(f"not built: {build / program}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    options = parser.parse_args()
    unknown = [row for row in options.rows if row not in ROWS]
    if unknown:
        parser.error(f"no row {unknown[0]}; there are {', '.join(ROWS)}")
    changed = {name: int(number) for name, number in (word.split("=", 1) for word in options.set)}
    check_built(options.build)
    raise_file_limit()
    is_sound = True
    for row in options.rows or (SMOKE if options.smoke else ROWS):
        numbers = {**ROWS[row][2], **(SMOKE.get(row, {}) if options.smoke else {}), **changed}
        figures = measure(row, numbers, options.build.resolve())
        is_sound = is_sound and figures["are_equal"] == 1
        if options.json:
            print(json.dumps(figures), flush=True)
        else:
            print(row, *(f"  {name:28} {value}" for name, value in figures.items()), sep="\n", flush=True)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
