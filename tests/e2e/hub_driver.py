"""A hub of the built program, started for a test and stopped after it."""
import contextlib
import json
import signal
import socket
import subprocess
import threading
import time

import driver


class Hub:
    def __init__(self, bench, *options, prefix=()):
        self.bench, self.options, self.port, self.operations = bench, options, 0, 0
        self.prefix, self.said = prefix, {}
        self.process, self.log = None, bench.folder / "hub.log"

    def start(self):
        self.launch()
        self.wait_until_it_serves()

    def launch(self):
        # The same ports again after a stop: devices come back to them.
        command = [*self.prefix, driver.PROGRAM, "--json", "hub", "--folder", "hub", "--listen", f"127.0.0.1:{self.port}",
                   "--operations", f"127.0.0.1:{self.operations}", *self.options, "serve"]
        self.process = subprocess.Popen(command, cwd=self.bench.folder, env=self.bench.environment, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.log.open("a"))

    def wait_until_it_serves(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the hub did not start: {self.log.read_text()}")
        self.said = json.loads(line)
        self.port = int(self.said["address"].rsplit(":", 1)[1])
        self.operations = int(self.said["operations"].rsplit(":", 1)[1])

    def expect_log(self, part, count=1, limit_s=60):
        """The hub serves before it says so, and does before it tells: its log is waited for."""
        deadline = time.monotonic() + limit_s
        while (log := self.log.read_text()).count(part) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{part!r} is not in {log!r}")
            time.sleep(0.05)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(20)
        self.process.stdout.close()
        if how == signal.SIGTERM and code != 0:
            raise AssertionError(f"the hub ended with {code}: {self.log.read_text()}")

    def run(self, *arguments, **more):
        return self.bench.run("hub", "--folder", "hub", "--listen", f"127.0.0.1:{self.port}", *arguments, **more)

    def invite(self, *arguments, url=None):
        return json.loads(self.run("invite", "--url", url or self.url(), *arguments, "--json").out)["link"]

    def scopes(self):
        return json.loads(self.run("scopes", "--json").out)["scopes"]

    def url(self):
        return f"{'https' if '--tls-key' in self.options else 'http'}://127.0.0.1:{self.port}"


class Forwarder:
    """Another door to a port, which counts who comes through."""

    def __init__(self, port):
        self.target, self.count = port, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self.count += 1
            far = socket.create_connection(("127.0.0.1", self.target))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def pass_on(source, target):
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, target):
                end.close()


@contextlib.contextmanager
def running_hub(bench, *scopes, options=(), has_tls=False, prefix=()):
    bench.run("hub", "--folder", "hub", "init", *(word for name in scopes for word in ("--scope", name)))
    if has_tls:
        bench.run("hub", "--folder", "hub", "ca", "--host", "localhost", "--host", "127.0.0.1")
        options = (*options, "--tls-certificate", "hub/tls/hub.pem", "--tls-key", "hub/tls/hub.key")
    hub = Hub(bench, *options, prefix=prefix)
    hub.start()
    try:
        yield hub
    finally:
        if hub.process.poll() is None:
            hub.stop()
