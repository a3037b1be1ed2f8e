#!/usr/bin/env python3
"""Fails when a pure library refers to a clock, randomness, files, sockets, threads or stdio.

Reads the undefined symbols of the built libraries, so no macro or header can hide one.
"""
import pathlib
import re
import subprocess
import sys

BANNED = re.compile(
    r"(clock_gettime|clock|gettimeofday|time|localtime(_r)?|gmtime(_r)?|mktime|nanosleep|usleep|sleep|"
    r"s?rand(om)?(_r)?|getrandom|getentropy|arc4random\w*|"
    r"open(at)?(64)?|read|write|close|f(open|read|write|close|flush|puts|putc|gets|getc|printf)\w*|printf|"
    r"v?f?printf|__\w*printf_chk|puts|putchar|perror|socket|connect|send(to)?|recv(from)?|e?poll\w*|select|"
    r"getenv|setlocale|system|fork|exec\w+|signal|sigaction|pthread_(create|mutex|cond|rwlock)\w*|"
    r"sqlite3_\w+|__cxa_throw|__cxa_allocate_exception)"
    r"|std::chrono::.*::now\(\)|std::random_device.*|std::(mutex|thread|condition_variable).*|"
    r"std::filesystem.*|std::basic_[io]?f?stream.*|std::ios_base::Init.*|std::c(out|err|log|in)"
)
ALLOWED = {
    # The one function that stops the program has to say why it does.
    "assert.cpp.o": re.compile(r"fprintf|fputs|fwrite|fflush|__fprintf_chk"),
    # Boost.JSON as it comes: its stream operators and shared resources, which nothing here calls.
    "boost_json.cpp.o": re.compile(r"std::basic_[io]stream.*|pthread_mutex_(lock|unlock)"),
}


def main(libraries: list[str]) -> int:
    failed = False
    for library in libraries:
        command = ["nm", "-A", "-C", "--undefined-only", library]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for line in text.splitlines():
            match = re.match(r".*?:([^:]+):\s+U (.+)", line)
            if not match:
                continue
            member, symbol = match.group(1), match.group(2).split("@")[0]
            allowed = member in ALLOWED and ALLOWED[member].fullmatch(symbol)
            if BANNED.fullmatch(symbol) and not allowed:
                print(f"{pathlib.Path(library).name}({member}): refers to {symbol}")
                failed = True
    print("purity: failed" if failed else f"purity: {len(libraries)} libraries refer to nothing of the world")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
