"""The whole road of an invitation: saved offline on a device, handed to the hub, mailed, opened, accepted, and told to all devices."""
import http.client

import driver
from driver import equal
from drill_driver import wait_until
from fake_smtp import FakeSmtp
from hub_e2e import join, store
from mail_driver import mailing_hub
from mail_e2e import parsed, path_of_link

LENA = "lena.private@people.example"


def ask(hub, method, path):
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=20)
    connection.request(method, path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def invitation(bench, name):
    bench.run(*store(name), "sync")
    [record] = bench.json(*store(name), "query", "invitations")["records"]
    return record["fields"]


def test_an_invitation_goes_all_the_way_and_its_address_stays_with_the_mail(bench):
    with FakeSmtp() as sink, mailing_hub(bench, sink.port) as hub:
        join(bench, hub, "ana")
        join(bench, hub, "ben")
        hub.stop()
        bench.run(*store("ana"), "invite", LENA, "--consent", "--about", "Your cake tasting")
        hub.start()
        bench.run(*store("ana"), "sync")
        wait_until("it was mailed", lambda: len(sink.taken) == 1)
        wait_until("every device knows it", lambda: invitation(bench, "ben").get("mail_state") == "sent")
        path = path_of_link(parsed(sink))
        equal(ask(hub, "GET", path)[0], 200)
        status, text = ask(hub, "POST", f"{path}/accept")
        equal(status in (200, 303), True, f"{status} {text[:300]}")
        wait_until("every device knows that it was accepted", lambda: "accepted_at" in invitation(bench, "ben"))
        fields = invitation(bench, "ana")
        equal((fields["mail_state"], "mailed_at" in fields), ("sent", True))
        # Once more from another device: the first mail stands.
        bench.run(*store("ben"), "invite", LENA, "--consent", code=None)
        bench.run(*store("ben"), "sync")
        equal(len(sink.taken), 1)
        for path in [*bench.folder.rglob("*.wedsync*"), *(bench.folder / "hub").glob("hub.db*"), *(bench.folder / "hub").glob("agent*"), *(bench.folder / "hub").glob("desk*")]:
            assert LENA.encode() not in path.read_bytes().lower(), f"an address is in {path.name}"


if __name__ == "__main__":
    driver.main(globals())
