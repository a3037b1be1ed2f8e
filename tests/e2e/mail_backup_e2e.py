"""A hub with mails that wait is backed up, goes on sending, and comes back from the backup: nobody gets two, and whom the hub
does not know about is shown."""
import signal
import sys
import time

import driver
from driver import contains, equal
from fake_smtp import FakeSmtp
from mail_driver import counts, invite, mail, mailing_hub, settings_file, wait_until
from mail_e2e import LENA, ask, parsed, path_of_link, wait_for

PEOPLE = [f"p{number}@people.example" for number in range(6)]


def twice(sink):
    return {address: ids for address, ids in sink.by_person().items() if len(ids) > 1}


def back_up_in_between(bench, hub, sink, after):
    """Two mails went out before the backup, the four others after it, and one of who was invited since."""
    invite(bench, hub, PEOPLE)
    wait_for(hub, sent=2, queued=4)
    hub.run("backup", "backup")
    hub.stop()
    settings_file(bench, sink.port, after_unknown=after)
    hub.start()
    invite(bench, hub, [LENA], name="lena.txt")
    wait_for(hub, sent=7)
    equal((sink.count(), twice(sink)), (7, {}))


def on_a_new_disk(bench, hub):
    """Only the backup is left."""
    hub.stop(signal.SIGKILL)
    (bench.folder / "hub").rename(bench.folder / "burnt")
    contains(hub.run("restore", "backup", "--check").out, "a good backup")
    contains(hub.run("restore", "backup").out, "4 mails may have gone out since the backup")
    hub.start()


def test_on_a_new_disk_what_may_have_gone_out_is_unknown(bench):
    with FakeSmtp() as sink, mailing_hub(bench, sink.port, per_hour=2) as hub:
        back_up_in_between(bench, hub, sink, "leave")
        on_a_new_disk(bench, hub)
        equal(counts(hub), {"sent": 2, "unknown": 4})
        unknown = mail(hub, "list", "--state", "unknown")["invitations"]
        equal({entry["reason"] for entry in unknown}, {"restored"})
        # The same wishes come again, as from a tablet that heard no answer.
        equal(invite(bench, hub, PEOPLE), {"sent": 2, "unknown": 4})
        time.sleep(2)
        equal((sink.count(), twice(sink)), (7, {}), "nobody gets two")
        missing = set(PEOPLE) - set(sink.by_person())
        equal(missing, set(), "and none is missing that is not shown")
        # The links of then hold, and show that a mail arrived.
        [late] = [at for at, (address, _, _) in enumerate(sink.taken) if address == PEOPLE[5]]
        equal(ask(hub, "GET", path_of_link(parsed(sink, late)))[0], 200)
        equal(counts(hub), {"sent": 3, "unknown": 3})
        # A person decides, and then it is the same mail.
        [one] = [entry for entry in unknown if f"<{entry['message_id']}>" in sink.by_person()[PEOPLE[3]]]
        mail(hub, "resend", one["id"])
        wait_for(hub, sent=4)
        equal({address: len(set(ids)) for address, ids in twice(sink).items()}, {PEOPLE[3]: 1})


def test_on_a_new_disk_it_goes_out_again_where_the_settings_say_so(bench):
    with FakeSmtp() as sink, mailing_hub(bench, sink.port, per_hour=2) as hub:
        back_up_in_between(bench, hub, sink, "resend")
        on_a_new_disk(bench, hub)
        wait_for(hub, sent=6)
        time.sleep(1)
        equal(counts(hub), {"sent": 6})
        equal({address: (len(ids), len(set(ids))) for address, ids in twice(sink).items()},
              {person: (2, 1) for person in PEOPLE[2:]}, "again, under the same Message-ID")


def test_a_hub_that_goes_on_knows_what_it_sent(bench):
    with FakeSmtp() as sink, mailing_hub(bench, sink.port, per_hour=2) as hub:
        back_up_in_between(bench, hub, sink, "leave")
        equal(ask(hub, "POST", path_of_link(parsed(sink, 0)) + "/stop")[0], 200)
        mail(hub, "erase", PEOPLE[5])
        hub.stop()
        settings_file(bench, sink.port, per_hour=8)
        hub.start()
        invite(bench, hub, ["late1@people.example", "late2@people.example"], name="late.txt")
        wait_for(hub, queued=1)
        before = counts(hub)
        hub.stop(signal.SIGKILL)
        said = hub.run("restore", "backup", "--json").json()
        equal(said["unknown_mails"], 0)
        equal(counts(hub), before, "nothing was forgotten, and nothing is unknown")
        settings_file(bench, sink.port)
        hub.start()
        wait_for(hub, queued=0)
        time.sleep(1)
        equal((sink.count(), twice(sink)), (9, {}))
        equal(invite(bench, hub, PEOPLE[:1], "--names", "other"), {"opted_out": 1}, "who wants no mail")
        equal([entry for entry in mail(hub, "list")["invitations"] if "p5@" in str(entry)], [], "who was erased")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
