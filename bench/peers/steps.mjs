// node steps.mjs STEP ENGINE FOLDER [OPTION]: one step of one workload with one engine, as
// wedsync_bench_steps does it for ours. Reads FOLDER/workload.json, prints JSON lines.
import fs from 'node:fs';
import path from 'node:path';
import { cost, Journal, median, packedSize, peakMb, print, readJournal } from './measure.mjs';

const [step, system, folder, option] = process.argv.slice(2);
const engine = await import(`./engines/${system}.mjs`);
const file = (name) => path.join(folder, name);
const workload = () => JSON.parse(fs.readFileSync(file('workload.json')));
const idOf = (record) => 'g' + record.toString(36).padStart(5, '0');
const keyed = (records) => Object.fromEntries(records.map((fields, i) => [idOf(i), fields]));
const share = (items, name) => items.slice(0, Math.ceil(items.length / (engine.divisor?.[name] ?? 1)));

function prepare() {
  fs.writeFileSync(file('base'), engine.save(engine.create({ guests: keyed(workload().guests) })));
}

async function w1() {
  const doc = engine.load(fs.readFileSync(file('base')), 1);
  const journal = new Journal(file('journal'), option === 'full');
  const all = share(workload().edits, 'W1');
  const edits = option === 'full' ? all.slice(0, Math.ceil((all.length * 3) / 10)) : all;
  const times = [];
  const spent = await cost(() => {
    for (const [record, field, value] of edits) {
      const start = performance.now();
      engine.set(doc, 'guests', idOf(record), field, value);
      journal.append(engine.take(doc));
      times.push(performance.now() - start);
    }
  });
  print({ workload: 'W1', system, durability: option, ops: edits.length, cpu_s: spent.cpu_s, wall_s: spent.wall_s,
    p50_us: median(times) * 1e3, peak_rss_mb: peakMb(),
    disk_bytes: fs.statSync(file('base')).size + fs.statSync(file('journal')).size });
}

/** Three replicas take turns; each has seen the batches before its own. */
function w2Prepare() {
  prepare();
  const base = fs.readFileSync(file('base'));
  const sources = [1, 2, 3].map((replica) => engine.load(base, replica));
  const journal = new Journal(file('batches'), false);
  workload().batches.forEach((batch, number) => {
    const source = sources[number % sources.length];
    const edits = batch.map(([record, field, value]) => [idOf(record), field, value]);
    if (engine.setAll) engine.setAll(source, 'guests', edits);
    else for (const edit of edits) engine.set(source, 'guests', ...edit);
    const bytes = engine.take(source);
    journal.append(bytes);
    for (const other of sources) if (other !== source) engine.apply(other, bytes, Boolean(engine.setAll));
  });
}

async function w2() {
  const base = fs.readFileSync(file('base'));
  const batches = [...readJournal(file('batches'))];
  const journal = new Journal(file('journal'), true);
  let doc;
  const spent = await cost(() => {
    doc = engine.load(base, 9);
    for (const batch of batches) {
      engine.apply(doc, batch, Boolean(engine.setAll));
      journal.append(batch);
    }
  });
  const ops = batches.length * 1_000;
  print({ workload: 'W2', system, kind: 'seen', ops, cpu_s: spent.cpu_s, wall_s: spent.wall_s,
    ops_per_cpu_s: ops / spent.cpu_s, peak_rss_mb: peakMb(), read: engine.read(doc, 'guests', idOf(0), 'rsvp') });
}

function edit(doc, change, created) {
  if (change.fields) engine.insert(doc, change.table, created, change.fields);
  else if (change.field) engine.set(doc, change.table, idOf(change.record), change.field, change.value);
  else engine.remove(doc, change.table, idOf(change.record));
}

function w3() {
  const sum = { session: 0, live: 0 };
  let ops = 0;
  const days = share(workload().days, 'W3');
  for (const day of days) {
    const tables = Object.fromEntries(Object.entries(day.base).map(([table, records]) => [table, keyed(records)]));
    const base = engine.save(engine.create(tables));
    day.staff.forEach((all, staff) => {
      const edits = share(all, 'W3');
      const [session, live] = [engine.load(base, 1 + staff), engine.load(base, 1 + staff)];
      edits.forEach((change, number) => {
        const created = `n${staff}-${number}`;
        edit(session, change, created);
        edit(live, change, created);
        sum.live += engine.take(live).length;
      });
      sum.session += packedSize(engine.take(session));
      ops += edits.length;
    });
  }
  for (const [kind, bytes] of Object.entries(sum)) {
    print({ workload: 'W3', system, kind, ops, bytes, bytes_per_edit: bytes / ops });
  }
}

async function w4() {
  const bytes = fs.readFileSync(file('base'));
  const spent = await cost(() => engine.read(engine.load(bytes, 1), 'guests', idOf(77), 'name'));
  print({ workload: 'W4', system, kind: 'open', ops: 1, cpu_s: spent.cpu_s, wall_s: spent.wall_s,
    peak_rss_mb: peakMb(), read: spent.result });
}

function w4Size() {
  const records = workload().guests.length;
  const bytes = fs.readFileSync(file('base'));
  print({ workload: 'W4', system, kind: 'size', ops: records, bytes_per_record: bytes.length / records,
    snapshot_bytes_per_record: packedSize(bytes, 5) / records });
}

async function w6() {
  const records = Number(option);
  const base = engine.save(engine.create({ guests: keyed(workload().guests.slice(0, records)) }));
  const [writer, reader] = [engine.load(base, 1), engine.load(base, 2)];
  // First meetings cost more; what is measured is two that know each other.
  for (const value of ['yes', 'maybe', 'no']) {
    await engine.exchange(writer, reader);
    engine.set(writer, 'guests', idOf(records >> 1), 'rsvp', value);
  }
  const spent = await cost(() => engine.exchange(writer, reader));
  if (engine.read(reader, 'guests', idOf(records >> 1), 'rsvp') !== 'no') throw new Error(`${system}: the change did not arrive`);
  print({ workload: 'W6', system, records, ops: 1, bytes: spent.result.bytes, cpu_s: spent.cpu_s,
    wall_s: spent.wall_s, peak_rss_mb: peakMb() });
}

const steps = { 'w1-prepare': prepare, w1, 'w2-prepare': w2Prepare, w2, w3, 'w4-prepare': prepare, w4, 'w4-size': w4Size, w6 };
if (!steps[step]) throw new Error(`no step ${step}; there are ${Object.keys(steps).join(', ')}`);
await steps[step]();
process.exit(0);
