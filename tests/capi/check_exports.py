#!/usr/bin/env python3
"""Fails unless the header, engine/capi/exports.txt and the library name the same functions."""
import pathlib
import re
import subprocess
import sys


def main(nm: str, library: str, root: pathlib.Path) -> int:
    header = (root / "include/wedsync/wedsync.h").read_text()
    declared = set(re.findall(r"^WEDSYNC_EXPORT [^(;]*?\b(wedsync_\w+)\(", header, re.M))
    listed = (root / "engine/capi/exports.txt").read_text().split()
    symbols = subprocess.run([nm, "--defined-only", "-g", library], check=True, capture_output=True, text=True)
    defined = set(re.findall(r" T (wedsync_\w+)$", symbols.stdout, re.M))
    errors = [f"exports.txt is not in order at {b}" for a, b in zip(listed, listed[1:]) if a >= b]
    for name, names in {"exports.txt": set(listed), "the library": defined}.items():
        errors += [f"{name} lacks {function}" for function in sorted(declared - names)]
        errors += [f"{name} has {function}, the header has not" for function in sorted(names - declared)]
    print("\n".join(errors) or f"exports: {len(declared)} functions, all in order")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])))
