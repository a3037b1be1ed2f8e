"""People are invited by mail: saved at once, handed to the hub once, and the address is then nowhere. The endpoint is
answered by a door before the hub, so that its answers can be lost, late or refusals."""
import json
import socket
import threading

import driver
from driver import contains, equal
from hub_driver import running_hub
from hub_e2e import store

CANARY = "canary.4711@example.org"
SHOWN = "c•••@example.org"
ENDPOINT = "/api/viral/offline-sync"


class Door:
    """Stands before a hub: what is asked under /api/ it answers itself, everything else goes through."""

    def __init__(self, hub):
        self.hub, self.asked, self.processed = hub, [], []
        self.loses_answers, self.refuses, self.status = False, set(), 200
        # Called when the hub has done its part, and has not answered.
        self.before_answer = lambda: None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

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
            threading.Thread(target=self.meet, args=(near,), daemon=True).start()

    def meet(self, near):
        with near:
            try:
                head = read_until(near, b"\r\n\r\n")
                if head.split(b" ")[1].startswith(b"/api/"):
                    while head:
                        if not self.answer(near, head):
                            return
                        head = read_until(near, b"\r\n\r\n")
                else:
                    self.pass_on(near, head)
            except OSError:
                return

    def pass_on(self, near, head):
        with socket.create_connection(("127.0.0.1", self.hub.port)) as far:
            far.sendall(head)
            back = threading.Thread(target=pump, args=(far, near), daemon=True)
            back.start()
            pump(near, far)
            back.join(5)

    def answer(self, near, head):
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        path, length = lines[0].split(" ")[1], int(fields["content-length"])
        text = head.partition(b"\r\n\r\n")[2]
        body = json.loads(text + read_count(near, length - len(text)))
        self.asked.append((path, fields.get("authorization", ""), body))
        status, answer = self.status, {"detail": "not today"}
        if status == 200:
            answer = {"results": [self.judge(action) for action in body["offlineActions"]]}
            answer["processed"] = sum(each["status"] == "processed" for each in answer["results"])
        self.before_answer()
        if self.loses_answers:
            return False
        out = json.dumps(answer).encode()
        near.sendall(f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(out)}\r\n\r\n".encode() + out)
        return True

    def judge(self, action):
        if action["recipientEmail"] in self.refuses:
            return {"id": action["id"], "status": "refused", "code": "no_consent", "detail": "they did not agree"}
        if action["id"] in self.processed:
            return {"id": action["id"], "status": "duplicate", "code": "known", "detail": "known already"}
        self.processed.append(action["id"])
        return {"id": action["id"], "status": "processed", "code": "", "detail": ""}


def read_until(near, end):
    data = b""
    while end not in data:
        part = near.recv(65536)
        if not part:
            return b""
        data += part
    return data


def read_count(near, count):
    data = b""
    while len(data) < count:
        part = near.recv(count - len(data))
        if not part:
            raise OSError("ended early")
        data += part
    return data


def pump(source, target):
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def join(bench, hub, door, name):
    bench.run(*store(name), "join", hub.invite("--everywhere", url=door.url), "--name", name)


def files_with(bench, text):
    """Of the devices and the hub, those whose bytes hold a text."""
    kept = [path for path in bench.folder.rglob("*") if path.is_file() and (".wedsync" in path.name or "hub" in path.parts)]
    return [path.name for path in kept if text.encode() in path.read_bytes()]


def test_an_invitation_is_saved_at_once_and_shown_without_its_address(bench):
    bench.run("init", "--scope", "team")
    said = bench.run("invite", " Canary.4711@Example.org ", "--consent", "--about", "Your cake tasting").out
    contains(said, "saved here, and sent when the hub is reached")
    again = bench.json("invite", CANARY, "--consent")["results"][0]
    equal((again["status"], again["shown_as"], again["by"]), ("known", SHOWN, "alice"))
    contains(bench.run("invite", CANARY).out, "not again")
    [row] = bench.json("invite", "list")["invitations"]
    equal((row["state"], row["shown_as"], row["about"]), ("waiting", SHOWN, "Your cake tasting"))
    [action] = bench.json("outbox")["actions"]
    equal((action["for"], action["status"], action["type"]), (SHOWN, "waiting", "viral_action"))
    equal(bench.json("status")["actions"], {"waiting": 1, "held": 0})
    contains(bench.run("status").out, "1 action to be sent beside them: `wedsync outbox`")
    for shown in (bench.run("invite", "list").out, bench.run("outbox").out, bench.run("invite", "list", "--json").out,
                  bench.run("export", "--format", "csv", "--collection", "invitations").out, bench.run("export", "--format", "json").out):
        contains(shown, SHOWN)
        assert "4711" not in shown, shown
    metrics = bench.json("invite", "metrics")
    equal(metrics["funnel"], {"sent": 1, "opened": 0, "accepted": 0, "active": 0})
    accepted = bench.json("invite", "accepted", CANARY)
    equal(accepted["shown_as"], SHOWN)
    equal(bench.json("invite", "metrics")["funnel"]["accepted"], 1)
    contains(bench.run("invite", "metrics").out, "as this device knows it")


def test_what_is_no_address_is_told(bench):
    bench.run("init", "--scope", "team")
    for wrong in ("lena", "lena@", "a@b.org, c@d.org", "\"a b\"@c.org", "a@b"):
        bench.run("invite", wrong, code=3)
    bench.run("invite", code=2)
    bench.run("invite", "a@example.org", "--language", "xx", code=2)
    bench.run("invite", "accepted", "nobody@example.org", code=4)
    equal(bench.json("invite", "list")["invitations"], [])
    equal(bench.json("outbox")["actions"], [])
    equal(bench.json("status")["actions"], {"waiting": 0, "held": 0})
    equal("outbox" in bench.run("status").out, False)


def test_a_list_is_invited_from_a_file(bench):
    bench.run("init", "--scope", "team")
    bench.file("couples.csv", "name,E-Mail\nLena,lena@example.org\nTom,'=tom@example.org\nEve,eve\nLena,LENA@example.org\n")
    answer = bench.json("invite", "--file", "couples.csv", "--consent", code=1)
    equal([(each["line"], each["status"]) for each in answer["results"]], [(2, "saved"), (3, "saved"), (5, "known")])
    equal(answer["lines_without_address"], [4])
    equal(len(bench.json("outbox")["actions"]), 2)
    # A cell that a spreadsheet would take for a formula leaves as it came: guarded.
    contains(bench.run("export", "--format", "csv", "--collection", "invitations").out, "'=•••@example.org")
    bench.file("plain.csv", "mara@example.org\nana@example.org\n")
    equal(len(bench.json("invite", "--file", "plain.csv")["results"]), 2)
    bench.file("which.csv", "a,b\n1,2\n")
    bench.run("invite", "--file", "which.csv", code=3)
    bench.run("invite", "--file", "missing.csv", code=4)
    bench.file("none.csv", "email\nlena\n")
    bench.run("invite", "--file", "none.csv", code=3)


def test_the_hub_gets_it_once_and_then_the_address_is_nowhere(bench):
    with running_hub(bench, "team") as hub, Door(hub) as door:
        join(bench, hub, door, "ana")
        join(bench, hub, door, "ben")
        bench.run(*store("ana"), "invite", CANARY, "--consent", "--about", "tasting", "--language", "de")
        for number in range(60):
            bench.run(*store("ana"), "invite", f"guest{number}@example.org")
        assert files_with(bench, CANARY) == ["ana.wedsync"], files_with(bench, CANARY)
        # The answer is lost on its way: it is asked again, and is one invitation.
        door.loses_answers = True
        answer = bench.json(*store("ana"), "sync")
        equal((answer["in_sync"], answer["actions_waiting"]), (True, 61))
        contains(bench.json(*store("ana"), "outbox")["actions"][0]["why"], "not reached")
        door.loses_answers = False
        for action in bench.json(*store("ana"), "outbox")["actions"]:
            bench.run(*store("ana"), "outbox", "--retry", action["action"])
        equal(bench.json(*store("ana"), "sync")["actions_waiting"], 0)
        equal(len(door.processed), 61)
        equal(len(set(door.processed)), 61, "each once")
        path, authorization, body = door.asked[0]
        equal(path, ENDPOINT)
        assert authorization.startswith("Bearer "), authorization
        assert len(body["offlineActions"]) == 50, len(body["offlineActions"])
        first = body["offlineActions"][0]
        equal((first["recipientEmail"], first["actionType"], first["actorId"]), (CANARY, "sent_invite", first["actorId"]))
        equal({key: first["context"][key] for key in ("tracked", "consent", "language", "about")},
              {"tracked": True, "consent": True, "language": "de", "about": "tasting"})
        bench.run(*store("ben"), "sync")
        equal(files_with(bench, CANARY), [])
        equal(files_with(bench, "canary.4711"), [])
        equal(bench.json(*store("ana"), "outbox")["actions"], [])
        [row] = [each for each in bench.json(*store("ben"), "invite", "list", "--limit", 99)["invitations"]
                 if each["shown_as"] == SHOWN]
        equal((row["state"], row["about"]), ("on_the_way", "tasting"))
        known = bench.json(*store("ben"), "invite", CANARY)["results"][0]
        equal(known["status"], "known", "on another device, by the key alone")


def test_what_the_hub_refuses_is_kept_without_its_address_until_somebody_lets_it_go(bench):
    with running_hub(bench, "team") as hub, Door(hub) as door:
        join(bench, hub, door, "ana")
        door.refuses.add(CANARY)
        bench.run(*store("ana"), "invite", CANARY)
        bench.run(*store("ana"), "invite", "lena@example.org", "--consent")
        answer = bench.json(*store("ana"), "sync")
        equal((answer["actions_waiting"], answer["actions_held"]), (0, 1))
        equal(files_with(bench, CANARY), [])
        contains(bench.run(*store("ana"), "outbox").out, "they did not agree")
        contains(bench.run(*store("ana"), "status").out, "1 action for somebody to look at")
        [action] = bench.json(*store("ana"), "outbox")["actions"]
        equal((action["status"], action["for"], action["code"]), ("refused", SHOWN, "no_consent"))
        states = {each["shown_as"]: each["state"] for each in bench.json(*store("ana"), "invite", "list")["invitations"]}
        equal(states, {SHOWN: "declined", "l•••@example.org": "on_the_way"})
        bench.run(*store("ana"), "outbox", "--retry", action["action"], code=None)
        bench.run(*store("ana"), "outbox", "--discard", action["action"])
        equal(bench.json(*store("ana"), "outbox")["actions"], [])


def test_who_is_killed_between_the_answer_and_its_note_sends_it_once(bench):
    with running_hub(bench, "team") as hub, Door(hub) as door:
        join(bench, hub, door, "ana")
        for address in (CANARY, "lena@example.org"):
            bench.run(*store("ana"), "invite", address, "--consent")
        syncing = []
        door.before_answer = lambda: syncing[0].kill()
        for _ in range(3):
            syncing[:] = [bench.start(*store("ana"), "sync")]
            syncing[0].communicate(timeout=60)
            equal(len(bench.json(*store("ana"), "outbox")["actions"]), 2)
        equal(len(door.asked), 3)
        door.before_answer = lambda: None
        equal(bench.json(*store("ana"), "sync")["actions_waiting"], 0)
        equal((len(door.asked), len(door.processed)), (4, 2))
        equal(files_with(bench, CANARY), [])


def test_a_hub_that_fails_keeps_nothing_else_waiting(bench):
    with running_hub(bench, "team") as hub, Door(hub) as door:
        join(bench, hub, door, "ana")
        door.status = 503
        bench.run(*store("ana"), "invite", CANARY)
        bench.run(*store("ana"), "add", "guests", "full_name=Gina")
        answer = bench.json(*store("ana"), "sync")
        equal((answer["in_sync"], answer["actions_waiting"]), (True, 1))
        contains(bench.run(*store("ana"), "outbox").out, "503: not today")
        hub.stop()
        bench.run(*store("ana"), "invite", "lena@example.org")
        bench.run(*store("ana"), "sync", "--seconds", "1", code=6)
        equal(len(bench.json(*store("ana"), "outbox")["actions"]), 2)
        hub.start()


def test_two_devices_that_invite_one_person_apart_have_invited_once(bench):
    with running_hub(bench, "team") as hub, Door(hub) as door:
        for name in ("ana", "ben"):
            join(bench, hub, door, name)
        hub.stop()
        for name in ("ana", "ben"):
            equal(bench.json(*store(name), "invite", CANARY, "--actor", name)["results"][0]["status"], "saved")
            bench.run(*store(name), "invite", f"{name}.friend@example.org", "--actor", name)
        bench.run(*store("ben"), "invite", "accepted", CANARY)
        hub.start()
        for name in ("ana", "ben", "ana"):
            bench.run(*store(name), "sync")
        found = [bench.json(*store(name), "invite", "metrics") for name in ("ana", "ben")]
        for each in found:
            each.pop("as_of")
            equal(each, found[0])
        equal(found[0]["funnel"], {"sent": 3, "opened": 1, "accepted": 1, "active": 0})
        equal(found[0]["repeated"], 1)
        equal(files_with(bench, CANARY), [])


if __name__ == "__main__":
    driver.main(globals())
