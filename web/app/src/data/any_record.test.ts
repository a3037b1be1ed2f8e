import { expect, test } from "vitest";
import venue from "../../../../schemas/venue.json?raw";
import { fields } from "../words/en/fields.ts";
import { isLong, isMoney, isProtected, isTime, titleFields, valueWords } from "./any_record.ts";

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly type?: string;
  readonly protected?: boolean;
  readonly choices?: readonly string[];
}
const schema = JSON.parse(venue) as {
  readonly collections: readonly {
    readonly name: string;
    readonly title: string;
    readonly fields: readonly Field[];
  }[];
};
const all = schema.collections.flatMap((each) => each.fields);

test("what is said here of the fields is what the schema says", () => {
  for (const field of all) {
    const isOfTime = field.type === "time" || field.kind === "earliest" || field.kind === "latest";
    expect(isTime(field.name), field.name).toBe(isOfTime);
    expect(isProtected(field.name), field.name).toBe(field.protected === true);
    expect(isLong(field.name), field.name).toBe(field.kind === "text");
    if (isMoney(field.name)) expect(field.type).toBe("integer");
  }
  expect(titleFields).toEqual(
    Object.fromEntries(schema.collections.map((each) => [each.name, each.title])),
  );
});

test("every field has a name, and the choices of states have words", () => {
  for (const field of all) {
    expect(field.name in fields.en, field.name).toBe(true);
    if (!["status", "side", "rsvp", "urgency"].includes(field.name)) continue;
    for (const choice of field.choices ?? []) expect(`c_${choice}` in fields.en, choice).toBe(true);
  }
});

test("values read as people say them", () => {
  const now = new Date(2026, 8, 26, 12).getTime();
  const titles = (record: string) => (record === "t" ? "Table 7" : null);
  const words = (field: string, value: Parameters<typeof valueWords>[1]) =>
    valueWords(field, value, titles, now);
  expect(words("table", { record: "t" })).toBe("Table 7");
  expect(words("table", { record: "gone" })).toBe("…");
  expect(words("rsvp", "accepted")).toBe("coming");
  expect(words("meal", "accepted")).toBe("accepted");
  expect(words("is_done", true)).toBe("yes");
  expect(words("price_cents", 310_000)).toBe("3,100.00");
  expect(words("diets", ["vegan", "halal"])).toBe("vegan and halal");
  expect(words("diets", [])).toBe("nothing");
  expect(words("allergies", null)).toBe("nothing");
  expect(words("starts_at", now)).toMatch(/12:00/);
  expect(words("starts_at", now + 86_400_000)).toMatch(/27.*12:00/);
});
