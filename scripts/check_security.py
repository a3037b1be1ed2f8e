#!/usr/bin/env python3
"""Holds docs/security.md against the project: the points 1 to 57 are all there, each with a test that exists or
with why there is none; and the hub connects to nobody.
"""
import pathlib
import re
import sys

POINTS = 57
ROW = re.compile(r"^\| (\d+) \|")
NAME = re.compile(r"`((?:\w+Test|lint|full|\w+_e2e)\.\w+|\w+\.spec\.ts)`")
# Words by which a point may do without a test.
REASONS = ("**Does not apply:**", "**Exception:**")
CONNECTS = re.compile(r"\basync_connect\b|\bresolver::resolve\b|\btcp::resolver\b|(?<![\w.>:])::connect\(|\bgetaddrinfo\b")


def names_of_tests(root: pathlib.Path) -> set[str]:
    names = {"lint.security", "lint.layers"}
    for top in ("engine", "hub", "crypto", "host", "importers", "loaders", "cli", "carrier", "system", "tests", "sim"):
        for path in (root / top).rglob("*_test.cpp"):
            for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", path.read_text(), re.M):
                names.add(f"{suite}.{name}")
    for path in (root / "tests/e2e").glob("*_e2e.py"):
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(), re.M):
            names.add(f"{path.stem}.{name}")
    for path in [root / "cmake/WedSyncLint.cmake", *(root / "tests").rglob("CMakeLists.txt")]:
        names.update(re.findall(r"wedsync_add_test\(((?:full|lint)\.\w+)", path.read_text()))
    return names | {path.name for path in (root / "web/e2e").rglob("*.spec.ts")}


def check_table(text: str, known: set[str]) -> list[str]:
    errors, seen = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            continue
        errors += [f"docs/security.md:{number}: there is no test {name}" for name in NAME.findall(line)
                   if name not in known]
        row = ROW.match(line)
        if not row:
            continue
        seen.append(int(row.group(1)))
        if not NAME.search(line) and not any(reason in line for reason in REASONS):
            errors.append(f"docs/security.md:{number}: point {seen[-1]} has neither a test nor a reason")
    if seen != list(range(1, POINTS + 1)):
        errors.append(f"docs/security.md: the points are {seen}, not 1 to {POINTS}")
    return errors


def check_hub(root: pathlib.Path) -> list[str]:
    return [f"{path.relative_to(root)}: the hub connects to nobody, but here is {found.group(0)}"
            for path in sorted((root / "hub").rglob("*.[ch]pp")) if (found := CONNECTS.search(path.read_text()))]


def main(root: pathlib.Path) -> int:
    text = (root / "docs/security.md").read_text()
    errors = check_table(text, names_of_tests(root)) + check_hub(root)
    print("\n".join(errors) or f"security: {POINTS} points, {len(set(NAME.findall(text)))} tests, all there")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
