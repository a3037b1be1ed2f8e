// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { FakeClient } from "../../testing/fake_client.ts";
import { apply, preview } from "./changes.ts";
import { understandColumns } from "./columns.ts";
import { parseCsv } from "./csv.ts";
import { readGuests } from "./guests.ts";
import { importDots, keepImport, keptImports, takeBack } from "./imports_kept.ts";
import { planOf } from "./plan.ts";

const scope = "9";
const first =
  "id,Name,E-Mail,Phone,Household,RSVP,Table,Diet\n" +
  "1,Ana García,ana@example.org,+49 170 5550100,García,Accepted,Rose,vegan\n" +
  "2,Bo & Cy Ek,bo@example.org,,Ek,No reply,Rose,\n";

let client: FakeClient;
beforeEach(() => {
  localStorage.clear();
  client = new FakeClient({ nowMs: 0, isEmpty: true, isOffline: true });
});

function planned(text: string) {
  const table = parseCsv(new TextEncoder().encode(text));
  return planOf(readGuests(table, understandColumns(table, "")).guests);
}
async function look(text: string, isOverwriting = false) {
  return preview(client, scope, planned(text), { isOverwriting, importDots: importDots(scope) });
}
async function bring(text: string, isOverwriting = false) {
  const outcomes = await look(text, isOverwriting);
  const dots = await apply(client, scope, outcomes, () => undefined);
  const count = (became: string) => outcomes.filter((each) => each.became === became).length;
  keepImport({
    scope,
    file: "x",
    ms: keptImports().length,
    created: count("created"),
    changed: count("changed"),
    dots,
    isTakenBack: false,
  });
  return [count("created"), count("changed"), count("unchanged"), count("leftOut")];
}
const guests = () => client.query({ collection: "guests", scopes: [scope] });
const one = async (name: string) =>
  (await guests()).find((row) => row.values.full_name === name) ?? expect.fail(name);

test("a list becomes guests and the tables it names; the same list again changes nothing", async () => {
  expect(await bring(first)).toEqual([4, 0, 0, 0]);
  const [table] = await client.query({ collection: "tables", scopes: [scope] });
  expect(table?.values.label).toBe("Rose");
  const ana = await one("Ana García");
  expect(ana.values).toMatchObject({
    import_key: "1",
    rsvp: "accepted",
    diets: ["vegan"],
    table: { record: table?.record },
  });
  expect((await one("Cy Ek")).values).toMatchObject({ import_key: "2#2", party: "Ek" });
  expect(await bring(first)).toEqual([0, 0, 4, 0]);
});

test("an edited list writes its edited cells, and leaves what a person wrote", async () => {
  await bring(first);
  const ana = await one("Ana García");
  await client.commit({
    scope,
    edits: [{ edit: "set", record: ana.record, field: "email", value: "new@example.org" }],
  });
  const edited = first.replace("ana@", "old@").replace("Accepted", "Declined");
  const [, anas] = await look(edited);
  const kept = anas?.differences.map((each) => [each.field, each.isKept]);
  expect(kept).toEqual([
    ["email", true],
    ["rsvp", true],
  ]);
  expect((await look(edited, true))[1]?.differences.every((each) => !each.isKept)).toBe(true);
  expect(await bring(edited, true)).toEqual([0, 1, 3, 0]);
  expect((await one("Ana García")).values).toMatchObject({
    email: "old@example.org",
    rsvp: "declined",
  });
});

test("an empty field is filled, an empty cell says nothing", async () => {
  await bring("Name,Phone\nAna García,\n");
  expect(await bring("Name,Phone\nAna García,+49 1\n")).toEqual([0, 1, 0, 0]);
  expect(await bring("Name,Phone\nAna García,\n")).toEqual([0, 0, 1, 0]);
  expect((await one("Ana García")).values.phone).toBe("+49 1");
});

test("nobody guesses between two of one name", async () => {
  await bring("Name,Phone\nAna Gil,1\nAna Gil,2\n");
  expect((await guests()).length).toBe(2);
  expect(await bring("Name,Phone\nAna Gil,2\nAna Gil,1\n")).toEqual([0, 0, 2, 0]);
  const outcomes = await look("Name,Phone\nAna Gil,1\nAna Gil,3\nAna Gil,4\n");
  expect(outcomes.map((each) => each.match.problem)).toEqual([null, "ambiguous", "ambiguous"]);
});

test("an id of another list is not believed, and a namesake is told", async () => {
  await bring(first);
  const [stranger] = await look("id,Name\n1,Hugo Moss\n");
  expect(stranger).toMatchObject({ became: "leftOut", match: { problem: "stranger" } });
  const [namesake] = await look("Name,Household\nAna García,Other\n");
  expect(namesake).toMatchObject({ became: "created", match: { isNamesake: true } });
});

test("a long list goes in several changes, each whole, with references across them", async () => {
  const rows = Array.from({ length: 300 }, (_, at) => `G${at} Lee,T${at % 20},a${at}@x.org,p${at}`);
  const steps: number[] = [];
  const outcomes = await look(`Name,Table,Email,Party\n${rows.join("\n")}\n`);
  const dots = await apply(client, scope, outcomes, (done) => steps.push(done));
  expect(dots.length).toBeGreaterThan(2);
  expect(steps.at(-1)).toBe(320);
  const tables = await client.query({ collection: "tables", scopes: [scope] });
  const labels = new Map(tables.map((row) => [row.record, row.values.label]));
  for (const row of await guests()) {
    const at = Number(/\d+/.exec(String(row.values.full_name))?.[0]);
    const table = row.values.table as { record: string };
    expect(labels.get(table.record)).toBe(`T${at % 20}`);
  }
});

test("a whole import is taken back", async () => {
  await bring(first);
  const [made] = keptImports();
  if (made) expect(await takeBack(client, made)).toBe(0);
  expect(await guests()).toEqual([]);
  expect(keptImports()[0]?.isTakenBack).toBe(true);
});

test("an import that stops tells what is in", async () => {
  const outcomes = await look(first);
  client.commit = () => Promise.reject(new Error("full"));
  await expect(apply(client, scope, outcomes, () => undefined)).rejects.toMatchObject({ dots: [] });
});
