"""UTF-8 in text messages: what is a text arrives as it was, what is none ends the connection with 1007."""
import json

from web_socket_cases import ANSWERED, BAD_TEXT, FRESH, TAKEN, UNDERSTOOD, Case, ping
from web_socket_wire import PING, TEXT, fragments, frame

VALID = [text.encode("utf-8", "surrogatepass") for text in (
    "x", "\x7f", "\x80", "\xa0", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufdd0", "\ufeff", "\ufffd", "\ufffe",
    "\uffff", "\U00010000", "\U0001fffe", "\U0003ffff", "\U000fffff", "\U0010fffe", "\U0010ffff", "κόσμε",
    "é as e\u0301", "👩‍👩‍👧‍👦", "Zürich 🌷 日本語 עברית العربية", "\u202e turned", "\u2028\u2029")]

OVERLONG = ("c080", "c0af", "c1bf", "e08080", "e080af", "e09fbf", "f0808080", "f08080af", "f08fbfbf", "f8808080af",
            "f887bfbfbf", "fc80808080af", "fc83bfbfbfbf")
SURROGATES = ("eda080", "edad bf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf", "eda080edb080", "edafbfedbfbf")
TOO_HIGH = ("f4908080", "f5808080", "f7bfbfbf", "f888808080", "fbbfbfbfbf", "fc8480808080", "fdbfbfbfbfbf")
ALONE = ("80", "bf", "8080", "80bf80bf", "fe", "ff", "fefeffff", "61ff", "ff61", "80c3a9")
CUT_SHORT = ("c3", "c2", "df", "e0", "e0a0", "e282", "efbf", "f0", "f09f", "f09f98", "f48fbf", "c3c3", "e28261",
             "f09f9861", "c328", "e2e282ac")
INVALID = {"overlong": OVERLONG, "a surrogate": SURROGATES, "beyond U+10FFFF": TOO_HIGH, "no beginning": ALONE,
           "cut short": CUT_SHORT}

DEVICE = {}  # Filled by whoever plays the cases: scope, device, role.
pushed = []  # What was pushed as valid, to be found again.


def push(content):
    """A change that adds a guest of this name; the name goes into the message byte for byte."""
    lane = f"{len(pushed) + 1:032x}"
    pushed.append(content)
    put = {"op": "put", "record": f"{lane}:1:0"}
    message = {"type": "push", "scope": DEVICE["scope"], "request": 1,
               "lanes": [{"lane": lane, "person": "Ana", "device": DEVICE["device"], "role": DEVICE["role"],
                          "experience": 0}],
               "changes": [{"dot": f"{lane}:1", "ms": 1786780800000, "operations": [
                   {**put, "field": [2, 0], "value": None}, {**put, "field": [2, 1], "value": "HERE"}]}]}
    return json.dumps(message).encode().replace(b"HERE", content)


def cut(message, *places):
    parts = [message[a:b] for a, b in zip((0, *places), (*places, len(message)))]
    return fragments(TEXT, parts)


def valid_cases():
    for content in VALID:
        yield Case(f"valid: {content.hex()}", [frame(TEXT, push(content))], TAKEN)
    for content in (VALID[3], VALID[5], VALID[13], VALID[19], VALID[21][:11]):
        for place in range(1, len(content)):
            message = push(content)
            at = message.index(content) + place
            yield Case(f"valid: {content.hex()} in fragments after {place}", cut(message, at), TAKEN)
        message = push(content)
        yield Case(f"valid: {content.hex()} byte for byte", cut(message, *range(1, len(message))), TAKEN)
    message = push(VALID[19])
    at = message.index(VALID[19]) + 1
    first, second = cut(message, at)
    yield Case("a ping within a character", [first, frame(PING, b"\xff"), second], [("pong", b"\xff")] + TAKEN)
    message = push(VALID[22])
    at = message.index(VALID[22]) + 2
    whole = frame(TEXT, message)
    yield Case("a character in two pieces of the network", [whole[:at], whole[at:]], TAKEN)
    for escape in ("\\u0000", "\\u00e9", "\\ud83c\\udf37", "\\uffff", "\\\"\\\\\\/\\b\\f\\n\\r\\t"):
        message = push(escape.encode())
        pushed[-1] = json.loads(f'"{escape}"').encode()
        yield Case(f"escaped: {escape}", [frame(TEXT, message)], TAKEN)


def invalid_cases():
    for what, sequences in INVALID.items():
        for digits in sequences:
            content = bytes.fromhex(digits)
            message = ping().replace(b"ping", content)
            yield Case(f"{what}: {digits}", [frame(TEXT, message)], BAD_TEXT, True)
            yield Case(f"{what}: {digits} at the end", [frame(TEXT, content)], BAD_TEXT, True)
    for digits in ("c0af", "eda080", "f4908080", "ff", "f8808080af"):
        content = bytes.fromhex(digits)
        message = b'{"type":"' + content + b'"}'
        yield Case(f"{digits} at first", [frame(TEXT, message)], BAD_TEXT, True, FRESH)
        for place in range(1, len(content) + 1):
            yield Case(f"{digits} in fragments after {place}", cut(message, 9 + place), BAD_TEXT, True)
        # Nobody has to wait for the end of a message that is wrong already.
        yield Case(f"{digits} in a message that does not end", [frame(TEXT, message, final=False)], BAD_TEXT, True)
    for digits in ("c3", "e282", "f09f98"):
        content = bytes.fromhex(digits)
        yield Case(f"{digits}, and an empty last fragment", fragments(TEXT, [b"x" + content, b""]), BAD_TEXT, True)
    good = frame(TEXT, ping())
    yield Case("a good message, then a bad one", [good, ANSWERED, frame(TEXT, b"\xff")], UNDERSTOOD + BAD_TEXT, True)


CASES = [*invalid_cases()]
