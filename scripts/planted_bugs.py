#!/usr/bin/env python3
"""scripts/planted_bugs.py [--check] [--json] [NAME...]: would the tests notice?

tests/planted/bugs/ holds bugs that a tired engineer could really write. Each is put into a copy of
the sources by itself, built, and has to be caught: by the simulator's oracles within 500 seeds, or,
where the bug names a scenario, by that. A seed counts only if it passes without the bug. One that
turned out to break no promise says why (`harmless`), stays in the list and is passed over.

--check only looks whether every bug still fits the sources. See tests/planted/README.md.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUGS = ROOT / "tests" / "planted" / "bugs"
COPY = ROOT / "build" / "planted" / "src"
BUILD = COPY / "build" / "planted"
CLEAN = ROOT / "build" / "planted" / "clean"
# Five each at least, chosen before anybody looked at what catches them.
AREAS = {"merge": 5, "codec": 5, "store": 5, "hub_sync": 5}
# Rules of docs/merge.md switched off, one for each counterexample: a scenario has to catch each.
RULES = "rules"
SEEDS = 500
# Most bugs are caught at once: small batches first.
BATCHES = [(1, 10), (11, 40), (41, 100), (101, 200), (201, 350), (351, SEEDS)]
BATCH_SECONDS_MAX = 900
SCENARIO_SECONDS_MAX = 300


@dataclasses.dataclass
class Bug:
    name: str
    area: str
    why: str
    file: str
    before: str
    after: str
    scenario: str = ""
    harmless: str = ""


class Broken(Exception):
    """Something that is not the bug's fault: told in one line."""


def parse(path: pathlib.Path) -> Bug:
    head, separator, rest = path.read_text().partition("--- before\n")
    before, middle, rest = rest.partition("--- after\n")
    after, end, _ = rest.partition("--- end\n")
    if not (separator and middle and end):
        raise Broken(f"{path.name}: wants the lines '--- before', '--- after' and '--- end'")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    try:
        return Bug(name=path.stem, before=before.rstrip("\n"), after=after.rstrip("\n"), **fields)
    except TypeError as error:
        raise Broken(f"{path.name}: {error}") from error


def load() -> list[Bug]:
    return [parse(path) for path in sorted(BUGS.glob("*.txt"))]


def planted(bug: Bug, text: str) -> str:
    count = text.count(bug.before)
    if count != 1:
        raise Broken(f"{bug.name}: its text is in {bug.file} {count} times, not once")
    return text.replace(bug.before, bug.after)


def check(bugs: list[Bug]) -> list[str]:
    errors = []
    for bug in bugs:
        path = ROOT / bug.file
        if path.suffix != ".cpp" or not path.is_file():
            errors.append(f"{bug.name}: {bug.file} is no source file of ours")
            continue
        if bug.area not in AREAS and bug.area != RULES:
            errors.append(f"{bug.name}: what is the area {bug.area}?")
        if bug.area == RULES and not bug.scenario:
            errors.append(f"{bug.name}: a rule names its scenario")
        try:
            planted(bug, path.read_text())
        except Broken as error:
            errors.append(str(error))
    for area, least in AREAS.items():
        count = sum(bug.area == area and not bug.harmless and not bug.scenario for bug in bugs)
        if count < least:
            errors.append(f"{area}: {count} bugs, not {least}")
    return errors


# ---- A copy of the sources, and what is built of it.

def run(command: list[str], seconds: float, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, **options)


def copy_sources() -> None:
    listed = run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], 60)
    names = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    for name in names:
        source, target = ROOT / name, COPY / name
        if target.is_file() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)
    for folder in ["engine", "hub", "sim", "schemas", "tests"]:
        for path in (COPY / folder).rglob("*"):
            if path.is_file() and path.relative_to(COPY).as_posix() not in names:
                path.unlink()
    modules = COPY / "third_party" / "node_modules"
    if not modules.exists() and (ROOT / "third_party" / "node_modules").exists():
        modules.symlink_to(ROOT / "third_party" / "node_modules")


def build(targets: list[str]) -> str:
    """What the compiler says, empty if it is content."""
    environment = dict(os.environ, CCACHE_BASEDIR=str(COPY), CCACHE_NOHASHDIR="true")
    if not (BUILD / "build.ninja").is_file():
        done = run(["cmake", "--preset", "release", "-B", str(BUILD), "-DWEDSYNC_PUBLISH=OFF"], 600,
                   cwd=COPY, env=environment)
        if done.returncode != 0:
            return done.stdout + done.stderr
    done = run(["ninja", "-C", str(BUILD), "-j", str(os.cpu_count() or 1), *targets], 3600, env=environment)
    return "" if done.returncode == 0 else done.stdout[-3000:]


def programs(bugs: list[Bug]) -> dict[str, pathlib.Path]:
    wanted = {"wedsync_sim": BUILD / "sim" / "main" / "wedsync_sim"}
    if any(bug.scenario for bug in bugs):
        wanted["sim_scenarios_test"] = BUILD / "sim" / "scenarios" / "sim_scenarios_test"
    return wanted


# ---- Judging.

def failed_seeds(simulator: pathlib.Path, first: int, last: int) -> dict[int, str] | None:
    """The seeds of a batch that fail, and how. None: the batch does not end."""
    jobs = str(min(os.cpu_count() or 1, 4))
    try:
        done = run([str(simulator), "--seeds", f"{first}..{last}", "--jobs", jobs, "--json"], BATCH_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return None
    found: dict[int, str] = {}
    for line in done.stderr.splitlines():
        match = re.match(r"seed (\d+): (.*)", line)
        if match:
            found.setdefault(int(match.group(1)), match.group(2))
    return dict(sorted(found.items()))


class Clean:
    """The simulator without any bug, asked once for each seed that matters."""

    def __init__(self, simulator: pathlib.Path):
        self.simulator = simulator
        self.passes: dict[int, bool] = {}

    def is_passing(self, seed: int) -> bool:
        if seed not in self.passes:
            try:
                done = run([str(self.simulator), "--only-seed", str(seed)], BATCH_SECONDS_MAX)
                self.passes[seed] = done.returncode == 0
            except subprocess.TimeoutExpired:
                self.passes[seed] = False
        return self.passes[seed]


def search(simulator: pathlib.Path, clean: Clean) -> tuple[int, str]:
    """The first seed that fails with the bug alone, and how; 0 if there is none."""
    for first, last in BATCHES:
        failed = failed_seeds(simulator, first, last)
        if failed is None:
            # One seed for ever, with the bug alone: that is a broken promise too (P7).
            if failed_seeds(clean.simulator, first, last) is not None:
                return first, f"seeds {first} to {last} do not end"
            continue
        for seed, how in failed.items():
            if clean.is_passing(seed):
                return seed, how
    return 0, ""


def scenario_fails(program: pathlib.Path, name: str) -> tuple[bool, str]:
    try:
        done = run([str(program), f"--gtest_filter={name}"], SCENARIO_SECONDS_MAX, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return True, "does not end"
    if "1 test from" not in done.stdout:
        raise Broken(f"no scenario {name}")
    says = re.search(r"P\d: [^\n\"]*", done.stdout)
    return done.returncode != 0, says.group(0) if says else f"exit code {done.returncode}"


def judge(bug: Bug, targets: dict[str, pathlib.Path], clean: Clean) -> dict:
    started = time.monotonic()
    path = COPY / bug.file
    original = path.read_text()
    result = {"bug": bug.name, "area": bug.area, "caught": False}
    try:
        path.write_text(planted(bug, original))
        target = "sim_scenarios_test" if bug.scenario else "wedsync_sim"
        complaint = build([target])
        if complaint:
            # What the compiler catches says nothing about the oracles: the bug is to be written anew.
            result.update(seed=0, how=f"does not compile: {complaint}")
        elif bug.scenario:
            result["caught"], result["how"] = scenario_fails(targets[target], bug.scenario)
            result["scenario"] = bug.scenario
        else:
            seed, how = search(targets[target], clean)
            result.update(caught=seed > 0, seed=seed, how=how)
    finally:
        path.write_text(original)
    result["seconds"] = round(time.monotonic() - started)
    return result


def add_evidence(results: list[dict]) -> None:
    folder = os.environ.get("WEDSYNC_EVIDENCE_DIR")
    if not folder:
        return
    command = "scripts/planted_bugs.py"
    lines = []
    for area in [*AREAS, RULES]:
        of_area = [result for result in results if result["area"] == area]
        if of_area:
            lines.append({"what": f"planted bugs caught: {area.replace('_', ' and ')}",
                          "value": sum(result["caught"] for result in of_area), "of": len(of_area),
                          "unit": "bugs", "command": command})
    lines += [{"what": result["bug"].replace("_", " "), "value": result["seed"], "unit": "first seed that fails",
               "note": result["how"][:120]} for result in results if "seed" in result]
    with open(pathlib.Path(folder) / "planted.jsonl", "a") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def judge_all(bugs: list[Bug], is_json: bool) -> int:
    copy_sources()
    targets = programs(bugs)
    complaint = build(list(targets))
    if complaint:
        raise Broken(f"the sources do not build as they are:\n{complaint}")
    CLEAN.mkdir(parents=True, exist_ok=True)
    clean = Clean(pathlib.Path(shutil.copy(targets["wedsync_sim"], CLEAN)))
    results = []
    for bug in bugs:
        if bug.scenario:
            is_failing, how = scenario_fails(targets["sim_scenarios_test"], bug.scenario)
            if is_failing:
                raise Broken(f"{bug.scenario} fails without any bug: {how}")
    for bug in bugs:
        result = judge(bug, targets, clean)
        results.append(result)
        if is_json:
            print(json.dumps(result), flush=True)
        else:
            where = result.get("scenario") or f"seed {result['seed']}"
            verdict = f"caught by {where}: {result['how']}" if result["caught"] else "NOT CAUGHT"
            print(f"{bug.area:9} {bug.name}: {verdict} ({result['seconds']} s)", flush=True)
    add_evidence(results)
    caught = sum(result["caught"] for result in results)
    print(json.dumps({"bugs": len(results), "caught": caught}))
    return 0 if caught == len(results) else 1


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("names", nargs="*", help="some of the bugs; all without")
    arguments.add_argument("--check", action="store_true", help="only whether each still fits the sources")
    arguments.add_argument("--json", action="store_true", help="one JSON object for each bug")
    options = arguments.parse_args()
    try:
        bugs = load()
        errors = check(bugs)
        if errors or options.check:
            print("\n".join(errors) or f"planted bugs: {len(bugs)}, each fits")
            return 1 if errors else 0
        unknown = set(options.names) - {bug.name for bug in bugs}
        if unknown:
            raise Broken(f"no such bug: {', '.join(sorted(unknown))}")
        chosen = [bug for bug in bugs if bug.name in options.names or not (options.names or bug.harmless)]
        return judge_all(chosen, options.json)
    except Broken as error:
        print(f"planted_bugs: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
