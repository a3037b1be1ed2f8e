"""HTTP against a running hub, case by case: http_cases.py says what is sent and what has to come back."""
import json
import re
import socket
import sys

import driver
from driver import contains, equal
from http_cases import CASES, HOST
from hub_driver import running_hub

COMMON = ("Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
          "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Resource-Policy: same-origin", "Server: wedsync\r\n")
# What nobody but a page of ours could want.
NEVER = ("access-control-", "set-cookie", "x-powered-by", "beast", "transfer-encoding")


def ask(port, data):
    """All that comes back until the hub has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The hub has refused it and gone already; what it said is still to be read.
        said = b""
        while part := connection.recv(65536):
            said += part
        return said.decode("latin-1")


def answers_in(said):
    """(status, headers, body) of each answer; what is no answer stands at the end."""
    answers = []
    while said:
        head, end, rest = said.partition("\r\n\r\n")
        status = re.match(r"HTTP/1\.1 (\d{3}) ", head)
        if not end or not status:
            return answers + [("no answer", said[:100], "")]
        length = re.search(r"^content-length: (\d+)\r?$", head, re.I | re.M)
        size = int(length.group(1)) if length else 0
        answers.append((int(status.group(1)), head, rest[:size]))
        said = rest[size:]
    return answers


def fault_of(case, port):
    said = ask(port, case.request.encode("latin-1"))
    if case.request.startswith("HEAD "):
        # Its length is that of a body which does not come.
        said = re.sub(r"(?i)content-length: \d+", "Content-Length: 0", said)
    answers = answers_in(said)
    statuses = [status for status, _, _ in answers]
    if statuses != case.statuses:
        return f"{statuses}, not {case.statuses}"
    for status, head, body in answers:
        missing = [line for line in COMMON if line not in head + "\r\n"]
        more = [word for word in NEVER if word in head.lower()]
        if missing or more:
            return f"without {missing}, with {more}"
        if status >= 400 and not case.request.startswith("HEAD "):
            problem = json.loads(body)
            if problem["status"] != status or not problem["code"] or not problem["detail"]:
                return f"no problem: {body}"
    return None


def test_requests_are_taken_as_the_rfc_says(bench):
    with running_hub(bench, "party") as hub:
        faults = [(case.name, fault) for case in CASES if (fault := fault_of(case, hub.port))]
        print(f"http: {len(CASES)} cases, {len(faults)} wrong", flush=True)
        if faults:
            raise AssertionError("\n".join(f"{name[:100]}: {fault[:300]}" for name, fault in faults))
        contains(ask(hub.port, f"GET /v1/hub HTTP/1.1\r\n{HOST}\r\n".encode()), "200 OK")


def test_what_a_header_says_of_the_peer_is_not_believed(bench):
    with running_hub(bench, "party") as hub:
        body = json.dumps({"invite": "AAAAAAAAAA", "device": "x"})
        for number in range(12):
            said = ask(hub.port, (f"POST /v1/join HTTP/1.1\r\n{HOST}X-Forwarded-For: 10.0.0.{number}\r\nX-Real-IP: 10.0.1."
                                  f"{number}\r\nForwarded: for=10.0.2.{number}\r\nContent-Length: {len(body)}\r\n\r\n"
                                  f"{body}").encode())
        contains(said, "429")
        if "10.0." in hub.log.read_text():
            raise AssertionError("an address that was only claimed is in the log")
        for host in ("evil.example", "169.254.169.254", "x" * 200):
            said = ask(hub.port, f"GET /v1/hub HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            equal(host in said, False, "the Host comes back")


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
