"""Devices in network namespaces of their own, each behind a recorded network, and a hub in another one.

                        hub's namespace
    device 1  ── veth ── proxy 1 ─┐
    device 2  ── veth ── proxy 2 ─┼─ 127.0.0.1 ── hub
    device 3  ── veth ── proxy 3 ─┘

What a network was like is done by the proxies (trace_proxy.py); that it is gone, by taking the link down. Wants root.
"""
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tarfile

PROXY = pathlib.Path(__file__).with_name("trace_proxy.py")
WHY_NOT = "SKIPPED(root): network namespaces cannot be made here"


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


def traces_of(archive):
    """The traces of a family, by name."""
    with tarfile.open(archive) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar if entry.name.endswith(".csv")}


class Place:
    """Where one device is."""

    def __init__(self, lab, number):
        self.lab, self.number = lab, number
        self.namespace = f"wedsync-{os.getpid()}-{number}"
        self.link, self.far_link = f"ws{os.getpid()}h{number}", f"ws{os.getpid()}d{number}"
        self.prefix = "ip", "netns", "exec", self.namespace
        self.proxy, self.url = None, ""

    def make(self):
        ip("netns", "add", self.namespace)
        ip("-n", self.lab.namespace, "link", "add", self.link, "type", "veth", "peer", "name", self.far_link,
           "netns", self.namespace)
        ip("-n", self.lab.namespace, "address", "add", f"10.77.{self.number}.1/24", "dev", self.link)
        ip("-n", self.namespace, "address", "add", f"10.77.{self.number}.2/24", "dev", self.far_link)
        ip("-n", self.namespace, "link", "set", "lo", "up")
        ip("-n", self.namespace, "link", "set", self.far_link, "up")
        self.set_link("up")

    def set_link(self, state):
        ip("-n", self.lab.namespace, "link", "set", self.link, state)

    def connect(self, hub_port, trace, **options):
        """Puts a network with this trace (a file) between the device and the hub."""
        words = [word for name, value in options.items() for word in ("--" + name.replace("_", "-"), str(value))]
        self.proxy = subprocess.Popen(
            [*self.lab.prefix, sys.executable, "-B", str(PROXY), "--listen", f"10.77.{self.number}.1",
             "--to", f"127.0.0.1:{hub_port}", "--trace", str(trace), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        port = json.loads(self.proxy.stdout.readline())["port"]
        self.url = f"http://10.77.{self.number}.1:{port}"

    def disconnect(self):
        """What went through the network."""
        proxy, self.proxy = self.proxy, None
        if proxy is None:
            return {}
        proxy.send_signal(signal.SIGTERM)
        out, _ = proxy.communicate(timeout=60)
        return json.loads(out)


class Lab:
    def __init__(self, count):
        self.namespace = f"wedsync-{os.getpid()}"
        self.prefix = "ip", "netns", "exec", self.namespace
        self.places = [Place(self, number + 1) for number in range(count)]

    def make(self):
        ip("netns", "add", self.namespace)
        ip("-n", self.namespace, "link", "set", "lo", "up")
        for place in self.places:
            place.make()

    def remove(self):
        # Their links go with them.
        for namespace in (self.namespace, *(place.namespace for place in self.places)):
            with contextlib.suppress(subprocess.CalledProcessError, OSError):
                ip("netns", "delete", namespace)


@contextlib.contextmanager
def lab_of(count):
    """A lab, or None where it may not be made."""
    lab = Lab(count)
    try:
        lab.make()
    except (subprocess.CalledProcessError, OSError):
        lab.remove()
        print(WHY_NOT, flush=True)
        yield None
        return
    try:
        yield lab
    finally:
        for place in lab.places:
            place.disconnect()
        lab.remove()
