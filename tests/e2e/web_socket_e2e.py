"""RFC 6455 against a running hub, case by case: web_socket_cases.py and its neighbours say what has to happen."""
import json
import socket
import sys
import urllib.request

import driver
import web_socket_cases
import web_socket_text_cases
from driver import equal
from hub_driver import running_hub
from web_socket_cases import ANSWERED, FRESH, IN_BINARY, Case
from web_socket_handshakes import HANDSHAKES
from web_socket_wire import ACCEPT, BINARY, TEXT, Connection, frame, request

STILL_WORKS = b'{"type":"ping","nonce":99}'
ENDS_WITHIN_S = 5


class Script:
    """A device with a token alone: its Hello is the same bytes each time."""

    def __init__(self, hub):
        link = hub.invite("--scope", "party")
        body = json.dumps({"invite": link.split("#")[1], "device": "script"}).encode()
        ask = urllib.request.Request(f"{hub.url()}/v1/join", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(ask) as answer:
            joined = json.load(answer)
        self.port, self.device, self.role = hub.port, joined["device"], joined["role"]
        self.scope = joined["scopes"][0]["id"]
        hello = {"type": "hello", "protocol": 1, "protocol_min": 1, "schema_version": 1, "device": self.device,
                 "token": joined["token"]}
        self.json_hello = frame(TEXT, json.dumps(hello).encode())
        texts = b"".join(bytes([len(text)]) + text.encode() for text in (self.device, joined["token"]))
        self.binary_hello = frame(BINARY, b"\x01\x01\x01\x01" + texts)

    def connect(self, begins):
        connection = Connection(self.port).upgrade(self.port)
        if begins != FRESH:
            connection.send(self.binary_hello if begins == IN_BINARY else self.json_hello)
            said = connection.answer()
            if said not in (("message", "welcome", None), ("message", 2, 1)):
                raise AssertionError(f"no welcome but {said}")
        return connection


def fits(said, wanted):
    if said is None or said[0] != wanted[0]:
        return False
    return said[1] in wanted[1] if isinstance(wanted[1], set) else said == wanted


def check_answer(connection, wanted):
    said = connection.answer()
    if not fits(said, wanted):
        raise AssertionError(f"{said} instead of {wanted}")


def check_end(connection):
    connection.socket.settimeout(ENDS_WITHIN_S)
    rest = connection.answer()
    if rest is not None:
        raise AssertionError(f"{rest} after the close")


def check_life(script, case, connection):
    """The connection goes on: an answer to one more question, and nothing before it."""
    if case.begins == FRESH:
        connection.send(script.json_hello)
        equal(connection.answer(), ("message", "welcome", None), "hello after it")
    last = frame(BINARY, b"\x10\x63") if case.begins == IN_BINARY else frame(TEXT, STILL_WORKS)
    connection.send(last)
    equal(connection.answer(), ("message", "pong", 99), "the next message")


def play(script, case: Case):
    connection = script.connect(case.begins)
    try:
        wanted = list(case.answers)
        for part in case.sends:
            if part is ANSWERED:
                check_answer(connection, wanted.pop(0))
            else:
                connection.send(part)
        for answer in wanted:
            check_answer(connection, answer)
        if case.ends:
            check_end(connection)
        else:
            check_life(script, case, connection)
    finally:
        connection.close()


def play_all(what, script, cases):
    wrong = []
    for case in cases:
        try:
            play(script, case)
        except (AssertionError, socket.timeout) as error:
            wrong.append(f"{case.name}: {error or 'no answer'}")
    print(f"{what}: {len(cases)} cases, {len(wrong)} wrong", flush=True)
    if wrong:
        raise AssertionError("\n".join(wrong))


def test_frames_are_as_the_rfc_says(bench):
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        play_all("frames", script, web_socket_cases.CASES)
        if len(web_socket_cases.CASES) < 250:
            raise AssertionError("cases are missing")
        play(script, Case("an honest one", [frame(TEXT, STILL_WORKS)], [("message", "pong", 99)]))


def names_at(script):
    """The names of all guests, as another connection reads them."""
    connection = script.connect("a session in JSON")
    subscribe = {"type": "subscribe", "scope": script.scope, "epoch": "0" * 16, "position": 0}
    connection.send(frame(TEXT, json.dumps(subscribe).encode()))
    names, head = [], None
    while head is None or page["to"] < head:
        _, opcode, payload = connection.read_frame()
        equal(opcode, TEXT, "the form of a page")
        page = json.loads(payload)
        equal(page["type"], "page", "the answer to subscribe")
        head = page["head"]
        for entry in page["entries"]:
            names.append(entry["change"]["operations"][1]["value"])
        connection.send(frame(TEXT, json.dumps({"type": "seen", "scope": script.scope,
                                                "position": page["to"]}).encode()))
    connection.close()
    return names


def test_text_is_utf8_and_nothing_else(bench):
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        web_socket_text_cases.DEVICE.update(scope=script.scope, device=script.device, role=script.role)
        play_all("text that is none", script, web_socket_text_cases.CASES)
        play_all("text", script, [*web_socket_text_cases.valid_cases()])
        equal(names_at(script), [name.decode() for name in web_socket_text_cases.pushed], "the names")


def test_handshakes_are_as_the_rfc_says(bench):
    with running_hub(bench, "party") as hub:
        script = Script(hub)
        wrong = []
        for case in HANDSHAKES:
            connection = Connection(hub.port)
            connection.send(case.sends(hub.port))
            head = connection.head()
            said = head[0].split(" ")[1] if " " in head[0] else "nothing"
            fits_it = said == str(case.status)
            if said == "101":
                fits_it = fits_it and any(line.endswith(ACCEPT) for line in head)
                connection.send(script.json_hello)
                fits_it = fits_it and connection.answer() == ("message", "welcome", None)
            if case.header is not None and case.header not in head:
                fits_it = False
            if not fits_it:
                wrong.append(f"{case.name}: {said}, not {case.status}\n    {head}")
            connection.close()
        print(f"handshakes: {len(HANDSHAKES)} cases, {len(wrong)} wrong", flush=True)
        if wrong:
            raise AssertionError("\n".join(wrong))
        connection = Connection(hub.port)
        connection.send(request(hub.port))
        equal(connection.head()[0].split(" ")[1], "101", "an honest one")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
