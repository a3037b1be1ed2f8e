"""A mail server of the test's own, which fails on purpose: what it does with a mail stands in the address it goes to.

    lena@...                  it takes the mail
    bounce-...@...            550 to RCPT, always
    later-...@...             451 to RCPT, the first time
    late-...@...              451 after the mail, the first time
    refuse-...@...            554 after the mail
    dropbefore-...@...        ends the connection before the mail, at DATA, the first time
    lost-...@...              ends the connection after the mail, which it does not take, the first time
    silent-...@...            takes the mail and ends the connection without an answer, the first time
    hang-...@...              takes the mail and says nothing for a while, the first time

What it took is in `taken`: (address, Message-ID, the whole mail), in order.
"""
import base64
import re
import socket
import ssl
import threading
import time

FAILURES = ("bounce", "later", "late", "refuse", "dropbefore", "lost", "silent", "hang")


class Dropped(Exception):
    pass


class FakeSmtp:
    def __init__(self, port=0, pause_s=0.0, hang_s=3.0, tls=None, login=None, keep=True):
        """`tls`: (certificate, key) for STARTTLS. `login`: (user, password) that is wanted."""
        self.pause_s, self.hang_s, self.login, self.keep = pause_s, hang_s, login, keep
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.lock = threading.Lock()
        self.taken, self.seen, self.connections, self.logins = [], set(), 0, 0
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def count(self):
        with self.lock:
            return len(self.taken)

    def by_person(self):
        """Of each address the Message-IDs of the mails that were taken."""
        people = {}
        with self.lock:
            for address, message_id, _ in self.taken:
                people.setdefault(address, []).append(message_id)
        return people

    def serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self.talk, args=(near,), daemon=True).start()

    def fails(self, address):
        """How this mail is to fail now; None: not at all."""
        kind = address.split("-", 1)[0]
        if kind not in FAILURES:
            return None
        with self.lock:
            is_again = address in self.seen
            self.seen.add(address)
        return kind if kind in ("bounce", "refuse") or not is_again else None

    def take(self, address, mail):
        found = re.search(rb"^Message-ID: (\S+)\r$", mail, re.M | re.I)
        with self.lock:
            self.taken.append((address, found.group(1).decode() if found else "", mail if self.keep else b""))

    def talk(self, near):
        try:
            near.settimeout(120)
            self.session(near)
        except (OSError, Dropped, ValueError):
            pass
        finally:
            near.close()

    def session(self, near):
        stream = near.makefile("rwb")

        def say(line):
            if self.pause_s:
                time.sleep(self.pause_s)
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("220 fake.example ESMTP")
        address, failure, has_login = "", None, False
        while line := stream.readline():
            word = line.strip().upper()
            if word.startswith(b"EHLO"):
                is_secure = isinstance(near, ssl.SSLSocket)
                offers = ["fake.example", "8BITMIME", "SMTPUTF8", "SIZE 1000000"]
                if self.context and not is_secure:
                    offers.append("STARTTLS")
                if self.login:
                    offers.append("AUTH PLAIN")
                for offer in offers[:-1]:
                    stream.write(f"250-{offer}\r\n".encode())
                say(f"250 {offers[-1]}")
            elif word == b"STARTTLS" and self.context:
                say("220 go on")
                near = self.context.wrap_socket(near, server_side=True)
                stream = near.makefile("rwb")
            elif word.startswith(b"AUTH PLAIN"):
                said = line.split(None, 2)[2:]
                if not said:
                    say("334 ")
                    said = [stream.readline()]
                _, user, password = base64.b64decode(said[0]).decode().split("\0")
                has_login = (user, password) == self.login
                self.logins += 1
                say("235 welcome" if has_login else "535 no")
            elif word.startswith(b"MAIL FROM:"):
                say("530 login first" if self.login and not has_login else "250 ok")
            elif word.startswith(b"RCPT TO:"):
                address = re.search(rb"<([^>]*)>", line).group(1).decode()
                failure = self.fails(address)
                refusals = {"bounce": "550 nobody here", "later": "451 later"}
                say(refusals.get(failure, "250 ok"))
            elif word == b"DATA":
                if failure == "dropbefore":
                    return
                say("354 go on")
                self.mail(stream, address, failure, say)
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok" if word in (b"RSET", b"NOOP") else "502 what?")

    def mail(self, stream, address, failure, say):
        lines = []
        while (line := stream.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            raise Dropped  # No end, so no mail.
        if failure == "lost":
            raise Dropped
        if failure in ("late", "refuse"):
            say("451 later" if failure == "late" else "554 no such mail here")
            return
        self.take(address, b"".join(lines))
        if failure == "silent":
            raise Dropped
        if failure == "hang":
            time.sleep(self.hang_s)
        say("250 taken")
