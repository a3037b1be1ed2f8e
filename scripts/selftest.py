#!/usr/bin/env python3
"""Plants what the lint scripts forbid and checks that each is found, and that good text passes."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_docs  # noqa: E402
import check_layers  # noqa: E402
import check_purity  # noqa: E402
import check_security  # noqa: E402
import evidence  # noqa: E402
import tidy  # noqa: E402

LAYERS_BAD = [
    ("engine/base/x.hpp", '#include "engine/causal/dot.hpp"'),
    ("engine/merge/x.cpp", '#include "engine/store/store.hpp"'),
    ("engine/sync/x.cpp", '#include "hub/core/hub.hpp"'),
    ("engine/nowhere/x.cpp", ""),
    ("engine/model/x.hpp", '#include "engine/nowhere/x.hpp"'),
    ("engine/causal/x.hpp", "#include <chrono>"),
    ("hub/core/x.hpp", "#include <unordered_map>"),
    ("engine/model/x.hpp", "#include <boost/json.hpp>"),
    ("engine/replica/x.cpp", '#include "sqlite3.h"'),
    ("engine/store/x.cpp", '#include "zstd.h"'),
    ("importers/x.cpp", '#include "sim/world.hpp"'),
]
LAYERS_GOOD = [
    ("engine/merge/x.cpp", '#include "engine/causal/dot.hpp"\n#include <vector>'),
    ("engine/store/x.cpp", '#include "sqlite3.h"'),
    ("engine/codec/x.cpp", '#include <zstd.h>'),
    ("engine/merge/x_test.cpp", "#include <random>"),
    ("engine/base/assert.cpp", "#include <cstdio>"),
    ("cli/x.cpp", '#include "CLI/CLI.hpp"\n#include "sim/world.hpp"\n#include <chrono>'),
]
TIDY_BAD = [
    ("engine/base/x.cpp", "std::unordered_map<int, int> m;"),
    ("engine/base/x.cpp", "auto x = values.at(3);"),
    ("hub/core/x.cpp", "std::hash<int>{}(3);"),
    ("sim/x.cpp", "std::shuffle(a, b, c);"),
    ("cli/x.cpp", "auto* x = new Thing();"),
    ("cli/x.cpp", "delete thing;"),
    ("engine/base/x.cpp", "throw 3;"),
    ("engine/base/x.cpp", "\tint x;"),
    ("cli/x.cpp", "// TO" + "DO: later"),
    ("docs/x.md", "FIX" + "ME"),
    ("docs/x.md", "see /wo" + "rk/main"),
    ("engine/base/x.cpp", "int x;\n" * 601),
]
TIDY_GOOD = [
    ("engine/base/x.cpp", "// a new thing; delete it, throw it\nThing(const Thing&) = delete;"),
    ("engine/base/x.cpp", "/* std::hash\n new Thing */\nint x;"),
    ("engine/base/x.cpp", "// TO" + "DO(#12): split\nint x;"),
    ("cli/x.cpp", "raw(new Thing);  // tidy: allow(new) because the C interface hands it out"),
    ("cli/x.cpp", "return std::unique_ptr<Thing>(new Thing(3));\nstd::unique_ptr<a::Thing> t(new a::Thing());"),
    ("engine/base/x.cpp", "// Long because: one table.\n" + "int x;\n" * 601),
]


def check(problems: list[str], label: str, name: str, found, expected: bool) -> None:
    if bool(found) != expected:
        problems.append(f"{label}: {name}: {'not found' if expected else found}")


def main() -> int:
    problems: list[str] = []
    for name, text in LAYERS_BAD:
        check(problems, "layers", f"{name} {text}", check_layers.errors_in(name, text), True)
    for name, text in LAYERS_GOOD:
        check(problems, "layers", f"{name} {text}", check_layers.errors_in(name, text), False)
    for name, text in TIDY_BAD:
        check(problems, "tidy", f"{name} {text[:40]}", tidy.errors_in(name, text), True)
    for name, text in TIDY_GOOD:
        check(problems, "tidy", f"{name} {text[:40]}", tidy.errors_in(name, text), False)
    for symbol in ["clock_gettime", "std::chrono::_V2::steady_clock::now()", "printf", "getenv", "__cxa_throw",
                   "sqlite3_step", "pthread_create", "std::random_device::_M_getval()", "open64"]:
        check(problems, "purity", symbol, check_purity.BANNED.fullmatch(symbol), True)
    for symbol in ["memcpy", "operator new(unsigned long)", "wedsync::codec::write(int)", "abort", "timestamp"]:
        check(problems, "purity", symbol, check_purity.BANNED.fullmatch(symbol), False)

    rows = [f"| {number} | p | how | `RealTest.Works` |" for number in range(1, check_security.POINTS + 1)]
    for row, bad in [(rows[6], False), ("| 7 | p | **Exception:** why | |", False), ("| 7 | p | how | |", True),
                     ("| 7 | p | how | `RealTest.Gone` |", True), ("| 8 | p | how | `RealTest.Works` |", True)]:
        table = "\n".join([*rows[:6], row, *rows[7:]])
        check(problems, "security", row, check_security.check_table(table, {"RealTest.Works"}), bad)

    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "hub").mkdir()
        for text, bad in [("co_await socket.async_connect(there);", True), ("tcp::resolver resolver(loop);", True),
                          ("door.connect_count();", False)]:
            (root / "hub/x.cpp").write_text(text)
            check(problems, "security", text, check_security.check_hub(root), bad)
        page = root / "README.md"
        for text, bad in [("<!-- run -->\n```sh\nfalse\n```\n", True), ("<!-- run -->\n```sh\ntrue\nsleep 99 &\n```\n", False),
                          ("```sh\nfalse\n```\n", False), ("```json\n{1}\n```\n", True), ("[x](nowhere.md)\n", True),
                          ("<!-- run -->\n```cpp\nint f() { return; }\n```\n", True),
                          ("<!-- run -->\n```cpp\nint f() { return 1; }\n```\n[x](README.md)\n", False)]:
            page.write_text(text)
            check(problems, "docs", repr(text), check_docs.check(root, page)[1], bad)

        (root / "sim.jsonl").write_text('{"what": "seeds", "value": 5, "of": 5}\n')
        if evidence.main(root, root / "evidence.md") or "| seeds | 5 of 5 |" not in (root / "evidence.md").read_text():
            problems.append("evidence: the figure is not on the page")
        (root / "sim.jsonl").rename(root / "crash.jsonl")
        if evidence.main(root, root / "evidence.md") or (root / "evidence.md").read_text().count("| seeds | 5 of 5 |") != 2:
            problems.append("evidence: a subject that was not measured again is gone")

        message = root / "message"
        for text, bad in [("merge: Settle equal siblings\n\nBecause.\n", False), ("stuff\n", True), ("a: B.\n", True), ("a: B\nc\n", True)]:
            message.write_text(text)
            hook = pathlib.Path(__file__).parent / "hooks/commit-msg"
            done = subprocess.run([hook, message], capture_output=True, check=False)
            check(problems, "commit-msg", repr(text), done.returncode, bad)
    print("\n".join(problems) or "selftest: the lint scripts find what they should")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
