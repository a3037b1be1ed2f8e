"""Requests out of a description: what a schema of OpenAPI 3.1 allows, made up, and whether a value is what it says.

Knows the words of JSON Schema that docs/openapi.json uses and no others: one that it does not know is an error.
"""
import json
import pathlib
import re
import string

DOCUMENT = json.loads((pathlib.Path(__file__).resolve().parents[2] / "docs/openapi.json").read_text())
KNOWN = {"description", "summary", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "oneOf",
         "anyOf", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "maxItems", "minProperties", "$ref"}
TEXTS = ["Lena", "Crumb & Co", "Ærøskøbing", "مرحبا", "家族", "👰🏽‍♀️🤵", "a'b\"c\\d", "<b>x</b>", "‮rtl", "é", "x" * 60]
MOMENT = 1_809_165_600_000


def resolved(schema):
    unknown = set(schema) - KNOWN
    if unknown:
        raise AssertionError(f"openapi_cases.py does not know {unknown}")
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def made(schema, rng, name=""):
    """Some value that the schema allows."""
    schema = resolved(schema)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return made(rng.choice(schema[choice]), rng, name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return made_object(schema, rng)
    if kind == "array":
        return [made(schema["items"], rng) for _ in range(rng.randrange(min(schema.get("maxItems", 4), 6) + 1))]
    if kind == "boolean":
        return rng.random() < 0.5
    if kind == "integer":
        low, high = schema.get("minimum", -(2 ** 53)), schema.get("maximum", 2 ** 53)
        if name in ("timestamp", "achievedAt", "lastUpdated", "weddingAt", "expiresAt", "syncTimestamp", "batchTimestamp"):
            low, high = MOMENT, MOMENT + 10 ** 9
        return rng.choice([low, high, rng.randint(low, high)])
    return made_text(schema, rng, name)


def made_object(schema, rng):
    properties, required = schema.get("properties", {}), schema.get("required", [])
    value = {}
    for name in properties:
        # Which scope is meant is the test's matter.
        if name == "scope" or (name not in required and rng.random() < 0.4):
            continue
        value[name] = made(properties[name], rng, name)
    if not properties:
        value = {rng.choice(TEXTS): rng.choice([1, 2.5, None, True, "x", [1, [2]], {"deep": {"er": 1}}]) for _ in range(rng.randrange(3))}
    for name in properties:
        if len(value) < schema.get("minProperties", 0) and name != "scope":
            value.setdefault(name, made(properties[name], rng, name))
    return value


def made_text(schema, rng, name):
    if name == "id":
        return "".join(rng.choice(string.ascii_letters + "-_:") for _ in range(rng.randrange(8, 40)))
    if schema.get("format") == "email":
        return f"{rng.choice('abcdefgh')}{rng.randrange(1000)}@example.org"
    if "T[0-9]" in schema.get("pattern", ""):
        return f"2027-05-{1 + rng.randrange(28):02}T{rng.randrange(24):02}:00:{rng.randrange(60):02}{rng.choice(['', '.5', '.123'])}Z"
    text = rng.choice(TEXTS)
    most = schema.get("maxLength", 100)
    if rng.random() < 0.1:
        text = "x" * min(most, 600)
    while len(text.encode()) > most:
        text = text[:-1]
    return text or "x"


def faults(schema, value, where="body"):
    """What about a value is not as the schema says."""
    schema = resolved(schema)
    for choice, is_right in (("oneOf", lambda count: count == 1), ("anyOf", lambda count: count > 0)):
        if choice in schema and not is_right(sum(not faults(each, value) for each in schema[choice])):
            return [f"{where}: none of {choice}: {value!r}"]
    if "const" in schema and value != schema["const"]:
        return [f"{where}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    kind = schema.get("type")
    if kind and (not isinstance(value, types[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{where}: {value!r} is no {kind}"]
    found = []
    if kind == "object":
        found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            if name in schema.get("properties", {}):
                found += faults(schema["properties"][name], member, f"{where}.{name}")
            elif schema.get("additionalProperties") is False or schema.get("properties"):
                found.append(f"{where}: {name} is not described")
    if kind == "array":
        for index, item in enumerate(value):
            found += faults(schema["items"], item, f"{where}[{index}]")
    if kind == "integer" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{where}: {value} is out of bounds")
    if kind == "string" and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{where}: {value!r} is not {schema['pattern']}")
    return found


def posts():
    """(path, operation) of every endpoint that takes something."""
    return [(path, operations["post"]) for path, operations in DOCUMENT["paths"].items() if "post" in operations]


def body_schema(operation):
    return operation["requestBody"]["content"]["application/json"]["schema"]


def examples(operation):
    return {name: each["value"] for name, each in operation["requestBody"]["content"]["application/json"]["examples"].items()}
