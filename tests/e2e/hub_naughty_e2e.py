"""The strings that break programs, through everything of a hub that takes text: refused in words, or stored as they are."""
import json
import re
import sys
import time

import driver
from driver import DATA, equal
from hub_driver import running_hub
from hub_security_e2e import Script, ask

NAME_BYTES_MAX = 128


def naughty():
    """The strings, or None after the line that ./test counts."""
    path = DATA / "suites/naughty-strings/blns.json"
    if not path.exists():
        print("SKIPPED(data): suites/naughty-strings/blns.json is not here")
        return None
    return list(dict.fromkeys(json.loads(path.read_text("utf-8"))))


def is_name(text):
    """What docs/protocol.md lets be the name of a device, a person or a scope."""
    return 0 < len(text.encode()) <= NAME_BYTES_MAX and not any(ord(c) < 0x20 or c == "\x7f" for c in text)


def is_argument(text):
    return text != "" and "\0" not in text


def check_refusal(ran, text):
    """It ends with a code for wrong use or input, and says something; nothing is a bug of ours."""
    if ran.code not in (2, 3, 4, 6) or not ran.error:
        raise AssertionError(f"{text!r}: exit code {ran.code}: {ran.error}")
    if re.search(r"\bbug\b", ran.error.replace(text, "")):
        raise AssertionError(f"{text!r}: {ran.error}")


def test_every_endpoint_answers_in_words(bench):
    texts = naughty()
    if texts is None:
        return
    with running_hub(bench, "party") as hub:
        count = 0
        for number, text in enumerate(texts):
            if number % 100 == 99:
                time.sleep(2)  # One address may ask a thousand times, then 200 times a second.
            said = [ask(hub, "POST", "/v1/challenge", {"device": text}),
                    ask(hub, "POST", "/v1/session", {"device": text, "challenge": text, "signature": text}),
                    ask(hub, "POST", "/v1/session", {"device": text, "challenge": text, "signature": "AA"})]
            said.append(ask(hub, "POST", "/v1/join", {"invite": text, "device": text}))
            equal([status for status, _ in said][:1], [200], text)
            for status, body in said[1:]:
                count += 1
                problem = json.loads(body)
                if status not in (400, 401, 403, 429) or problem["status"] != status or not problem["detail"]:
                    raise AssertionError(f"{text!r}: {status} {body}")
        print(f"{len(texts)} strings, {count} refusals", flush=True)
        equal(ask(hub, "GET", "/v1/hub")[0], 200)


def test_names_are_stored_as_they_are_or_refused(bench):
    texts = naughty()
    if texts is None:
        return
    good = [text for text in texts if is_name(text)]
    bad = [text for text in texts if not is_name(text) and is_argument(text)]
    with running_hub(bench) as hub:
        for text in bad:
            for option in (f"--add={text}",):
                check_refusal(hub.run("scopes", option, code=None), text)
            check_refusal(hub.run("invite", "--everywhere", f"--person={text}", code=None), text)
        for text in good[::2]:
            hub.run("scopes", f"--add={text}")
        equal([scope["name"] for scope in hub.scopes()], good[::2])
        for text in good[1::8]:
            link = hub.invite("--everywhere", f"--person={text}")
            status, said = ask(hub, "POST", "/v1/join", {"invite": link.split("#")[1], "device": text})
            joined = json.loads(said)
            equal([status, joined["device"], joined["person"]], [201, text, text])
        for text in bad[::4]:
            link = hub.invite("--everywhere")
            status, said = ask(hub, "POST", "/v1/join", {"invite": link.split("#")[1], "device": text})
            equal(status, 400, f"{text!r}: {said}")
        listed = json.loads(hub.run("devices", "--json").out)["devices"]
        equal([device["device"] for device in listed], good[1::8])
        for text in good[1::16]:
            hub.run("revoke", "--", text)
        log = [json.loads(line) for line in hub.log.read_text().splitlines()]
        equal([line["device"] for line in log if line["event"] == "device_joined"], good[1::8])
    for number, text in enumerate(good[::20]):
        bench.run("hub", "--folder", f"hub{number}", "init", f"--name={text}")
    print(f"{len(good)} names, {len(bad)} that are none", flush=True)


def test_what_people_write_arrives_as_it_is(bench):
    texts = naughty()
    if texts is None:
        return
    texts = [text for text in texts if text]
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        script.connect()
        for text in texts:
            equal(script.push(script.scopes[0], text=text)["verdicts"][0]["verdict"], "accepted", repr(text))
        bench.run("--data", "ana.wedsync", "join", hub.invite("--everywhere"), "--name", "ana")
        bench.run("--data", "ana.wedsync", "sync")
        records = bench.json("--data", "ana.wedsync", "query", "guests", "--limit", "10000")["records"]
        equal(sorted(record["fields"]["full_name"] for record in records), sorted(texts))
        # And back: what a device writes, another one reads.
        mine = [text for text in texts if is_argument(text)][::12]
        for text in mine:
            bench.run("--data", "ana.wedsync", "add", "tasks", f"title={text}")
        bench.run("--data", "ana.wedsync", "sync", "--http")
        bench.run("--data", "ben.wedsync", "join", hub.invite("--everywhere"), "--name", "ben")
        bench.run("--data", "ben.wedsync", "sync", "--http")
        records = bench.json("--data", "ben.wedsync", "query", "tasks", "--limit", "10000")["records"]
        equal(sorted(record["fields"]["title"] for record in records), sorted(mine))
        equal(bench.json("--data", "ben.wedsync", "verify")["ok"], True)
        print(f"{len(texts)} texts there, {len(mine)} back", flush=True)


def test_commands_and_settings_say_what_is_wrong(bench):
    texts = naughty()
    if texts is None:
        return
    bench.run("hub", "--folder", "hub", "init", "--scope", "party")
    texts = [text for text in texts if is_argument(text)]
    commands = [["join"], ["join", "--hub", "http://127.0.0.1:9", "--code"], ["join", "--code", "ABCDEFGHJK", "--hub"],
                ["hub", "--folder", "hub", "revoke"], ["hub", "--folder", "hub", "invite", "--scope"],
                ["hub", "--folder", "hub", "invite", "--everywhere", "--role"],
                ["hub", "--folder", "hub", "invite", "--everywhere", "--minutes"],
                ["hub", "--folder", "hub", "ca", "--host"], ["hub", "--folder", "hub", "--listen"],
                ["outbox", "--retry"], ["outbox", "--discard"]]
    for number, text in enumerate(texts):
        command = commands[number % len(commands)]
        tail = ["serve"] if command[-1] == "--listen" else []
        ran = bench.run(*command[:-1], f"{command[-1]}={text}", *tail, code=None) if command[-1][0] == "-" else \
            bench.run(*command, "--", text, code=None)
        if command[-1] == "--host" and ran.code == 0:
            continue  # It is a name that a certificate can have.
        check_refusal(ran, text)
    for number, text in enumerate(texts[::4]):
        quoted = json.dumps(text)
        bench.file("hub.toml", [text, f"listen = {quoted}\n", f"[roles.{quoted}]\nwrites = {quoted}\n",
                                f"origins = [{quoted}]\nlog_level = {quoted}\n"][number % 4])
        ran = bench.run("hub", "--config", "hub.toml", "config", "check", code=None)
        if ran.code != 0:
            check_refusal(ran, text)


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
