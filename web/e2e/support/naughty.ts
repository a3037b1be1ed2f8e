import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Hub, program } from "./hub.ts";

const root = resolve(import.meta.dirname, "../../..");
const file = join(
  process.env.WEDSYNC_DATA ?? join(root, "../shared/data"),
  "suites/naughty-strings/blns.json",
);

/** Whether the list of strings is on this machine: it is no part of the repository. */
export const hasNaughtyTexts = existsSync(file);

/** What is nastiest for a screen, and how much of it is taken. */
const kinds: readonly (readonly [RegExp, number])[] = [
  [/<script|javascript:|onerror|onload|<iframe|<svg|<img/i, 22],
  [/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]/, 8],
  [/^[=+\-@]./, 5],
  [/^(undefined|null|NaN|true|constructor|hasOwnProperty|then|nil|-0|0x0)$/, 8],
  [/\p{Extended_Pictographic}/u, 6],
  [/[\u0600-\u06ff\u0590-\u05ff]/, 3],
  [/\u0336|[\u0300-\u036f]{3}/, 3],
  [/%s|%x|\$\{|\{\{|\{0\}/, 4],
  [/.{120}/, 3],
];

/** The worst of the "big list of naughty strings", and two of our own. */
export function naughtyTexts(): readonly string[] {
  const all: readonly string[] = JSON.parse(readFileSync(file, "utf8"));
  const chosen = new Set(["W".repeat(240), "   "]);
  for (const [kind, most] of kinds) {
    const found = all.filter((each) => kind.test(each));
    const step = Math.max(1, Math.floor(found.length / most));
    for (const [at, each] of found.entries()) {
      if (at % step === 0 && at / step < most) chosen.add(each);
    }
  }
  return [...chosen];
}

/** A guest list of the texts, for the import of the app. Cells are quoted; lists have no line ends within. */
export function naughtyList(texts: readonly string[]): string {
  const cell = (at: number) => `"${(texts[at % texts.length] ?? "").replaceAll('"', '""')}"`;
  const rows = texts.map((_, at) => [0, 7, 13, 19, 29, 37].map((by) => cell(at + by)).join(","));
  return ["Name,Party,Notes,Table,Allergies,Tags", ...rows].join("\n");
}

/** Sends the texts to the hub from another device, as everything that has a text: a record for each. */
export function sendNaughty(
  hub: Hub,
  scope: string,
  texts: readonly string[],
  nowMs: number,
): void {
  const text = (at: number) => texts[at % texts.length] ?? "";
  // An element of a set has 1 to 256 bytes.
  const label = (at: number) => text(at).slice(0, 60);
  const time = (minutes: number) => new Date(nowMs + minutes * 60_000).toISOString();
  const each = (fields: (at: number) => object) =>
    texts.map((_, at) => ({ id: randomUUID(), fields: fields(at) }));
  const collections = {
    events: [
      {
        id: randomUUID(),
        fields: {
          name: text(2),
          couple: text(3),
          hall: text(4),
          coordinator: text(5),
          status: "confirmed",
          starts_at: time(-240),
          ends_at: time(360),
          notes: text(6),
        },
      },
    ],
    guests: each((at) => ({
      full_name: text(at),
      party: text(at + 3),
      meal: text(at + 5),
      allergies: text(at + 9),
      diets: [label(at + 11)],
      tags: [label(at + 4)],
      phone: text(at + 8),
      email: text(at + 2),
      notes: text(at + 6),
      rsvp: "accepted",
    })),
    tables: each((at) => ({
      label: text(at),
      zone: text(at + 1),
      capacity: 8,
      shape: at % 2 ? "long" : "round",
      notes: text(at + 2),
    })),
    vendors: each((at) => ({
      name: text(at),
      contact_name: text(at + 2),
      email: text(at + 4),
      phone: text(at + 6),
      status: "booked",
      notes: text(at + 1),
    })),
    arrivals: each((at) => ({
      label: text(at),
      gate: text(at + 2),
      vehicle: text(at + 3),
      due_at: time(at * 7 - 120),
    })),
    timeline_items: each((at) => ({
      title: text(at),
      room: text(at + 1),
      owner: text(at + 2),
      starts_at: time(at * 6 - 120),
      duration_min: 15,
      notes: text(at + 4),
    })),
    tasks: each((at) => ({
      title: text(at),
      assignee: text(at + 1),
      notes: text(at + 2),
      due_at: time(at * 9 - 200),
    })),
    notes: each((at) => ({ title: text(at), body: text(at + 1), author: text(at + 2) })),
    forms: each((at) => ({
      name: text(at),
      question_set: at % 2 ? "incident" : text(at + 1),
      answers: text(at + 2),
      status: at % 3 ? "submitted" : "draft",
    })),
    clients: each((at) => ({
      name: text(at),
      email: text(at + 1),
      phone: text(at + 2),
      address: text(at + 3),
    })),
    contacts: each((at) => ({
      full_name: text(at),
      company: text(at + 1),
      role: text(at + 2),
      email: text(at + 3),
      phone: text(at + 4),
    })),
  };
  const path = join(hub.folder, "naughty.json");
  writeFileSync(
    path,
    JSON.stringify({ wedsync_export: 1, schema: "venue", schema_version: 1, scope, collections }),
  );
  const command = (...words: string[]) =>
    execFileSync(
      program,
      ["--data", join(hub.folder, "sender.wedsync"), "--person", text(7), ...words],
      { encoding: "utf8" },
    );
  command("join", hub.invite(text(7)), "--name", text(8));
  command("sync");
  command("import", path);
  command("sync");
}
