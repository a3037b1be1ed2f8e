"""A hub that sends mail, and the mail servers that it is tried with."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

import hub_driver


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def settings_file(bench, port, **more):
    """The [mail] table of a hub that sends to a port of this machine."""
    table = {"server": f"smtp://127.0.0.1:{port}", "tls": "none", "from": "invitations@venue.example",
             "from_name": "Villa Rosa", "links": "http://127.0.0.1:8710", "per_hour": 1_000_000, "retry_s": 1,
             "timeout_s": 20, **more}
    lines = [f"{name} = {json.dumps(value)}" for name, value in table.items()]
    return bench.file("hub.toml", "[mail]\n" + "\n".join(lines) + "\n")


@contextlib.contextmanager
def mailing_hub(bench, port, **more):
    options = more.pop("options", ())
    settings_file(bench, port, **more)
    with hub_driver.running_hub(bench, "party", options=("--config", "hub.toml", *options)) as hub:
        yield hub


def mail(hub, *words, **more):
    """`wedsync hub mail`, beside the hub or without it."""
    return json.loads(hub.run("--config", "hub.toml", "mail", *words, "--json", **more).out)


def invite(bench, hub, people, *options, name="people.txt"):
    bench.file(name, "".join(f"{person}\n" for person in people))
    return mail(hub, "add", name, "--actor", "Ana", "--consent", *options)


def wait_until(what, claim, limit_s=60):
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        if claim():
            return
        time.sleep(0.05)
    raise AssertionError(f"in {limit_s} s there was never: {what}")


def counts(hub):
    return mail(hub, "list", "--max", "1")["counts"]


def figures(hub):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("wedsync_hub_mail"))


def has_real_server():
    if shutil.which("smtpd") is None or os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


class OpenSmtpd:
    """OpenSMTPD as Debian has it, with an ordinary configuration: it takes mail on a port of this machine, keeps it in its
    own queue, and hands it on to where the test counts."""

    def __init__(self, folder, sink_port):
        self.folder, self.port = pathlib.Path(folder), free_port()
        self.spool = self.folder / "spool"
        self.spool.mkdir()
        self.folder.chmod(0o755)
        self.settings = self.folder / "smtpd.conf"
        self.settings.write_text(
            f"listen on 127.0.0.1 port {self.port}\n"
            f'action "on" relay host "smtp://127.0.0.1:{sink_port}"\n'
            'match from any for any action "on"\n')
        self.log = self.folder / "smtpd.log"
        self.process, self.read, self.taken = None, 0, 0

    def count(self):
        """How many mails it took, by its log."""
        with self.log.open("rb") as log:
            log.seek(self.read)
            new = log.read()
        whole = new[:new.rfind(b"\n") + 1]
        self.read += len(whole)
        self.taken += whole.count(b" smtp message ")
        return self.taken

    def __enter__(self):
        # Its queue and its sockets are at fixed places: here they are folders of the test's, seen by it alone.
        script = (f"mount --bind {self.spool} /var/spool && mkdir -m 711 /var/spool/smtpd && mount -t tmpfs none /run && "
                  f"exec smtpd -d -f {self.settings}")
        self.process = subprocess.Popen(["unshare", "-m", "sh", "-c", script], stdin=subprocess.DEVNULL,
                                        stdout=self.log.open("a"), stderr=subprocess.STDOUT)
        wait_until("OpenSMTPD listening", self.answers, 20)
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"OpenSMTPD ended: {self.log.read_text()}")
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as near:
                return near.recv(3) == b"220"
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
