"""Pictures through a running hub: piece by piece, over cuts and restarts, and to nobody else (docs/protocol.md, "Pictures")."""
import hashlib
import json
import os
import re
import signal
import socket
import sys
import time
import urllib.request

import driver
from driver import contains, equal
from full_disk_e2e import fill, make_room, small_disk
from hub_abuse_e2e import resident_mb
from hub_driver import running_hub
from hub_security_e2e import Script

PIECE = 65536
TYPE = "application/partial-upload"


def picture(size):
    return b"\xff\xd8\xff\xe0" + os.urandom(size - 4)


def name_of(scope, content):
    return f"/v1/scopes/{scope}/media/{hashlib.sha256(content).hexdigest()}"


class Door:
    """One connection, and requests on it that are written as they stand."""

    def __init__(self, hub, token):
        self.hub, self.token = hub, token
        self.socket = None

    def head_of(self, method, path, *headers):
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.hub.port}", *headers]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def ask(self, method, path, *headers, body=b""):
        """(status, headers by their small names, body)"""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.hub.port), timeout=20)
        if body:
            headers = (*headers, f"Content-Length: {len(body)}")
        self.socket.sendall(self.head_of(method, path, *headers) + body)
        stream = self.socket.makefile("rb")
        status = int(re.match(rb"HTTP/1\.1 (\d{3}) ", stream.readline()).group(1))
        said = {}
        while line := stream.readline().strip().decode("latin-1"):
            key, value = line.split(": ", 1)
            said[key.lower()] = value
        length = 0 if method == "HEAD" else int(said.get("content-length", 0))
        content = stream.read(length)
        if said.get("connection") == "close":
            self.close()
        return status, said, content

    def piece(self, path, content, offset, size=PIECE):
        body = content[offset:offset + size]
        return self.ask("PATCH", path, f"Content-Type: {TYPE}", f"Upload-Offset: {offset}",
                        f"Upload-Length: {len(content)}", body=body)

    def offset(self, path):
        status, said, _ = self.ask("HEAD", path)
        equal(status, 204)
        return int(said["upload-offset"]), said["upload-complete"]

    def send(self, path, content):
        """From where the hub says to the end; the offsets at which pieces began."""
        offset, complete = self.offset(path)
        began = []
        while complete == "?0":
            began.append(offset)
            status, said, body = self.piece(path, content, offset)
            equal(status, 204, body)
            offset, complete = int(said["upload-offset"]), said["upload-complete"]
        equal(offset, len(content))
        return began

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None


def code(answer):
    return json.loads(answer[2])["code"]


def metric(hub, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.operations}/metrics") as answer:
        return float(re.search(rf"^{name} (\S+)$", answer.read().decode(), re.M).group(1))


def files(bench):
    return sorted(str(path.relative_to(bench.folder / "hub/media")) for path in (bench.folder / "hub/media").rglob("*")
                  if path.is_file())


def test_a_picture_survives_cuts_and_restarts(bench):
    content = picture(300_000)
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        door, path = Door(hub, script.token), name_of(script.scopes[0], content)
        equal(door.offset(path), (0, "?0"))
        equal(door.piece(path, content, 0)[0], 204)
        # Cut within the second piece: what came of it is not taken.
        door.socket.sendall(door.head_of("PATCH", path, f"Content-Type: {TYPE}", f"Upload-Offset: {PIECE}",
                                         f"Upload-Length: {len(content)}", f"Content-Length: {PIECE}")
                            + content[PIECE:PIECE + 30_000])
        door.close()
        equal(door.offset(path), (PIECE, "?0"))
        equal(door.piece(path, content, PIECE)[0], 204)
        door.close()
        hub.stop(signal.SIGKILL)
        hub.start()
        # A token of a script outlives the hub.
        resumed = door.send(path, content)
        equal(resumed, [2 * PIECE, 3 * PIECE, 4 * PIECE])
        equal(door.ask("GET", path)[2] == content, True)
        door.close()
        hub.stop(signal.SIGKILL)
        hub.start()
        status, said, got = door.ask("GET", path)
        equal((status, got == content, said["content-type"]), (200, True, "image/jpeg"))
        equal(said["content-security-policy"], "default-src 'none'; sandbox")
        equal(said["x-content-type-options"], "nosniff")
        equal(said["cache-control"], "private, max-age=31536000, immutable")
        contains(said["content-disposition"], "attachment")
        equal(door.ask("GET", path, f"If-None-Match: {said['etag']}")[0], 304)
        # Cut while it comes: the rest is had by itself, and on the same connection all of it again.
        door.socket.sendall(door.head_of("GET", path))
        begun = door.socket.recv(100_000)
        door.close()
        begun = begun[begun.index(b"\r\n\r\n") + 4:]
        status, said, rest = door.ask("GET", path, f"Range: bytes={len(begun)}-", f"If-Range: {said['etag']}")
        equal((status, begun + rest == content), (206, True))
        equal(said["content-range"], f"bytes {len(begun)}-{len(content) - 1}/{len(content)}")
        answer = door.ask("GET", path, f"Range: bytes={len(content)}-")
        equal((answer[0], code(answer), answer[1]["content-range"]), (416, "no_range", f"bytes */{len(content)}"))
        equal(door.ask("GET", path, "Range: bytes=0-9")[0::2] == (200, content), True)
        equal(files(bench), [f"{script.scopes[0]}/{hashlib.sha256(content).hexdigest()}"])
        equal(metric(hub, "wedsync_hub_media_pictures"), 1)
        equal(metric(hub, "wedsync_hub_media_bytes"), 303_104)
        print(f"        {len(content)} bytes, pieces of {PIECE}, resumed from {PIECE} and {resumed[0]}")


def test_what_is_wrong_is_said_and_leaves_nothing(bench):
    content, other = picture(100_000), picture(100_000)
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        door, path = Door(hub, script.token), name_of(script.scopes[0], content)
        door.piece(path, content, 0)
        for offset in (0, 1, PIECE - 1, PIECE + 1, 99_999):
            answer = door.piece(path, content, offset)
            equal((answer[0], code(answer), answer[1]["upload-offset"]), (409, "wrong_offset", str(PIECE)))
        # The right name with other bytes behind the first piece.
        answer = door.piece(path, content[:PIECE] + other[PIECE:], PIECE)
        equal((answer[0], code(answer), answer[1]["upload-offset"]), (422, "wrong_hash", "0"))
        equal(files(bench), [])
        equal(door.send(path, content), [0, PIECE])
        html = b"<!doctype html><script>alert(1)</script>"
        answer = door.piece(name_of(script.scopes[0], html), html, 0)
        equal((answer[0], code(answer)), (415, "no_picture"))
        answer = door.ask("PATCH", path, f"Content-Type: {TYPE}", "Upload-Offset: 0", "Upload-Length: 3000000", body=content[:99])
        equal((answer[0], code(answer)), (413, "too_large"))
        # More than one piece in one request is not even read.
        door.socket.sendall(door.head_of("PATCH", path, f"Content-Type: {TYPE}", "Upload-Offset: 0", "Upload-Length: 300000",
                                         "Content-Length: 300000"))
        contains(door.socket.recv(1000).decode(), "413")
        door.close()
        equal(files(bench), [f"{script.scopes[0]}/{hashlib.sha256(content).hexdigest()}"])
        equal(metric(hub, "wedsync_hub_media_uploads_total"), 1)
        # What the protocol had before is as it was.
        equal(door.ask("GET", "/v1/scopes")[0], 200)


def test_nobody_else_sees_it_or_learns_of_it(bench):
    content = picture(2_000)
    with running_hub(bench, "party", "other") as hub:
        owner, stranger = Script(hub, "--scope", "party", name="owner"), Script(hub, "--scope", "other", name="stranger")
        viewer = Script(hub, "--scope", "party", "--role", "viewer", name="viewer")
        path = name_of(owner.scopes[0], content)
        Door(hub, owner.token).send(path, content)
        foreign = Door(hub, stranger.token)

        def stable(answer):
            return answer[0], {key: value for key, value in answer[1].items() if key != "date"}, answer[2]

        for method in ("HEAD", "GET", "PATCH"):
            more = (f"Content-Type: {TYPE}", "Upload-Offset: 0", "Upload-Length: 2000") if method == "PATCH" else ()
            known = stable(foreign.ask(method, path, *more))
            equal(known[0], 404)
            # A picture that there is not; a scope that there is not: the same to the last letter.
            for unknown in (name_of(owner.scopes[0], b"none"), name_of("12345", content)):
                equal(stable(foreign.ask(method, unknown, *more)), known)
            equal(Door(hub, None).ask(method, path, *more)[0], 401)
            equal(Door(hub, "x" * 43).ask(method, path, *more)[0], 401)
        # In one's own scope there is not what another has.
        equal(foreign.offset(name_of(stranger.scopes[0], content)), (0, "?0"))
        equal(foreign.ask("GET", name_of(stranger.scopes[0], content))[0], 404)
        # Who only looks, looks.
        equal(Door(hub, viewer.token).ask("GET", path)[2] == content, True)
        answer = Door(hub, viewer.token).piece(name_of(owner.scopes[0], picture(99)), picture(99), 0)
        equal((answer[0], code(answer)), (403, "not_allowed"))
        # Who is revoked is out at once, and no body of theirs is waited for.
        hub.run("revoke", "owner")
        for _ in range(50):
            status = Door(hub, owner.token).ask("GET", path)[0]
            if status == 401:
                break
            time.sleep(0.1)
        equal(status, 401)
        hub.stop()
        log = hub.log.read_text()
        for secret in (owner.token, stranger.token, hashlib.sha256(content).hexdigest()):
            if secret in log:
                raise AssertionError(f"{secret} is in the log")
        contains(log, "picture_taken")


def test_limits_are_settings(bench):
    bench.file("hub.toml", "[media]\npicture_bytes_max = 50000\npiece_bytes_max = 20000\nscope_bytes_max = 65536\n"
                           "unfinished_per_device_max = 2\n")
    with running_hub(bench, "party", options=("--config", "hub.toml")) as hub:
        script = Script(hub)
        door = Door(hub, script.token)
        pictures = [picture(40_000) for _ in range(4)]
        paths = [name_of(script.scopes[0], content) for content in pictures]
        equal(door.ask("HEAD", paths[0])[1]["upload-limit"], "max-size=50000, max-append-size=20000")
        large = picture(50_001)
        equal(code(door.piece(name_of(script.scopes[0], large), large, 0, 20_000)), "too_large")
        # The oldest of three unfinished ones goes.
        for path, content in zip(paths[:3], pictures, strict=False):
            equal(door.piece(path, content, 0, 20_000)[0], 204)
        equal([door.offset(path)[0] for path in paths[:3]], [0, 20_000, 20_000])
        equal(door.piece(paths[1], pictures[1], 20_000, 20_000)[1]["upload-complete"], "?1")
        answer = door.piece(paths[2], pictures[2], 20_000, 20_000)
        equal((answer[0], code(answer), "retry-after" in answer[1]), (507, "scope_full", True))
        equal(door.offset(paths[2]), (20_000, "?0"))
        equal(door.offset(paths[1]), (40_000, "?1"))


def test_a_full_disk_leaves_no_debris(bench):
    content = picture(200_000)
    with small_disk(bench.folder / "hub", 8) as disk:
        if disk is None:
            return
        with running_hub(bench, "party") as hub:
            script = Script(hub)
            door, path = Door(hub, script.token), name_of(script.scopes[0], content)
            equal(door.piece(path, content, 0)[0], 204)
            fill(disk)
            answer = door.piece(path, content, PIECE)
            equal((answer[0], code(answer), answer[1]["upload-offset"]), (507, "disk_full", str(PIECE)))
            fresh = picture(5_000)
            equal(door.piece(name_of(script.scopes[0], fresh), fresh, 0)[0], 507)
            equal(len(files(bench)), 1)
            equal((bench.folder / "hub/media" / files(bench)[0]).stat().st_size, PIECE)
            make_room(disk)
            equal(door.send(path, content), [PIECE, 2 * PIECE, 3 * PIECE])
            equal(door.ask("GET", path)[2] == content, True)


def test_slow_ones_cost_little_and_go(bench):
    content = picture(200_000)
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        path = name_of(script.scopes[0], content)
        piece = (f"Content-Type: {TYPE}", "Upload-Offset: 0", "Upload-Length: 200000", "Content-Length: 200000")
        # Who may not is not even heard to the end.
        stranger = Door(hub, "x" * 43)
        equal(stranger.ask("PATCH", path, *piece)[0], 401)
        before = resident_mb(hub)
        slow = []
        for _ in range(200):
            one = socket.create_connection(("127.0.0.1", hub.port), timeout=90)
            one.sendall(Door(hub, script.token).head_of("PATCH", path, *piece) + content[:1000])
            slow.append(one)
        begun = time.monotonic()
        door = Door(hub, script.token)
        equal(door.send(path, content), [0, PIECE, 2 * PIECE, 3 * PIECE])
        door.close()
        took = time.monotonic() - begun
        if took > 10 or resident_mb(hub) > before + 60:
            raise AssertionError(f"{took} s, {before} MB became {resident_mb(hub)} MB")
        # A body has a minute, however it trickles.
        for _ in range(7):
            time.sleep(8)
            for one in slow[:10]:
                one.sendall(b"x")
        for one in slow:
            equal(one.recv(1), b"", "a body that takes longer than a minute")
            one.close()
        equal(door.ask("GET", path)[2] == content, True)
        equal(len(files(bench)), 1)


def age_orphans(bench, days):
    """What the hub wrote about them, as it would stand after so many days."""
    file = bench.folder / "hub/orphans.json"
    told = json.loads(file.read_text())
    told["looked_ms"] = int(told["looked_ms"]) - days * 86_400_000
    file.write_text(json.dumps(told))


def wait_for(what, wanted):
    for _ in range(100):
        if what() == wanted:
            return
        time.sleep(0.1)
    equal(what(), wanted)


def test_what_no_record_refers_to_goes_after_its_days(bench):
    kept, orphan = picture(5_000), picture(9_000)
    bench.file("hub.toml", "[media]\nkeep_orphans_days = 2\n")
    with running_hub(bench, "party", options=("--config", "hub.toml")) as hub:
        script = Script(hub)
        scope = script.scopes[0]
        equal(script.connect()["type"], "welcome")
        equal(script.push(scope, photo=kept)["verdicts"][0]["verdict"], "accepted")
        script.socket.close()
        door = Door(hub, script.token)
        for content in (kept, orphan):
            door.send(name_of(scope, content), content)
        door.close()
        names = sorted(f"{scope}/{hashlib.sha256(content).hexdigest()}" for content in (kept, orphan))
        # One look for each start: it is noticed, a day is not enough, two are.
        for days, left in ((0, 2), (1, 2), (1, 1)):
            hub.stop()
            if days:
                age_orphans(bench, days)
            hub.start()
            wait_for(lambda: metric(hub, "wedsync_hub_media_orphan_looks_total"), 1)
            equal(metric(hub, "wedsync_hub_media_orphans"), left - 1)
            equal(metric(hub, "wedsync_hub_media_pictures"), left)
            equal(len(files(bench)), left)
        equal(metric(hub, "wedsync_hub_media_orphans_removed_total"), 1)
        equal(metric(hub, "wedsync_hub_media_orphan_bytes_removed_total"), 9_000)
        equal(files(bench), [name for name in names if hashlib.sha256(kept).hexdigest() in name])
        equal(door.ask("GET", name_of(scope, kept))[2] == kept, True)
        equal(door.ask("GET", name_of(scope, orphan))[0], 404)
        # Whoever has it may send it again.
        equal(door.send(name_of(scope, orphan), orphan), [0])
        door.close()
        hub.stop()
        contains(hub.log.read_text(), '"orphans_swept"')
        if hashlib.sha256(orphan).hexdigest() in hub.log.read_text():
            raise AssertionError("the name of a picture is in the log")


def test_a_backup_brings_them_back(bench):
    content = picture(100_000)
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        door, path = Door(hub, script.token), name_of(script.scopes[0], content)
        door.send(path, content)
        equal(json.loads(hub.run("backup", "backup", "--json").out)["pictures"], 1)
        contains(hub.run("restore", "backup", "--check").out, "a good backup")
        door.close()
        hub.stop()
        for file in files(bench):
            (bench.folder / "hub/media" / file).unlink()
        # Records that devices bring back may want what none refers to now: the days begin anew.
        orphans = bench.file("hub/orphans.json", "{}")
        hub.run("restore", "backup")
        equal(orphans.exists(), False)
        hub.start()
        equal(door.ask("GET", path)[2] == content, True)


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
