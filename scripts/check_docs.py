#!/usr/bin/env python3
"""Runs what the documents show: examples that stop being true fail the tests.

Reads README.md, ARCHITECTURE.md, CONTRIBUTING.md and docs/*.md. A fenced block with the line
`<!-- run -->` just before it is a test: `sh` blocks of one document run one after another in one
shell, in an empty folder, with build/ on the PATH and WEDSYNC_ROOT naming the project; `cpp` and
`c` blocks are compiled. Every `json` block must parse, marked or not. Links to files of the
project must lead somewhere.
"""
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile

SECONDS_MAX = 240
FENCE = re.compile(r"^(\s*)```(\w*)\s*$")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks_of(text: str):
    """Yields (line number, language, code, is marked to run) of each fenced block."""
    lines = text.splitlines()
    index = 0
    while index < len(lines):
        fence = FENCE.match(lines[index])
        if not fence:
            index += 1
            continue
        marked = index > 0 and lines[index - 1].strip() == "<!-- run -->"
        start, indent = index + 1, len(fence.group(1))
        index += 1
        while index < len(lines) and not lines[index].strip().startswith("```"):
            index += 1
        code = "\n".join(line[indent:] for line in lines[start:index])
        yield start, fence.group(2), code, marked
        index += 1


def links_in(root: pathlib.Path, path: pathlib.Path, text: str) -> list[str]:
    errors = []
    prose = re.sub(r"```.*?```|`[^`\n]*`", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    for number, line in enumerate(prose.splitlines(), 1):
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            if not (path.parent / target).exists():
                errors.append(f"{path.relative_to(root)}:{number}: the link leads nowhere: {target}")
    return errors


def run_shell(root: pathlib.Path, name: str, blocks) -> list[str]:
    script = ["set -euo pipefail"]
    for number, code in blocks:
        script += [f"echo '# {name}:{number}'", code]
    environment = dict(os.environ, WEDSYNC_ROOT=str(root), LC_ALL="C.UTF-8")
    environment["PATH"] = f"{root / 'build'}{os.pathsep}{environment['PATH']}"
    with tempfile.TemporaryDirectory(prefix="wedsync-docs-") as scratch:
        environment["HOME"] = scratch
        environment.pop("XDG_CONFIG_HOME", None)
        # Into a file: a program left in the background would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+", errors="replace") as log:
            process = subprocess.Popen(["bash", "-c", "\n".join(script)], cwd=scratch, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                       start_new_session=True)
            try:
                process.wait(timeout=SECONDS_MAX)
                status = f"exit code {process.returncode}" if process.returncode else None
            except subprocess.TimeoutExpired:
                status = f"still running after {SECONDS_MAX} s"
            try:
                os.killpg(process.pid, signal.SIGKILL)  # what the blocks left in the background
            except ProcessLookupError:
                pass
            log.seek(0)
            output = log.read()
    return [f"{name}: {status}; the output up to there:\n{output}"] if status else []


def compile_block(root: pathlib.Path, name: str, language: str, code: str) -> list[str]:
    compiler = shlex.split(os.environ.get("WEDSYNC_DOCS_CXX", "g++-12"))
    flags = ["-x", "c++", "-std=c++20"] if language == "cpp" else ["-x", "c", "-std=c11"]
    if language == "c":
        compiler = shlex.split(os.environ.get("WEDSYNC_DOCS_CC", "gcc-12"))
    command = compiler + flags + ["-Wall", "-Werror", "-fsyntax-only", f"-I{root}", f"-I{root / 'include'}", "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=False)
    return [f"{name}: does not compile:\n{done.stderr}"] if done.returncode else []


def check(root: pathlib.Path, path: pathlib.Path) -> tuple[int, list[str]]:
    text = path.read_text()
    name = path.relative_to(root).as_posix()
    errors, shell, count = links_in(root, path, text), [], 0
    for number, language, code, marked in blocks_of(text):
        where = f"{name}:{number}"
        if language == "json":
            count += 1
            try:
                json.loads(code)
            except ValueError as error:
                errors.append(f"{where}: not JSON: {error}")
        elif marked and language == "sh":
            count += 1
            shell.append((number, code))
        elif marked and language in {"cpp", "c"}:
            count += 1
            errors += compile_block(root, where, language, code)
        elif marked:
            errors.append(f"{where}: marked to run, but '{language}' is not sh, c or cpp")
    if shell:
        errors += run_shell(root, name, shell)
    return count, errors


def main(root: pathlib.Path) -> int:
    names = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
    paths = [root / n for n in names if (root / n).exists()] + sorted((root / "docs").rglob("*.md"))
    errors, count = [], 0
    for path in paths:
        found, wrong = check(root, path)
        count += found
        errors += wrong
    print("\n".join(errors) or f"docs: {count} examples in {len(paths)} documents are true")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
