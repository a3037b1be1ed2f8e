import type { FieldValue, RecordId, ScopeId } from "@wedsync/client";
import { madeUpForm, madeUpSubmissions } from "./fake_forms.ts";

/** A made-up day at a venue: five weddings with everything that belongs to them. */

export interface FakeRecord {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly collection: string;
  values: Record<string, FieldValue>;
}

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const firstNames =
  "Amina Anders Aoife Beatriz Björn Carla Chidi Chloé Daniel Dilek Eero Elena Emeka Farah Finn Gabriel Greta Hana Hanne Hugo Ines Ivo Jasmin Jonas José Kaito Karim Lars Leila Lina Lois Lucas Maëlle Marek Mila Nadia Ngozi Noor Olga Omar Per Petra Quentin Rania Rosa Ruth Sami Selin Sören Sunniva Tadeo Tobias Uma Viktor Wanda Yara Yusuf Zoë".split(
    " ",
  );
const lastNames =
  "Abara Adeyemi Allan Bakker Bello Castillo Chen Dubois Eriksen Fischer Garcia Haddad Hansen Hoang Ibrahim Jansen Kowalski Laurent Lindgren Lindqvist Linden Martins Meyer Mora Nakamura Nguyen Novak Nwosu O’Brien Okafor Okonkwo Olsen Peña Petrov Quiroga Rossi Saito Santos Schäfer Silva Sørensen Tanaka Thorne Ueda Vega Visser Wagner Yılmaz Zimmermann".split(
    " ",
  );
const meals = ["beef", "sea bass", "risotto"];
const diets = ["vegetarian", "gluten-free", "vegan", "halal", "lactose-free"];

interface Plan {
  readonly couple: string;
  readonly hall: string;
  readonly guests: number;
  readonly capacity: number;
  /** Share of the guests who are here already. */
  readonly arrived: number;
  readonly coordinator: string;
  /** Start (hours of the day), minutes, title, room, kind, owner, vendor's number, marks. */
  readonly items: readonly (readonly [
    number,
    number,
    string,
    string,
    string,
    string,
    (number | undefined)?,
    ("done" | "moved")?,
  ])[];
  /** Name, category, contact, due (hours), arrived (hours; null: not yet), gate. */
  readonly vendors: readonly (readonly [string, string, string, number, number | null, string])[];
}

const plans: readonly Plan[] = [
  {
    couple: "Okafor & Lindqvist",
    hall: "Orchard Barn",
    guests: 138,
    capacity: 150,
    arrived: 0.81,
    coordinator: "Ines Varga",
    items: [
      [10, 90, "Marquee and chairs", "Orchard Barn", "setup", "Tom Ashby", undefined, "done"],
      [12, 60, "Flowers in", "Orchard Barn", "setup", "Mara Bellini", 1, "done"],
      [14, 45, "Sound check", "Orchard Barn", "music", "Leo Strand", 2, "done"],
      [15, 45, "Ceremony", "Orchard", "ceremony", "Ines Varga", undefined, "done"],
      [16.25, 60, "Drinks and canapés", "Courtyard", "reception", "Priya Nair"],
      [16.667, 15, "Cake delivery", "Kitchen door", "meal", "Mara Bellini", 3],
      [17.25, 30, "Dinner call", "Courtyard to barn", "meal", "Ines Varga"],
      [17.75, 60, "Dinner, 138 covers", "Orchard Barn", "meal", "Tom Ashby", 0],
      [18.75, 45, "Speeches", "Top table", "speech", "Mara Bellini"],
      [19.5, 20, "Buffer", "Orchard Barn", "break", ""],
      [19.833, 10, "First dance", "Dance floor", "music", "Leo Strand", 2],
      [20, 120, "Band, first set", "Dance floor", "music", "Leo Strand", 2],
      [22.75, 10, "Sparkler exit", "South lawn", "photo", "Priya Nair", 4],
      [23, 90, "Clear the barn", "Orchard Barn", "teardown", "Tom Ashby"],
    ],
    vendors: [
      ["Hearth Catering", "catering", "Joan Pike", 13, 12.9, "Kitchen door"],
      ["Fern & Fable", "flowers", "Ada Fern", 11.5, 11.4, "North gate"],
      ["The Long Shadows", "music", "Kit Moran", 13.5, 13.7, "North gate"],
      ["Crumb & Co", "cake", "Bel Crumb", 16.5, null, "Kitchen door"],
      ["Aster Photo", "photo", "Nils Aster", 14, 13.9, "Main door"],
      ["Vale Coaches", "transport", "Dispatch", 23, null, "Car park"],
    ],
  },
  {
    couple: "Amari & Doyle",
    hall: "Lake House",
    guests: 70,
    capacity: 80,
    arrived: 0.91,
    coordinator: "Priya Nair",
    items: [
      [13, 40, "Ceremony", "Jetty", "ceremony", "Priya Nair", undefined, "done"],
      [14, 90, "Lunch", "Lake House", "meal", "Tom Ashby", 0, "done"],
      [16.5, 45, "Dessert", "Terrace", "meal", "Tom Ashby", 0],
      [17.25, 40, "Speeches", "Lake House", "speech", "Priya Nair", undefined, "moved"],
      [18, 30, "Cut the cake", "Lake House", "meal", "Priya Nair"],
      [18.583, 35, "Golden hour", "Jetty", "photo", "Leo Strand", 1],
      [19.25, 120, "Evening guests", "Lake House", "reception", "Mara Bellini"],
    ],
    vendors: [
      ["Oak Kitchen", "catering", "Sam Oak", 10, 9.9, "Lake road"],
      ["Vera Lens", "photo", "Vera Lund", 12, 12, "Main door"],
      ["Blue Note Trio", "music", "Ari Blue", 18, null, "Lake road"],
    ],
  },
  {
    couple: "Haddad & Rossi",
    hall: "Ballroom",
    guests: 240,
    capacity: 240,
    arrived: 0.84,
    coordinator: "Mara Bellini",
    items: [
      [15, 60, "Ceremony", "Chapel", "ceremony", "Mara Bellini", undefined, "done"],
      [16.5, 40, "Centrepieces", "Ballroom", "setup", "Mara Bellini", 1],
      [17.5, 30, "Seat guests", "Ballroom", "reception", "Tom Ashby"],
      [18, 95, "Dinner, 240 covers", "Ballroom", "meal", "Tom Ashby", 0],
      [19.667, 30, "Toast", "Ballroom", "speech", "Mara Bellini"],
      [20.5, 180, "Dancing", "Ballroom", "music", "Leo Strand", 2],
    ],
    vendors: [
      ["Saffron Table", "catering", "Rami Saab", 12, 12.2, "Kitchen door"],
      ["Petal Union", "flowers", "Greta Moss", 16.5, null, "South gate"],
      ["DJ Marin", "music", "Marin Tosi", 17.5, null, "South gate"],
    ],
  },
  {
    couple: "Nguyen & Mora",
    hall: "Winter Garden",
    guests: 96,
    capacity: 110,
    arrived: 0,
    coordinator: "Leo Strand",
    items: [
      [16.917, 30, "Sound check", "Winter Garden", "music", "Leo Strand", 1],
      [17.5, 50, "Doors open", "Foyer", "reception", "Priya Nair"],
      [18.5, 35, "Ceremony", "Winter Garden", "ceremony", "Leo Strand"],
      [19.083, 75, "Drinks reception", "Foyer", "reception", "Priya Nair", 0],
      [20.5, 90, "Dinner, 96 covers", "Winter Garden", "meal", "Tom Ashby", 0],
    ],
    vendors: [
      ["Lantern Kitchen", "catering", "Mai Tran", 15, 15.1, "Kitchen door"],
      ["String Theory", "music", "Ola Reis", 16.75, 16.7, "Main door"],
      ["Paper Moon", "flowers", "Iris Cole", 14, 14.2, "North gate"],
    ],
  },
  {
    couple: "Sato & Klein",
    hall: "Terrace",
    guests: 58,
    capacity: 60,
    arrived: 1,
    coordinator: "Tom Ashby",
    items: [
      [14, 40, "Ceremony", "Terrace", "ceremony", "Tom Ashby", undefined, "done"],
      [16.417, 50, "Toasts", "Terrace", "speech", "Tom Ashby"],
      [17.25, 30, "First dance", "Terrace", "music", "Leo Strand", 1],
      [17.833, 70, "Band, first set", "Terrace", "music", "Leo Strand", 1],
      [19.167, 40, "Sparkler exit", "Garden", "photo", "Priya Nair"],
    ],
    vendors: [
      ["Kombu Kitchen", "catering", "Ken Abe", 11, 10.9, "Kitchen door"],
      ["Copper Strings", "music", "Jo Klein", 13, 13, "Main door"],
      ["Vale Coaches", "transport", "Dispatch", 23.5, null, "Car park"],
    ],
  },
];

/** Every record of the day that begins at `dayMs`. `guestsEach` overrides the number of guests. */
export function fakeDay(dayMs: number, guestsEach?: number): FakeRecord[] {
  const records: FakeRecord[] = [];
  const roll = dice(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T;
  const at = (hours: number) => dayMs + Math.round(hours * 60) * 60_000;
  plans.forEach((plan, number) => {
    const scope: ScopeId = String(4_001 + number);
    let last = 0;
    const add = (collection: string, values: Record<string, FieldValue>): RecordId => {
      const record = `${scope}-${++last}`;
      records.push({ scope, record, collection, values });
      return record;
    };
    add("events", {
      name: plan.couple,
      couple: plan.couple,
      hall: plan.hall,
      status: "running",
      starts_at: at(Math.min(...plan.items.map(([hours]) => hours))),
      ends_at: at(25),
      expected_guests: plan.guests,
      capacity: plan.capacity,
      coordinator: plan.coordinator,
      notes: "Couple arrives by the side door. No confetti indoors.",
    });
    const vendors = plan.vendors.map(([name, category, contact, due, arrived, gate]) => {
      const phone = `+44 20 7946 0${100 + Math.floor(roll() * 800)}`;
      const contactRecord = add("contacts", {
        full_name: contact,
        company: name,
        phone,
        role: category,
      });
      const vendor = add("vendors", {
        name,
        category,
        status: "confirmed",
        contact: { record: contactRecord },
        contact_name: contact,
        phone,
        crew_size: 2 + Math.floor(roll() * 6),
        price_cents: 100_000 + Math.floor(roll() * 60) * 10_000,
        deposit_paid: roll() > 0.3,
      });
      add("arrivals", {
        label: category === "transport" ? "Coaches home" : name,
        vendor: { record: vendor },
        due_at: at(due),
        has_arrived: arrived !== null,
        ...(arrived !== null && { arrived_at: at(arrived) }),
        gate,
        vehicle: "Van",
      });
      return vendor;
    });
    plan.items.forEach(([hours, minutes, title, room, kind, owner, vendor, mark], order) => {
      const isDone = mark === "done";
      add("timeline_items", {
        title,
        place_in_order: `a${String(order).padStart(3, "0")}`,
        starts_at: at(hours) - (mark === "moved" ? 600_000 : 0),
        duration_min: minutes,
        room,
        kind,
        owner,
        is_done: isDone,
        delay_min: mark === "moved" ? 10 : 0,
        ...(isDone && { started_at: at(hours), ended_at: at(hours) + minutes * 60_000 }),
        ...(vendor !== undefined && { vendor: { record: vendors[vendor] ?? "" } }),
      });
    });
    const guests = guestsEach ?? plan.guests;
    const seatsEach = 10;
    const tables = Array.from({ length: Math.ceil(guests / 9.2) }, (_, index) => {
      const table = add("tables", {
        label: `Table ${index + 1}`,
        capacity: seatsEach,
        shape: index === 0 ? "head" : index % 5 === 4 ? "long" : "round",
        zone: index % 2 ? "Garden side" : "Stage side",
        x: (index % 5) * 180 + 120,
        y: Math.floor(index / 5) * 170 + 120,
        place: `a${String(index).padStart(3, "0")}`,
        is_locked: index === 0,
      });
      const seats = Array.from({ length: seatsEach }, (_seat, seat) =>
        add("seats", {
          label: `${index + 1}-${seat + 1}`,
          table: { record: table },
          number: seat + 1,
          kind: seat === 9 && index % 4 === 1 ? "wheelchair" : "standard",
        }),
      );
      return { table, seats, used: 0 };
    });
    let party = "";
    let left = 0;
    let tableAt = 0;
    for (let index = 0; index < guests; index++) {
      const family = left > 0 ? party : pick(lastNames);
      if (left <= 0) {
        party = family;
        left = 1 + Math.floor(roll() * 5);
      }
      left--;
      const isFriend = roll() > 0.82;
      const lastName = isFriend ? pick(lastNames) : family;
      const firstName = pick(firstNames);
      const isIn = index / guests < plan.arrived;
      const isSeated = roll() > 0.05;
      let place = {};
      if (isSeated) {
        while (tables[tableAt] && (tables[tableAt]?.used ?? 0) >= seatsEach) tableAt++;
        const table = tables[tableAt];
        if (table) {
          place = {
            table: { record: table.table },
            seat: { record: table.seats[table.used] ?? "" },
          };
          table.used++;
        }
      }
      const diet = roll() > 0.78 ? [pick(diets)] : [];
      add("guests", {
        full_name: `${firstName} ${lastName}`,
        first_name: firstName,
        last_name: lastName,
        email: `${firstName.toLowerCase()}@example.org`,
        phone: `+44 7700 900${100 + Math.floor(roll() * 800)}`,
        party: isFriend ? "College friends" : `${family} family`,
        side: pick(["first", "second", "both"]),
        rsvp: index % 41 === 40 && !isIn ? "declined" : "accepted",
        meal: pick(meals),
        diets: diet,
        ...(index % 29 === 12 && { allergies: pick(["nuts", "shellfish", "sesame"]) }),
        plus_ones: index % 23 === 7 ? 1 : 0,
        is_child: index % 19 === 11,
        needs_wheelchair: index % 47 === 9,
        checked_in: isIn,
        ...(isIn && { checked_in_at: at(Math.min(16.8, 15.5 + ((index * 37) % 81) / 60)) }),
        ...place,
      });
    }
    const noteOf = (title: string, body: string, author: string, hours: number, isPinned = false) =>
      add("notes", {
        title,
        body,
        author,
        written_at: at(hours),
        touched_at: at(hours),
        is_pinned: isPinned,
      });
    noteOf(
      "Rain plan",
      "If it rains at five, drinks move to the long gallery.\nTom has the keys.",
      "Mara Bellini",
      11,
      true,
    );
    noteOf(
      "Grandmother’s chair",
      "Seat by the wall, not by the band. Cushion in the office.",
      "Priya Nair",
      14.5,
    );
    for (const [title, assignee, hours, isDone, urgency] of [
      ["Candles on the tables", "Tom Ashby", 16, true, "normal"],
      ["Microphone for the speeches", "Leo Strand", 18.25, false, "high"],
      ["Move the gift table indoors", "Ines Varga", 17, false, "normal"],
      ["Count the blankets", "", 19, false, "low"],
    ] as const) {
      add("tasks", {
        title,
        assignee,
        due_at: at(hours),
        is_done: isDone,
        urgency,
        ...(isDone && { done_at: at(hours) }),
      });
    }
    const client = add("clients", {
      name: plan.couple,
      status: "booked",
      wedding_at: at(15),
      budget_cents: 2_400_000,
    });
    add("forms", {
      name: "Handover",
      client: { record: client },
      status: "draft",
      question_set: "handover",
      answers: "",
    });
    add("forms", {
      name: "Broken glass by the bar",
      status: "submitted",
      question_set: "incident",
      answers: JSON.stringify({ what: "A tray of glasses fell.", who: "Nobody hurt." }),
      submitted_at: at(15.6),
    });
    if (plan === plans[0]) {
      add("form_definitions", madeUpForm);
      for (const values of madeUpSubmissions(at(9))) add("forms", values);
    }
  });
  return records;
}
