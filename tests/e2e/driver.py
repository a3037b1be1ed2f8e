"""Runs the built program as a person or a script would, and looks at what comes out."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM, CONFLICT_STORE = (str(pathlib.Path(name).resolve()) for name in sys.argv[1:3])
DATA = pathlib.Path(os.environ.get("WEDSYNC_DATA", "../shared/data")).resolve()


class Ran:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.error = done.stderr.decode("utf-8", "surrogateescape")

    def json(self):
        return json.loads(self.out)


class Bench:
    """A folder of its own and the program in it. The store is ./venue.wedsync."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wedsync-e2e-"))
        self.store = self.folder / "venue.wedsync"
        self.started = []
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("WEDSYNC_")}
        self.environment.update(USER="alice", LC_ALL="C.UTF-8", HOME=str(self.folder))
        self.environment.pop("XDG_CONFIG_HOME", None)

    def run(self, *arguments, code=0, **more):
        """Runs the program; fails if it does not end with `code` (None: any)."""
        environment = dict(self.environment, **more.pop("environment", {}))
        command = [*more.pop("prefix", ()), PROGRAM, *map(os.fsencode, map(str, arguments))]
        done = subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=more.pop("limit_s", 120),
                              check=False, **more)
        ran = Ran(done)
        if code is not None and ran.code != code:
            raise AssertionError(f"{arguments}: exit code {ran.code}, not {code}\n{ran.out}\n{ran.error}")
        return ran

    def json(self, *arguments, code=0, **more):
        return self.run(*arguments, "--json", code=code, **more).json()

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def start(self, *arguments, output=subprocess.PIPE, prefix=()):
        """Does not wait for its end. What it says goes to `output`; `prefix` is a command that starts it."""
        running = subprocess.Popen([*prefix, PROGRAM, *arguments], cwd=self.folder, env=self.environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.started.append(running)
        return running

    def close(self):
        for running in self.started:
            if running.poll() is None:
                running.kill()
                running.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def equal(left, right, what=""):
    if left != right:
        raise AssertionError(f"{what}: {left!r} is not {right!r}")


def contains(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def main(tests):
    """Runs every function of the module that is called test_*, each on a fresh bench."""
    failed = 0
    for name, test in sorted(tests.items()):
        if not name.startswith("test_"):
            continue
        bench = Bench()
        try:
            test(bench)
            print(f"ok      {name}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        finally:
            bench.close()
    sys.exit(1 if failed else 0)
