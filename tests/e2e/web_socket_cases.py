"""What RFC 6455 says about frames, as cases: bytes that a device sends, and all that has to come back.

A case ends in one of two ways: the hub ends the connection, or the connection still works. Where the RFC
leaves a choice, an answer is a set of those that are right.
"""
from typing import NamedTuple

from web_socket_wire import BINARY, CLOSE, PING, PONG, TEXT, fragments, frame

# Where a case begins.
FRESH, IN_JSON, IN_BINARY = "after the upgrade", "a session in JSON", "a session in frames"

BROKEN = [("close", 1002)]
BAD_TEXT = [("close", 1007)]
TOO_LARGE = [("close", 1009)]
# A whole message that the protocol of devices does not know: it says so, then closes.
REFUSED = [("message", "goodbye", 400), ("close", 1000)]
UNDERSTOOD = [("message", "pong", 7)]
# A pushed change that the hub took.
TAKEN = [("message", "push_result", "accepted")]


# Among what is sent: what is to come back so far is waited for. A hub that is told to close does not have to say
# what it still had to say.
ANSWERED = None


class Case(NamedTuple):
    name: str
    sends: list
    answers: list
    ends: bool = False
    begins: str = IN_JSON


def ping(size=0):
    """A message of the protocol that is answered by a pong with its number; spaces make it as long as asked."""
    return b'{"type":"ping","nonce":7}'.ljust(size)


BINARY_PING = b"\x10\x07"


def broken(name, *sends, begins=IN_JSON):
    return Case(name, list(sends), BROKEN, True, begins)


def lengths():
    for size in (25, 26, 124, 125, 126, 127, 128, 1000, 65534, 65535, 65536, 65537, 131072, 1048576):
        yield Case(f"text of {size} bytes", [frame(TEXT, ping(size))], UNDERSTOOD)
    for size, form in ((0, 16), (25, 16), (125, 16), (0, 64), (25, 64), (125, 64), (126, 64), (65535, 64)):
        yield broken(f"{size} bytes, their length in {form} bits", frame(TEXT, ping(size)[:size], form=form))
    for opcode, what in ((TEXT, "text"), (BINARY, "binary")):
        for length in (2**63, 2**63 + 5, 2**64 - 1):
            yield Case(f"{what} of {length} bytes, which no length can be", [frame(opcode, b"", length=length, form=64)],
                       [("close", {1002, 1009})], True)
        yield Case(f"{what} of 2^62 bytes", [frame(opcode, b"", length=2**62, form=64)], TOO_LARGE, True)
        yield Case(f"{what} one byte over the limit", [frame(opcode, b"", length=16 * 2**20 + 1)], TOO_LARGE, True)
        yield Case(f"{what}, long before Hello", [frame(opcode, b"", length=65537)], TOO_LARGE, True, FRESH)
    long = fragments(TEXT, [b"{" + b" " * 40000] * 2)
    yield Case("fragments, long before Hello", long, TOO_LARGE, True, FRESH)
    yield Case("empty text", [frame(TEXT)], REFUSED, True)
    yield Case("text of 1 byte", [frame(TEXT, b"{")], REFUSED, True)
    yield Case("empty text at first", [frame(TEXT)], REFUSED, True, FRESH)
    yield Case("empty binary at first", [frame(BINARY)], REFUSED, True, FRESH)
    for name, mask in (("zero", bytes(4)), ("one", b"\xff" * 4), ("mixed", b"\x80\x00\x01\xfe")):
        yield Case(f"masked with {name}", [frame(TEXT, ping(200), mask=mask)], UNDERSTOOD)
    for opcode, what in ((0, "continuation"), (TEXT, "text"), (BINARY, "binary"), (CLOSE, "close"), (PING, "ping"),
                         (PONG, "pong")):
        yield broken(f"{what} without a mask", frame(opcode, ping(), mask=b""))
        yield broken(f"empty {what} without a mask", frame(opcode, mask=b""), begins=FRESH)
    whole = frame(TEXT, ping(126))
    yield Case("byte for byte", [whole[i:i + 1] for i in range(len(whole))], UNDERSTOOD)
    for cut in range(1, 9):
        yield Case(f"in two pieces after {cut} bytes", [whole[:cut], whole[cut:]], UNDERSTOOD)
    yield Case("two messages at once", [whole + whole], UNDERSTOOD * 2)


def reserved():
    for bits in range(1, 8):
        for opcode, what, content in ((TEXT, "text", ping()), (PING, "ping", b""), (PONG, "pong", b"x"),
                                      (CLOSE, "close", b"\x03\xe8")):
            yield broken(f"reserved bits {bits:03b} in {what}", frame(opcode, content, reserved=bits))
        yield broken(f"reserved bits {bits:03b} in a continuation", frame(TEXT, b"{", final=False),
                     frame(0, b"}", reserved=bits))
    for opcode in (*range(3, 8), *range(11, 16)):
        yield broken(f"opcode {opcode}", frame(opcode))
        yield broken(f"opcode {opcode} with content", frame(opcode, b"content"), begins=FRESH)
        yield broken(f"opcode {opcode}, not final", frame(opcode, final=False))
        yield broken(f"opcode {opcode} within a message", frame(TEXT, ping()[:5], final=False), frame(opcode))


def pieces(content, size):
    return [content[i:i + size] for i in range(0, len(content), size)]


def fragmented():
    for size in (1, 2, 3, 7, 16, 125, 126, 127, 500, 999, 1000):
        yield Case(f"fragments of {size}", fragments(TEXT, pieces(ping(1000), size)), UNDERSTOOD)
    yield Case("fragments of 65536", fragments(TEXT, pieces(ping(200000), 65536)), UNDERSTOOD)
    yield Case("fragments in one piece", [b"".join(fragments(TEXT, pieces(ping(300), 3)))], UNDERSTOOD)
    for name, parts in (("first", [b"", ping()]), ("last", [ping(), b""]), ("middle", [ping()[:9], b"", ping()[9:]])):
        yield Case(f"an empty {name} fragment", fragments(TEXT, parts), UNDERSTOOD)
    yield Case("many empty fragments", fragments(TEXT, [b""] * 50 + [ping()] + [b""] * 50), UNDERSTOOD)
    yield Case("only empty fragments", fragments(TEXT, [b"", b"", b""]), REFUSED, True)
    halves = fragments(TEXT, [ping()[:10], ping()[10:]])
    for count in (1, 2, 5):
        pings = [frame(PING, b"%d" % i) for i in range(count)]
        yield Case(f"{count} pings within a message", [halves[0], *pings, halves[1]],
                   [("pong", b"%d" % i) for i in range(count)] + UNDERSTOOD)
    yield Case("a pong within a message", [halves[0], frame(PONG, b"?"), halves[1]], UNDERSTOOD)
    yield Case("close within a message", [halves[0], frame(CLOSE, b"\x03\xe8"), halves[1]], [("close", 1000)], True)
    for final in (True, False):
        for content in (b"", b"content"):
            what = f"continues nothing: final {final}, {len(content)} bytes"
            yield broken(what, frame(0, content, final=final))
            yield broken(what + ", at first", frame(0, content, final=final), begins=FRESH)
    yield Case("continues a message that was whole", [frame(TEXT, ping()), ANSWERED, frame(0, b"more")],
               UNDERSTOOD + BROKEN, True)
    for opcode, what in ((TEXT, "text"), (BINARY, "binary")):
        for final in (True, False):
            yield broken(f"{what} within a message, final {final}", halves[0], frame(opcode, b"x", final=final))


def controls():
    for content in (b"", b"H", b"Hello", b"\x00\xff\xfe", b"\xff" * 124, bytes(range(125))):
        for begins in (FRESH, IN_JSON, IN_BINARY):
            yield Case(f"ping with {len(content)} bytes, {begins}", [frame(PING, content)], [("pong", content)],
                       begins=begins)
        yield Case(f"pong that nobody asked for, {len(content)} bytes", [frame(PONG, content)], [])
    yield Case("ten pings", [frame(PING, b"%d" % i) for i in range(10)], [("pong", b"%d" % i) for i in range(10)])
    yield Case("a ping byte for byte", [bytes([b]) for b in frame(PING, b"slow")], [("pong", b"slow")])
    yield Case("ping, pong, ping", [frame(PING, b"1"), frame(PONG, b"2"), frame(PING, b"3")],
               [("pong", b"1"), ("pong", b"3")])
    for opcode, what in ((PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
        yield broken(f"{what} of 126 bytes", frame(opcode, b"\x03\xe8" + b"x" * 124))
        yield broken(f"{what} of 65536 bytes", frame(opcode, b"", length=65536))
        yield broken(f"{what}, its length in 16 bits", frame(opcode, b"\x03\xe8", form=16))
        yield broken(f"{what}, its length in 64 bits", frame(opcode, b"\x03\xe8", form=64))
        yield broken(f"{what} in fragments", frame(opcode, b"\x03\xe8", final=False))
        yield broken(f"empty {what} in fragments", frame(opcode, final=False), frame(0))


def code(number, reason=b""):
    return number.to_bytes(2, "big") + reason


# Of a close that is wrong: RFC 6455 lets an endpoint choose what it says before it ends.
ANY_FAULT = [("close", {1002, 1007})]


def closes():
    for number in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3001, 3999, 4000, 4999):
        yield Case(f"close {number}", [frame(CLOSE, code(number))], [("close", number)], True)
    # Given out by the registry after the RFC: taken.
    for number in (1012, 1013):
        yield Case(f"close {number}", [frame(CLOSE, code(number))], [("close", number)], True)
    for number in (0, 1, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999):
        yield broken(f"close {number}", frame(CLOSE, code(number)))
    # Beyond 4999 the RFC has no rule.
    for number in (5000, 65535):
        yield Case(f"close {number}", [frame(CLOSE, code(number))], [("close", {1002, number})], True)
    for reason in (b"x", "κόσμε".encode(), b"x" * 123, "🌷".encode() * 30):
        yield Case(f"close with {len(reason)} bytes of reason", [frame(CLOSE, code(1000, reason))], [("close", 1000)],
                   True)
    for reason in (b"\xff", b"\xc3", b"ok \xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", "κόσμε".encode()[:-1]):
        yield Case(f"close with the reason {reason!r}", [frame(CLOSE, code(1000, reason))], ANY_FAULT, True)
    yield Case("close without a code", [frame(CLOSE)], [("close", {None, 1000, 1005})], True)
    yield Case("close without a code, at first", [frame(CLOSE)], [("close", {None, 1000, 1005})], True, FRESH)
    yield broken("close with one byte", frame(CLOSE, b"\x03"))
    whole = frame(CLOSE, code(1000))
    for what, after in (("text", frame(TEXT, ping())), ("ping", frame(PING, b"x")), ("close", whole),
                        ("garbage", b"\xff" * 100), ("half a frame", frame(TEXT, ping())[:5])):
        yield Case(f"{what} after close", [whole + after], [("close", 1000)], True)
    yield Case("a message, then close", [frame(TEXT, ping()), ANSWERED, whole], UNDERSTOOD + [("close", 1000)], True)


def forms():
    yield Case("binary in a session in JSON", [frame(BINARY, BINARY_PING)], REFUSED, True)
    yield Case("text in a session in frames", [frame(TEXT, ping())], REFUSED, True, IN_BINARY)
    yield Case("a frame", [frame(BINARY, BINARY_PING)], UNDERSTOOD, begins=IN_BINARY)
    yield Case("a frame in fragments", fragments(BINARY, [b"\x10", b"\x07"]), UNDERSTOOD, begins=IN_BINARY)
    yield Case("no text, and in frames no fault", [frame(BINARY, b"\xff\xfe\xfd")], REFUSED, True, IN_BINARY)
    for size in (0, 1, 125, 126, 127, 65535, 65536):
        yield Case(f"{size} zeros in a frame", [frame(BINARY, bytes(size))], REFUSED, True, IN_BINARY)
    for content in (b"{", b"[]", b"null", b"[" * 60000, b'{"type":"ping","nonce":1}', b'{"type":"welcome"}'):
        yield Case(f"JSON that is no Hello: {content[:26]!r}, {len(content)} bytes", [frame(TEXT, content)], REFUSED,
                   True, FRESH)
    for content in (b'{"type":"ping"}', b'{"type":"ping","nonce":7,"more":1}', b'{"type":"ping","nonce":-1}',
                    b'{"type":"ping","nonce":7.5}', b'{"type":"ping","nonce":7,"nonce":7}', b'{"type":"none"}',
                    b'{"type":"pong","nonce":7}x', b'{"type":"ping","nonce":1e400}', b'{"type":"ping","nonce":NaN}',
                    b'{"type":"ping","nonce":07}', b'\xef\xbb\xbf{"type":"ping","nonce":7}',
                    b'{"type":"ping","nonce":7}\x00', b'{"type":"ping","nonce":18446744073709551616}'):
        yield Case(f"JSON with a fault: {content!r}", [frame(TEXT, content)], REFUSED, True)


CASES = [*lengths(), *reserved(), *fragmented(), *controls(), *closes(), *forms()]
