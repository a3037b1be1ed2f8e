#!/usr/bin/env python3
"""Fails when a module includes one it may not, or a system header it may not.

MAY_INCLUDE is the architecture: each module, and the modules whose headers it may include.
Tests beside the code (`*_test.cpp`) and the folder tests/ are free.
"""
import pathlib
import re
import sys

ENGINE = "base causal json model merge rules codec pace suggest live prevent store replica sync team capi".split()
HUB = "hub/core".split()


def engine(names: str) -> set[str]:
    return {f"engine/{name}" for name in names.split()}


EVERY_ENGINE = {f"engine/{name}" for name in ENGINE}
# A module is a folder with a module.json; none may know another.
MODULES = {f"modules/{path.parent.name}" for path in pathlib.Path(__file__).parent.parent.glob("modules/*/module.json")}
MODULE_MAY = engine("base causal json model merge codec replica") | {"modules/kit", "modules/measure"}
MAY_INCLUDE = {
    "engine/base": engine(""),
    "engine/causal": engine("base"),
    "engine/json": engine("base"),
    "engine/model": engine("base causal json"),
    "engine/merge": engine("base causal model"),
    "engine/rules": engine("base causal model merge"),
    "engine/codec": engine("base causal json model merge"),
    "engine/pace": engine("base"),
    "engine/suggest": engine("base causal model merge codec"),
    "engine/live": engine("base causal model merge"),
    "engine/prevent": engine("base causal model"),
    "engine/store": engine("base causal model merge codec"),
    "engine/replica": engine("base causal json model merge rules codec suggest live store"),
    "engine/sync": engine("base causal model merge codec pace store replica"),
    "engine/team": engine("base causal model merge codec prevent store replica sync"),
    "engine/capi": EVERY_ENGINE | {"wedsync"},
    "hub/core": engine("base causal model merge rules codec pace prevent suggest store"),
    "modules/measure": engine("base"),
    "modules/kit": engine("base causal json model merge codec pace store replica"),
    "modules/all": {"modules/kit"} | MODULES,
    "modules/capi": engine("base json codec capi") | {"modules/kit", "modules/all", "wedsync"},
    "system": engine("base"),
    "crypto": engine("base"),
    "carrier": engine("base codec"),
    "hub/mail": engine("base json store") | {"modules/viral", "crypto", "system"},
    "hub/agent": engine("base causal json model merge codec pace store replica sync") | {"hub/core", "hub/mail", "modules/kit", "modules/all",
                 "modules/viral", "crypto"},
    "hub/service": EVERY_ENGINE | {"hub/core", "hub/agent", "hub/mail", "modules/all", "modules/kit", "carrier", "crypto", "system"},
    "host": EVERY_ENGINE | {"carrier", "crypto", "system"},
    "schemas": set(),
    "ml": engine("base json suggest"),
    "importers": engine("base json causal model"),
    "loaders": engine("base causal json model merge replica") | {"importers"},
    "sim": EVERY_ENGINE | set(HUB) | {"importers", "loaders", "schemas", "wedsync"},
    "cli": EVERY_ENGINE | set(HUB) | {"crypto", "host", "hub/mail", "hub/service", "importers", "loaders", "ml", "schemas", "sim",
                                      "system", "wedsync", "modules/kit", "modules/measure"} | MODULES,
    "fuzz": EVERY_ENGINE | set(HUB) | {"carrier", "modules/measure", "modules/forms", "hub/agent", "hub/service", "importers", "loaders", "ml", "schemas", "sim", "tests", "wedsync"},
    "bench": EVERY_ENGINE | set(HUB) | {"crypto", "tests", "host", "hub/service", "importers", "schemas", "sim", "system", "wedsync"},
    "web/engine": {"wedsync"},
    "examples": {"wedsync", "engine/base", "engine/model", "engine/store", "hub/core"},
}
MAY_INCLUDE |= dict.fromkeys(MODULES, MODULE_MAY)
OWNERS = sorted(set(MAY_INCLUDE) | {"wedsync", "tests"}, key=len, reverse=True)

# No clock, chance, thread, file or hidden order in the engine and the hub's core; and nothing that
# one of the three compilers lacks.
EVERY_MODULE = {name for name in MAY_INCLUDE if name.startswith("modules/")}
PURE = EVERY_ENGINE | {"hub/core"} | EVERY_MODULE
PURE_BANNED = re.compile(
    r"(chrono|thread|mutex|shared_mutex|condition_variable|future|semaphore|barrier|latch|stop_token|"
    r"filesystem|fstream|iostream|cstdio|stdio\.h|locale|clocale|csignal|random|regex|ctime|time\.h|"
    r"unordered_map|unordered_set|format|ranges|coroutine|source_location|expected|memory_resource|"
    r"execution|unistd\.h|fcntl\.h|pthread\.h|sys/.*|emscripten.*)"
)
# Who else's headers belong to whom.
OUTSIDE = [
    (re.compile(r"boost/(?!json)"), {"engine/json", "hub/service", "host", "bench"}, "Boost (but for JSON)"),
    (re.compile(r"boost/json"), {"engine/json"}, "Boost.JSON"),
    (re.compile(r"openssl/"), {"crypto", "hub/service", "host"}, "OpenSSL"),
    (re.compile(r"toml\+\+/"), {"cli", "hub/service"}, "toml++"),
    (re.compile(r"z(std|dict).*\.h"), {"engine/codec"}, "zstd"),
    (re.compile(r"sqlite3(ext)?\.h"), {"engine/store", "web/engine", "sim", "fuzz", "bench"}, "SQLite"),
    (re.compile(r"xgboost/"), {"ml"}, "libxgboost"),
    (re.compile(r"CLI/"), {"cli", "sim"}, "CLI11"),
    (re.compile(r"curl/"), {"hub/mail"}, "libcurl"),
]
# The one function that stops the program has to say why it does.
EXCEPTIONS = {("engine/base/assert.cpp", "cstdio"), ("engine/base/assert.cpp", "stdio.h")}

INCLUDE = re.compile(r'\s*#\s*include\s+["<]([^">]+)[">]')


def module_of(path: str) -> str | None:
    return next((owner for owner in OWNERS if path.startswith(owner + "/")), None)


def errors_in(name: str, text: str) -> list[str]:
    module = module_of(name)
    if module is None:
        return [f"{name}: which module is this? scripts/check_layers.py does not know its folder"]
    if module == "tests" or name.endswith("_test.cpp"):
        return []
    if module == "wedsync":
        return []
    errors = []
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        where, target = f"{name}:{number}", include.group(1)
        owner = module_of(target)
        if owner and owner != module and owner not in MAY_INCLUDE[module]:
            errors.append(f"{where}: {module} may not include {target}")
        elif owner is None and re.match(r"(engine|hub)/", target):
            errors.append(f"{where}: {target} is of no module that scripts/check_layers.py knows")
        if module in PURE and PURE_BANNED.fullmatch(target) and (name, target) not in EXCEPTIONS:
            errors.append(f"{where}: <{target}> is not for the pure engine")
        for pattern, allowed, library in OUTSIDE:
            if pattern.match(target) and module not in allowed:
                errors.append(f"{where}: {library} is for {', '.join(sorted(allowed))} only")
    return errors


def main(root: pathlib.Path) -> int:
    errors, count = [], 0
    for top in ["engine", "hub", "modules", "schemas", "importers", "loaders", "ml", "sim", "cli", "fuzz", "bench", "examples", "system", "crypto", "carrier", "host", "web/engine"]:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in {".hpp", ".cpp", ".h", ".c"} and "node_modules" not in path.parts:
                count += 1
                errors += errors_in(path.relative_to(root).as_posix(), path.read_text())
    print("\n".join(errors) or f"layers: {count} files, all in order")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
