"""Three devices behind recorded networks, with outages, play a recorded staff log over real sockets, and end as in virtual time.

`wedsync replay` deals the log to devices and plays it in virtual time; the same edits are made here by `wedsync set` at
three stores that stay in sync meanwhile. Who saw what of whom when he wrote depends on the networks, so which edits meet
as disagreements may differ between the two. What may not:

1. Every edit is in the history of its record exactly once, on every device, and nothing else is; the hub took as many.
2. A record that one device only wrote to ends the same, field by field. So does one of several devices where none met:
   of every other item an edit is made here when the one before it is seen, as in virtual time, where the log has pauses.
3. Of others, `status` and `owner`: what stands is, in both, among the last writes of each device, and the last write of
   the log stands in both, for nobody wrote after it. (An edit is made here when the one before it of the same record is
   on its device's disk, so that the order of the log is the order of the edits.) Where both have one value, it is the same.
4. After people decided each disagreement for the last write of the log, every `status` and `owner` is the same.

`note` is a text, which the hub may merge where two met: it is compared by 1 and 2 only.

--edits=N (WEDSYNC_EDITS) is how many edits of the log, --seed=N (WEDSYNC_SEED) that of outages and cuts.
"""
import collections
import json
import random
import sys
import threading
import time

import driver
from driver import DATA, equal
from drill_driver import WAIT_S, Device, check_equal, evidence, option, settle
from hub_driver import running_hub
from net_lab import lab_of, traces_of

EDITS = int(option("edits", "150"))
SEED = int(option("seed", str(time.time_ns() % 1_000_000)))
DEVICES = 3
JOINS_MAX = 20
FIELDS = ("status", "owner", "note")
LOG = DATA / "traces/usage/helpdesk-it.csv.xz"
NETWORKS = [DATA / "traces/network" / f"{name}.tar.xz"
            for name in ("zhuge-rest-wifi", "nyc-cell-2018", "pensieve-norway-3g")]
SCHEMA = {"name": "replay", "version": 1, "collections": [{"number": 1, "name": "items", "title": "title", "fields": [
    {"number": 1, "name": "title", "kind": "register", "importance": 50},
    {"number": 2, "name": "status", "kind": "register", "importance": 75},
    {"number": 3, "name": "owner", "kind": "register", "importance": 60},
    {"number": 4, "name": "note", "kind": "text", "importance": 40}]}]}


class Staff(threading.Thread):
    """Makes the edits of one device, in their order."""

    def __init__(self, device, index, edits, records, is_made):
        super().__init__(daemon=True)
        self.device, self.records, self.is_made, self.problem = device, records, is_made, None
        self.edits = [(number, edit) for number, edit in enumerate(edits) if edit["device"] == index]
        self.own = {number for number, _ in self.edits}
        self.before, self.ordinals = orders_of(edits)

    def run(self):
        try:
            for number, edit in self.edits:
                before = self.before.get(number)
                if before is not None and not self.is_made[before].wait(WAIT_S * 10):
                    raise AssertionError(f"edit {before} was not made")
                if before is not None and edit["item"] % 2 == 0 and before not in self.own:
                    self.wait_to_see(edit["item"], self.ordinals[number])
                self.make(edit)
                self.is_made[number].set()
        except Exception as problem:
            self.problem = problem

    def wait_to_see(self, item, count):
        """All earlier edits of the item, whoever made them."""
        for pause_s in (2, 3, 5, 8, *[15] * 60):
            # The sync steps aside for each look, and has to connect again: it gets its time.
            time.sleep(pause_s)
            ran = self.device.run("history", self.records[item], "--json", code=None)
            if ran.code == 0 and len(edits_in(ran.json())) == count:
                return
        raise AssertionError(f"{self.device.name} has not seen {count} edits of item {item}")

    def make(self, edit):
        words = [f"{field}={edit[field]}" for field in FIELDS]
        # The store may be in use by the sync for some seconds on a busy machine: nothing was changed then.
        for _ in range(20):
            ran = self.device.run("set", self.records[edit["item"]], *words, code=None)
            if ran.code == 0:
                return
            if "is open in another program" not in ran.error:
                break
        raise AssertionError(f"{edit}: {ran.code} {ran.error}")


def in_virtual_time(bench):
    """The edits with their devices, and how each item ends."""
    replayed = bench.json("replay", "--usage", LOG, "--network", NETWORKS[1], "--devices", DEVICES, "--away", 0,
                          "--limit", EDITS, "--output", "script.json")
    equal(replayed["converged"], True, "in virtual time")
    script = json.loads((bench.folder / "script.json").read_text())
    ends = {end.pop("item"): end for end in script["ends"]}
    print(f"in virtual time: {replayed['conflicts']} disagreements, {replayed['auto_merged']} settled", flush=True)
    return script["edits"], ends


def orders_of(edits):
    """Of each edit the one before it that is of the same item, and how many of these there are."""
    last, before, counts, ordinals = {}, {}, collections.Counter(), []
    for number, edit in enumerate(edits):
        if edit["item"] in last:
            before[number] = last[edit["item"]]
        last[edit["item"]] = number
        ordinals.append(counts[edit["item"]])
        counts[edit["item"]] += 1
    return before, ordinals


def connect(bench, lab, hub, devices, chance):
    for place, device, archive in zip(lab.places, devices, NETWORKS):
        name, trace = chance.choice(sorted(traces_of(archive).items()))
        print(f"{device.name}: {archive.stem.split('.')[0]}/{name}", flush=True)
        place.connect(hub.port, bench.file(f"{device.name}.csv", trace), offset_ms=chance.randrange(600_000),
                      delay_ms=chance.choice((10, 40, 80)), cut_after_s=15, seed=chance.randrange(1000))
        # A link that is cut while a device joins takes the invitation with it: another one is made.
        for _ in range(JOINS_MAX):
            if device.try_join(hub, place.url):
                break
        else:
            raise AssertionError(f"{device.name} did not get in")


def play(lab, staff, chance):
    """Until all edits are made; meanwhile links go down and come back. How many did."""
    outages = 0
    for device in staff:
        device.start()
    while any(device.is_alive() for device in staff):
        time.sleep(chance.uniform(0.5, 5))
        place = chance.choice(lab.places)
        place.set_link("down")
        outages += 1
        time.sleep(chance.uniform(1, 10))
        place.set_link("up")
    for device in staff:
        device.join()
        if device.problem:
            raise device.problem
    return outages


def what_stands(device, records):
    """By item and field, every value that stands there."""
    items = {record: item for item, record in records.items()}
    ends = {items[record]: {field: [value] for field, value in row["fields"].items()}
            for record, row in device.rows("items").items()}
    for conflict in device.json("conflicts")["conflicts"]:
        ends[items[conflict["record"]]][conflict["field"]] = sorted({value["value"] for value in conflict["values"]})
    return ends


def edits_in(history):
    """What the hub settled about a text is a change too, and none of these."""
    written = ({effect["field"]: effect["value"] for effect in change["effects"] if not effect["removed"]}
               for change in history["changes"])
    return [tuple(fields[field] for field in FIELDS) for fields in written if set(FIELDS) <= set(fields)]


def check_histories(device, edits, records):
    wanted = collections.defaultdict(list)
    for edit in edits:
        wanted[edit["item"]].append(tuple(edit[field] for field in FIELDS))
    for item, record in records.items():
        history = device.json("history", record)
        equal(history["is_whole"], True, f"item {item}")
        equal(sorted(edits_in(history)), sorted(wanted[item]), f"the edits of item {item} on {device.name}")


def compare(real, virtual, edits):
    """Points 2 and 3; gives how many records were compared how."""
    equal(real.keys(), virtual.keys())
    last_of, devices_of = {}, collections.defaultdict(dict)
    for edit in edits:
        last_of[edit["item"]] = edit
        devices_of[edit["item"]][edit["device"]] = edit
    counts = collections.Counter()
    for item, end in real.items():
        equal(end["title"], virtual[item]["title"])
        has_met = any(len(values) > 1 for values in virtual[item].values())
        if len(devices_of[item]) == 1 or (item % 2 == 0 and not has_met):
            counts["by one device" if len(devices_of[item]) == 1 else "by several in turn"] += 1
            equal(end, virtual[item], f"item {item}")
            continue
        counts["by several at once"] += 1
        for field in ("status", "owner"):
            possible = {edit[field] for edit in devices_of[item].values()}
            for where, values in (("over sockets", end[field]), ("in virtual time", virtual[item][field])):
                equal(set(values) - possible, set(), f"{field} of item {item}, {where}: {values}")
                equal(last_of[item][field] in values, True, f"the last {field} of item {item}, {where}: {values}")
            if len(end[field]) == len(virtual[item][field]) == 1:
                counts["fields without a disagreement"] += 1
            elif end[field] == virtual[item][field]:
                counts["fields with the same disagreement"] += 1
            else:
                counts["fields where edits met in one of them only"] += 1
    return counts, last_of


def decide_all(device, records, last_of):
    """For the last write of the log; gives how many."""
    items = {record: item for item, record in records.items()}
    decided = 0
    for conflict in device.json("conflicts")["conflicts"]:
        if conflict["field"] == "note":
            continue
        wanted = last_of[items[conflict["record"]]][conflict["field"]]
        number = next(value["number"] for value in conflict["values"] if value["value"] == wanted)
        device.run("decide", conflict["record"], conflict["field"], "--take", str(number))
        decided += 1
    return decided


def metrics_of(hub, lab):
    """Asked from within the hub's namespace: its operations are for its own machine."""
    code = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:{hub.operations}/metrics').read().decode())"
    done = driver.subprocess.run([*lab.prefix, sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {words[0]: float(words[1]) for words in map(str.split, done.stdout.splitlines())
            if len(words) == 2 and not words[0].startswith("#")}


def test_a_recorded_log_over_recorded_networks(bench):
    missing = [path for path in (LOG, *NETWORKS) if not path.exists()]
    if missing:
        print(f"SKIPPED(data): {missing[0].relative_to(DATA)} is not here")
        return
    with lab_of(DEVICES) as lab:
        if lab is None:
            return
        print(f"seed {SEED}, {EDITS} edits", flush=True)
        chance = random.Random(SEED)
        bench.environment["WEDSYNC_SCHEMA"] = str(bench.file("schema.json", json.dumps(SCHEMA)))
        edits, virtual = in_virtual_time(bench)
        with running_hub(bench, "desk", prefix=lab.prefix) as hub:
            devices = [Device(bench, f"device{place.number}", place.prefix) for place in lab.places]
            connect(bench, lab, hub, devices, chance)
            records = {item: devices[0].json("add", "items", f"title=item {item}")["id"] for item in sorted(virtual)}
            settle(devices)
            is_made = [threading.Event() for _ in edits]
            staff = [Staff(device, index, edits, records, is_made) for index, device in enumerate(devices)]
            for device in devices:
                device.watch()
            outages = play(lab, staff, chance)
            for device in devices:
                equal(device.end_watch(), 0)
            settle(devices)
            check_equal(devices, ("items",))
            for device in devices:
                check_histories(device, edits, records)
            accepted = metrics_of(hub, lab)["wedsync_hub_changes_accepted_total"]
            equal(accepted, len(records) + len(edits), "changes that the hub took")
            counts, last_of = compare(what_stands(devices[0], records), virtual, edits)
            decided = decide_all(devices[0], records, last_of)
            settle(devices)
            check_equal(devices, ("items",))
            for device in devices:
                for item, end in what_stands(device, records).items():
                    for field in ("status", "owner"):
                        stands = virtual[item][field]
                        equal(end[field], stands if len(stands) == 1 else [last_of[item][field]], f"{field} of {item}")
            figures = [place.disconnect() for place in lab.places]
    cuts = sum(each["cuts"] for each in figures)
    note = (f"seed {SEED}; {len(records)} records, {dict(counts)}; {outages} outages, {cuts} cuts, "
            f"{sum(each['connections'] for each in figures)} connections; {decided} fields decided")
    evidence("drills", claim="P7", what="edits of a recorded staff log over real sockets, by three devices in network "
             "namespaces behind recorded networks, that end as in virtual time", value=len(edits), of=len(edits),
             unit="edits", command="ctest --preset full -R e2e.net", note=note)


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
