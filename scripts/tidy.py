#!/usr/bin/env python3
"""House rules a compiler does not check: lengths, banned words, marks of unfinished work.

A rule has its reason and its replacement with it. A line that must break one says why:
    // tidy: allow(rule) because ...
"""
import os
import pathlib
import re
import subprocess
import sys

LINES_MAX = 600
CODE = {".hpp", ".cpp", ".h", ".c"}
SCRIPT = {".py", ".sh", ".cmake", ".txt", ".json", ".js", ".mjs", ".ts", ".md", ".yml", ".yaml", ".sql", ""}
ENGINE = ("engine/", "hub/core/")

# rule, where (path prefixes, or None for all code), pattern, what to do instead
BANNED = [
    ("unordered", ENGINE, r"\bunordered_(multi)?(map|set)\b", "std::map or a sorted vector: its order is the same everywhere"),
    ("at", ENGINE, r"[\w\])](\.|->)at\(", "find(), or [] after an assert: .at() throws"),
    ("stoi", ENGINE, r"\bsto(i|l|ll|ul|ull|f|d|ld)\(", "std::from_chars: sto* throws"),
    ("std-hash", ENGINE, r"\bstd::hash\b", "hash64(): std::hash differs between libraries"),
    ("distribution", ENGINE + ("sim/",), r"\bstd::(shuffle|sample|random_device|mt19937\w*|\w+_distribution)\b", "Prng and its helpers: std's differ between libraries"),
    ("new", None, r"(?<![\w:])new\s+[A-Za-z_:]", "a value, or std::make_unique"),
    ("delete", None, r"(?<![\w=])delete(\[\])?\s+[A-Za-z_*(]", "a value, or std::unique_ptr"),
    ("shared-ptr", ENGINE, r"\b(shared_ptr|make_shared)\b", "one owner: unique_ptr or a value"),
    ("friend", ENGINE, r"^\s*friend\s+(class|struct)\b", "an interface: only operators are friends"),
    ("throw", ENGINE, r"(^|\s)(throw\s|throw;|try\s*\{|catch\s*\()", "Result<T> and WEDSYNC_TRY"),
    ("using-namespace", None, r"^\s*using\s+namespace\b", "names, or a namespace alias"),
]
# In every text file.
ANYWHERE = [
    ("todo", r"\bTODO\b(?!\(#\d+\))", "TODO(#number): an issue holds what is left to do"),
    ("fixme", r"\bFIXME\b|\bXXX\b", "an issue, or the fix"),
    ("registry", r"https?://(registry\.npmjs|deb\.debian|security\.debian|registry\.)", "no address: the builder's own settings say where packages come from"),
    ("machine-path", r"/w[o]rk/|/root/|/home/\w+/", "a path relative to the project: this one is of one machine"),
]
# The files that hold the rules name what they ban.
RULE_FILES = {"scripts/tidy.py", "scripts/check_layers.py", "scripts/hooks/pre-commit", "CONTRIBUTING.md", "docs/testing.md"}
EXEMPT_STD_HASH = {"engine/base/strong.hpp"}


def strip_comments_and_strings(line: str) -> str:
    line = re.sub(r'"(\\.|[^"\\])*"', '""', line)
    line = re.sub(r"'(\\.|[^'\\])'", "' '", line)
    # A private constructor is out of make_unique's reach: `unique_ptr<T>(new T(...))` has an owner.
    line = re.sub(r"unique_ptr<[\w:]+>( \w+)?\(new\b", "unique_ptr(", line)
    return re.sub(r"//.*", "", line)


def errors_in(name: str, text: str) -> list[str]:
    errors = []
    path = pathlib.PurePosixPath(name)
    lines = text.splitlines()
    is_code = path.suffix in CODE
    if is_code and len(lines) > LINES_MAX and not any(l.startswith("// Long because:") for l in lines[:40]):
        errors.append(f"{name}: {len(lines)} lines; split it by noun at {LINES_MAX}, or open with '// Long because: ...'")
    in_block = False
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        allowed = set(re.findall(r"tidy: allow\(([\w-]+)\) because \w+", line))
        if is_code and "\t" in line:
            errors.append(f"{where}: a tab; indent with spaces")
        if name not in RULE_FILES:
            for rule, pattern, instead in ANYWHERE:
                if re.search(pattern, line) and rule not in allowed:
                    errors.append(f"{where}: {rule}: use {instead}")
        if not is_code or path.name.endswith(("_test.cpp", "_test.c")):
            continue
        code = strip_comments_and_strings(line)
        if in_block:
            if "*/" not in code:
                continue
            code = code.split("*/", 1)[1]
            in_block = False
        if code.lstrip().startswith("#"):
            continue
        if "/*" in code:
            head, _, tail = code.partition("/*")
            in_block = "*/" not in tail
            code = head
        for rule, where_it_holds, pattern, instead in BANNED:
            if where_it_holds is not None and not name.startswith(where_it_holds):
                continue
            if rule == "std-hash" and name in EXEMPT_STD_HASH:
                continue
            if rule not in allowed and re.search(pattern, code):
                errors.append(f"{where}: {rule}: use {instead}")
    return errors


def files_of(root: pathlib.Path) -> list[str]:
    command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return sorted(set(done.stdout.splitlines()))
    found = []  # not a git checkout: everything but what is built or fetched
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in {"build", "node_modules", ".git"}]
        found += [(pathlib.Path(folder) / n).relative_to(root).as_posix() for n in names]
    return sorted(found)


def main(root: pathlib.Path) -> int:
    errors, count = [], 0
    for name in files_of(root):
        path = root / name
        if path.suffix not in CODE | SCRIPT or not path.is_file() or path.name == "LICENSE":
            continue
        if path.name == "package-lock.json":
            if re.search(r'"resolved": *"https?:', path.read_text()):
                errors.append(f"{name}: names servers; take the \"resolved\" lines out (npm: omit-lockfile-registry-resolved)")
            continue
        if name.startswith("fuzz/corpus/") or path.stat().st_size > 2_000_000:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        count += 1
        errors += errors_in(name, text)
    print("\n".join(errors) or f"tidy: {count} files, all in order")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
