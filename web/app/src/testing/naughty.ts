import type { FakeRecord } from "./fake_data.ts";

/** What somebody might type, or send on purpose. */
export const naughtyTexts = [
  "<img src=x onerror=alert(1)>",
  "\u202egnp.exe\u202c reversed",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay as it is.
  "{count} **{name}** %s ${x}",
  "W".repeat(180),
  "👩‍👩‍👧‍👦 Zoë 🎉",
  "ليلى الحداد",
  "\"'><script>alert(2)</script>",
  "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308 Zalgo",
  "=HYPERLINK(1)",
  "javascript:alert(3)",
  "   ",
  "constructor __proto__",
] as const;

let next = 0;

const kept = new Set(["place_in_order", "question_set", "status", "kind", "rsvp", "shape", "side"]);

/** The record with every text in it replaced. */
export function naughty(record: FakeRecord): FakeRecord {
  const values = Object.fromEntries(
    Object.entries(record.values).map(([field, value]) =>
      typeof value === "string" && !kept.has(field) && field !== "category" && field !== "urgency"
        ? [field, naughtyTexts[next++ % naughtyTexts.length] ?? ""]
        : [field, value],
    ),
  );
  return { ...record, values };
}
