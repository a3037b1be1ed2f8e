"""The drill of invitations by mail: a hub sends many, and is killed again and again, at any moment. Then everybody has one
mail, and whom the hub does not know about is shown.

    mail_drill.py PROGRAM CONFLICT_STORE [--count N] [--kills K] [--server fake|real] [--after leave|resend]

Two devices invite overlapping people while it happens, each under its own names and each twice. The fake server fails on
purpose (fake_smtp.py); the real one is OpenSMTPD, which hands on to a server that only counts. Prints what was counted.
"""
import argparse
import json
import random
import signal
import sys
import tempfile
import threading
import time

import driver
from drill_driver import evidence
from fake_smtp import FakeSmtp
from mail_driver import OpenSmtpd, counts, has_real_server, invite, mail, mailing_hub, wait_until

KINDS = ("bounce", "later", "late", "refuse", "dropbefore", "lost", "silent")


def people_of(count, has_failures):
    """Every tenth is one that the server fails with."""
    return [f"{KINDS[i // 10 % len(KINDS)] + '-' if has_failures and i % 10 == 7 else ''}person{i}@people.example"
            for i in range(count)]


def feed(bench, hub, people, failures):
    """Two tablets: each has two thirds of the people, half of them also the other's; and each is read twice."""
    third = len(people) // 3
    try:
        for turn in range(2):
            for name, part in (("one", people[:2 * third]), ("two", people[third:])):
                for at in range(0, len(part), 100):
                    invite(bench, hub, part[at:at + 100], "--names", name, name=f"{name}-{turn}-{at}.txt")
    except Exception as error:
        failures.append(error)


def restart(hub):
    hub.process.wait(20)
    hub.process.stdout.close()
    hub.start()


def run(bench, arguments, server, sink):
    """`server` is what the hub sends to, `sink` where all mail ends up; of the fake server both are it."""
    people = people_of(arguments.count, arguments.server == "fake")
    chance = random.Random(arguments.seed)
    moments = sorted(chance.sample(range(1, max(arguments.count * 9 // 10, arguments.kills + 1)), arguments.kills))
    began = time.monotonic()
    with mailing_hub(bench, server.port, after_unknown=arguments.after, timeout_s=10) as hub:
        failures = []
        feeder = threading.Thread(target=feed, args=(bench, hub, people, failures))
        feeder.start()
        for moment in moments:
            wait_until(f"{moment} mails", lambda m=moment: server.count() >= m, 600)
            time.sleep(chance.random() * 0.05)
            hub.process.send_signal(signal.SIGKILL)
            restart(hub)
        feeder.join()
        if failures:
            raise failures[0]
        wait_until("an empty queue", lambda: counts(hub).get("queued", 0) == 0, 1_200)
        seconds = time.monotonic() - began
        if arguments.server == "real":
            wait_until("what OpenSMTPD had", quiet(sink), 600)
        found = judge(arguments, people, hub, sink)
        log = hub.log.read_text()
        found["addresses_in_the_log"] = sum("people.example" in line for line in log.splitlines())
        found["seconds"] = round(seconds, 1)
        found["mails_per_second"] = round(len(people) / seconds, 1)
    return found


def quiet(sink):
    """Nothing new came for some seconds."""
    seen = {"count": -1, "since": time.monotonic()}

    def claim():
        now = sink.count()
        if now != seen["count"]:
            seen.update(count=now, since=time.monotonic())
        return time.monotonic() - seen["since"] > 8
    return claim


def judge(arguments, people, hub, sink):
    taken = sink.by_person()
    entries = mail(hub, "list", "--max", "100000")["invitations"]
    listed = {state: [entry for entry in entries if entry["state"] == state] for state in
              ("sent", "unknown", "bounced", "repeated", "queued")}
    person_of = {message_id.strip("<>"): person for person, ids in taken.items() for message_id in ids}
    unknown_ids = {entry["message_id"] for entry in listed["unknown"]}
    twice = {person: ids for person, ids in taken.items() if len(ids) > 1}
    never = [person for person in people if person not in taken]
    to_bounce = [person for person in people if person.startswith(("bounce-", "refuse-"))]
    by_design = sum(person.startswith(("lost-", "silent-")) for person in people)
    return {
        "server": arguments.server, "after_unknown": arguments.after, "people": len(people), "kills": arguments.kills,
        "invitations": len(entries), "taken_by_the_server": sum(map(len, taken.values())),
        "sent": len(listed["sent"]), "repeated": len(listed["repeated"]), "bounced": len(listed["bounced"]),
        # Who is invited a second time when the first mail had come back gets another try.
        "bounced_again": len(entries) - len(people) - len(listed["repeated"]),
        "bounced_by_design": len(to_bounce), "queued": len(listed["queued"]),
        "unknown": len(listed["unknown"]), "unanswered_by_design": by_design,
        "unknown_by_kills": sum(entry["reason"] == "hub_stopped" for entry in listed["unknown"]),
        "unknown_that_arrived": sum(message_id in person_of for message_id in unknown_ids),
        "unknown_without_a_reason": sum(not entry["reason"] for entry in listed["unknown"]),
        "twice": len(twice), "twice_under_two_names": sum(len(set(ids)) > 1 for ids in twice.values()),
        "never": len(never), "sent_but_never_taken": sum(entry["message_id"] not in person_of for entry in listed["sent"]),
        "taken_but_bounced": sum(entry["message_id"] in person_of for entry in listed["bounced"]),
    }


def check(found):
    is_left = found["after_unknown"] == "leave"
    lost = found["unknown"] - found["unknown_that_arrived"]
    bounced = found["bounced"] - found["bounced_again"]
    claims = {
        "nothing waits": found["queued"] == 0,
        "every mail said to be sent was taken": found["sent_but_never_taken"] == 0,
        "no mail that was taken is said to have bounced": found["taken_but_bounced"] == 0,
        "each that is unknown has its reason": found["unknown_without_a_reason"] == 0,
        # One that the server was about to refuse when the hub was killed is unknown too.
        "as many bounced as had to": found["bounced_by_design"] - found["unknown_by_kills"] <= bounced
                                     <= found["bounced_by_design"],
        "none is missing but those that bounced or are shown as unknown": found["never"] == bounced + lost,
        "one for each at most, or under one name": found["twice_under_two_names"] == 0,
        "no address is in the log": found["addresses_in_the_log"] == 0,
    }
    if is_left:
        claims["nobody got two"] = found["twice"] == 0
        claims["a kill leaves one unknown at most"] = found["unknown_by_kills"] <= found["kills"]
        claims["no other is unknown but those that were not answered"] = (
            found["unknown"] - found["unknown_by_kills"] <= found["unanswered_by_design"])
    else:
        claims["none is unknown"] = found["unknown"] == 0
        claims["a kill makes one double at most"] = found["twice"] <= found["kills"] + found["unanswered_by_design"]
    return [claim for claim, is_so in claims.items() if not is_so]


def note(found, arguments):
    """What the full drill came to, where figures are collected."""
    server = "OpenSMTPD" if arguments.server == "real" else "a server that fails on purpose"
    at = f"{arguments.count:,} people, {arguments.kills} kills of the hub, {server}, after unknown: {arguments.after}"
    command = (f"mail_drill.py --server {arguments.server} --after {arguments.after} --count {arguments.count} "
               f"--kills {arguments.kills}")
    for what, name in (("mails twice", "twice"), ("mails twice under two Message-IDs", "twice_under_two_names"),
                       ("people with none, those whose mail came back included", "never"),
                       ("that came back, as they had to", "bounced_by_design"), ("shown as unknown", "unknown"),
                       ("unknown by a kill", "unknown_by_kills")):
        evidence("mail", what=f"{what}: {at}", value=found[name], command=command)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("store")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--server", choices=("fake", "real"), default="fake")
    parser.add_argument("--after", choices=("leave", "resend"), default="leave")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.server == "real" and not has_real_server():
        print("skipped: there is no OpenSMTPD here, or this is not root")
        return 77
    bench = driver.Bench()
    try:
        with FakeSmtp(keep=False) as sink:
            if arguments.server == "fake":
                found = run(bench, arguments, sink, sink)
            else:
                with tempfile.TemporaryDirectory() as folder, OpenSmtpd(folder, sink.port) as server:
                    found = run(bench, arguments, server, sink)
    finally:
        bench.close()
    broken = check(found)
    print(json.dumps({**found, "broken": broken}, indent=2))
    note(found, arguments)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
