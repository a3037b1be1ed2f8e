import { describe, expect, test } from "vitest";
import columnsSource from "../../../../../importers/guest_columns.cpp?raw";
import wordsSource from "../../../../../importers/guest_words.cpp?raw";
import { understandColumns } from "./columns.ts";
import { readNames } from "./couples.ts";
import { NoListError, parseCsv } from "./csv.ts";
import { folded } from "./fold.ts";
import { type GuestList, readGuests } from "./guests.ts";
import { headerNames } from "./header_names.ts";
import { rsvpWords } from "./rsvp_words.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
function read(content: string | Uint8Array, event = ""): GuestList {
  const table = parseCsv(typeof content === "string" ? bytes(content) : content);
  return readGuests(table, understandColumns(table, event));
}
const told = (list: GuestList) =>
  list.guests.map(
    (guest) =>
      [
        guest.fullName,
        guest.party,
        guest.table,
        guest.rsvp,
        guest.meal,
        guest.email,
        guest.importKey,
      ].join("/") + (guest.plusOnes ? ` +${guest.plusOnes}` : ""),
  );
const problems = (list: GuestList) =>
  list.errors.map((each) => [each.line, each.column, each.problem, each.isRowLost]);

describe("the words are those of the command", () => {
  test("headers", () => {
    const theirs = [...columnsSource.matchAll(/HeaderName\{"(\w+)", Column::k(\w)(\w*)\}/g)].map(
      ([, name, first, rest]) => [name, `${first?.toLowerCase()}${rest}`],
    );
    const ours = Object.entries(headerNames).flatMap(([column, names]) =>
      names.split(" ").map((name) => [name, column]),
    );
    expect(theirs.length).toBeGreaterThan(200);
    expect(ours.toSorted()).toEqual(theirs.toSorted());
  });

  test("answers, in their order", () => {
    const theirs = [...wordsSource.matchAll(/RsvpWord\{"(\w+)", "(\w+)"(, Fit::kWhole)?\}/g)].map(
      ([, word, rsvp, whole]) => ({ word, rsvp, isWhole: whole !== undefined }),
    );
    expect(theirs.length).toBeGreaterThan(40);
    expect(rsvpWords).toEqual(theirs);
  });
});

test("columns are known by many names", () => {
  const list = read(
    "First Name,LAST_NAME,Email Address,Mobile,Group,RSVP Status,Table Number,Seat,Meal Choice," +
      "Dietary restrictions,Allergies,Tags,Notes,Shoe size\n" +
      'Zoë,Ångström,zoe@example.org,+1 555 0100,Ångström,Accepted,7,3,Fish,"vegan; halal",nuts,' +
      "family,likes jazz,38\n",
  );
  expect(list.guests).toEqual([
    {
      importKey: "",
      fullName: "Zoë Ångström",
      firstName: "Zoë",
      lastName: "Ångström",
      email: "zoe@example.org",
      phone: "+1 555 0100",
      party: "Ångström",
      side: "",
      rsvp: "accepted",
      isRsvpSaid: true,
      table: "7",
      seat: "3",
      meal: "Fish",
      diets: ["vegan", "halal"],
      allergies: "nuts",
      notes: "likes jazz",
      tags: ["family"],
      plusOnes: 0,
      isChild: false,
      needsWheelchair: false,
      line: 2,
    },
  ]);
  expect(list.unknownColumns).toEqual(["Shoe size"]);
  expect(list.errors).toEqual([]);
});

test("further guests of a row are guests", () => {
  const list = read(
    "Name,Plus One,Additional Guest 1,Additional Guest 2,Table\n" +
      "Ann Lee,Bo Lee,Cy Lee,,4\nDee Fox,2,,,\nEve Gray,yes,,,\nFay Hill,no,,,\n",
  );
  expect(told(list)).toEqual([
    "Ann Lee/Ann Lee/4/invited///",
    "Bo Lee/Ann Lee/4/invited///",
    "Cy Lee/Ann Lee/4/invited///",
    "Dee Fox///invited/// +2",
    "Eve Gray///invited/// +1",
    "Fay Hill///invited///",
  ]);
});

test("answers are understood", () => {
  const list = read(
    "name,rsvp / Ceremony\na,Accepted (2 of 3)\nb,Declined\nc,No reply\nd,Not attending\n" +
      "e,Maybe\nf,Yes\ng,no\nh,\ni,Not sent\n",
  );
  expect(list.guests.map((guest) => guest.rsvp)).toEqual(
    "accepted declined invited declined tentative accepted declined invited invited".split(" "),
  );
});

test("rows in error are told", () => {
  const list = read(
    "name;email;rsvp;plus ones allowed\nAnn;ann@;perhaps;many\n;x@example.org;;\nBo;;;;;z",
  );
  expect(problems(list)).toEqual([
    [2, "email", "notEmail", false],
    [2, "rsvp", "answer", false],
    [2, "plus ones allowed", "notNumber", false],
    [3, "name", "noName", true],
    [4, "6", "beyond", false],
  ]);
  expect(list.guests.length).toBe(2);
});

test("households have partners", () => {
  expect(
    told(
      read(
        "Title,First Name,Last Name,Partner Title,Partner First Name,Partner Last Name,Email\n" +
          "Ms,Ann,Lee,Mr,Bo,Ek,a@x.org\n,Cy,Orr,,,,\n",
      ),
    ),
  ).toEqual([
    "Ann Lee/Ann Lee//invited//a@x.org/",
    "Bo Ek/Ann Lee//invited///",
    "Cy Orr///invited///",
  ]);
  expect(
    told(
      read(
        "Bidder Number,Guest First Name,Guest Last Name,Guest 2 First Name,Guest 2 Last Name," +
          'Guest 1 and 2 Full Names\n7,Jo,Doe,Jane,Doe,Jo & Jane Doe\n8,,,,,"Roe, Al and Bea"\n',
      ),
    ),
  ).toEqual([
    "Jo Doe/Jo Doe//invited///7",
    "Jane Doe/Jo Doe//invited///7#2",
    "Al Roe/Roe, Al and Bea//invited///8",
    "Bea Roe/Roe, Al and Bea//invited///8#2",
  ]);
  expect(
    told(
      read(
        "Name,Party,RSVP\nRoss,Ross household (3),Accepted (2 of 3)\nLee,Lee (4),No reply\n" +
          "Orr,Orr (2),Declined\n",
      ),
    ),
  ).toEqual([
    "Ross/Ross household//accepted/// +1",
    "Lee/Lee//invited/// +3",
    "Orr/Orr//declined///",
  ]);
});

test("couples are two", () => {
  expect(told(read("Name,Email,Table,RSVP\nAnna & Ben Smith,a@x.org,4,yes\n"))).toEqual([
    "Anna Smith/Anna & Ben Smith/4/accepted//a@x.org/",
    "Ben Smith/Anna & Ben Smith/4/accepted///",
  ]);
  expect(told(read("First Name,Last Name\nAnna and Ben,Smith\n"))).toEqual([
    "Anna Smith/Anna and Ben Smith//invited///",
    "Ben Smith/Anna and Ben Smith//invited///",
  ]);
});

test.each([
  ["Anna & Ben Smith", "Anna|Smith; Ben|Smith"],
  ["Anna Jones and Ben Smith", "Anna|Jones; Ben|Smith"],
  ["John/Jane Doe", "John|Doe; Jane|Doe"],
  ["Doe, John and Jane", "John|Doe; Jane|Doe"],
  ["Ana y Luis García", "Ana|García; Luis|García"],
  ["Anna, Ben & Cy Lee", "Anna|Lee; Ben|Lee; Cy|Lee"],
  ["Anna & Ben van der Berg", "Anna|van der Berg; Ben|van der Berg"],
  ["Anna & Ben", "Anna|; Ben|"],
  ["Mr and Mrs Smith", "|Smith (Mr Smith); |Smith (Mrs Smith)"],
  ["Mr. & Mrs. John Smith", "John|Smith; |Smith (Mrs. Smith)"],
  ["Ann Lee +1", "Ann|Lee +1"],
  ["Ann Lee + 1", "Ann|Lee +1"],
  ["Ann Lee & Guest", "Ann|Lee +1"],
  ["Ann Lee plus one", "Ann|Lee +1"],
  ["Ann & Bo Lee +2", "Ann|Lee; Bo|Lee +2"],
  ["Ann Lee and family", "Ann|Lee ~family"],
  ["Anna Maria Bell", "Anna Maria|Bell"],
  ["José Ortega y Gasset", "José Ortega y|Gasset"],
  ["Cher", "Cher|"],
  ["&", "&|"],
  ["Mr", "Mr|"],
  ["", "|"],
])("%s", (text, expected) => {
  const cell = readNames(text);
  const guests = cell.guests.map(({ full, first, last }) => {
    const isJoined = full === `${first} ${last}` || full === first + last;
    return `${first}|${last}${isJoined ? "" : ` (${full})`}`;
  });
  const plus = cell.plusOnes ? ` +${cell.plusOnes}` : "";
  expect(guests.join("; ") + plus + (cell.uncounted && ` ~${cell.uncounted}`)).toBe(expected);
});

test("no name is lost, whatever the cell holds", () => {
  const many = Array.from({ length: 40 }, (_, at) => `P${at} Lee`).join(" & ");
  expect(readNames(many).guests.length).toBe(1);
  for (const text of ["& &", ", &", "Mr & Mrs", "and", "a & ,", ", , and b", "/ /a", "e e e e"]) {
    const { guests } = readNames(text);
    expect(guests.length, text).toBeGreaterThan(0);
    for (const guest of guests) expect(guest.full, text).not.toBe("");
  }
});

test("columns are named after events", () => {
  const list =
    "First Name,Last Name,Welcome Drinks,Meal Choice,Wedding Day,Meal Choice,Favourite song\n" +
    "Ann,Lee,Attending,Soup,Declined,Fish,Yes\nBo,Ek,No Response,,Attending,Beef,Halo\n" +
    "Cy,Orr,Attending,Soup,,,Jolene\n";
  expect(told(read(list))).toEqual([
    "Ann Lee///accepted/Soup//",
    "Bo Ek///invited///",
    "Cy Orr///accepted/Soup//",
  ]);
  const day = read(list, "Wedding Day of Ann");
  expect(told(day)).toEqual(["Ann Lee///declined/Fish//", "Bo Ek///accepted/Beef//"]);
  expect(day).toMatchObject({ notInvited: 1, event: "Wedding Day" });
  expect(day.unknownColumns).toEqual(["Welcome Drinks", "Meal Choice", "Favourite song"]);
});

test("a matrix of ceremonies is read", () => {
  const list =
    "fullName,email,mehndi,sangeet,reception\nAnn Lee,,2,0,3\nBo Ek,,-1,1,1\nCy Orr,,1,1,0\n";
  const reception = read(list, "Reception");
  expect(told(reception)).toEqual(["Ann Lee///invited/// +2", "Bo Ek///invited///"]);
  expect(reception.notInvited).toBe(1);
  expect(problems(read(list))).toEqual([[3, "mehndi", "noLimit", false]]);
});

test("tables are found in tags and between rows", () => {
  expect(
    told(
      read('\ufefffirst name,last name,tags,rsvp / reception\nAnn,Lee,"family, Table 5",Accept\n'),
    ),
  ).toEqual(["Ann Lee//Table 5/accepted///"]);
  expect(told(read("Guest\nTable 1\nAnn Lee\nBo Ek\nTable 2\nCy Orr\n"))).toEqual([
    "Ann Lee//Table 1/invited///",
    "Bo Ek//Table 1/invited///",
    "Cy Orr//Table 2/invited///",
  ]);
});

test("cells help where headers do not", () => {
  const list = read(
    "Name,Kontakt 1,Kontakt 2,Wo\nAnn Lee,a@x.org,+49 170 5550100,Tisch 3\n" +
      "Bo Ek,b@x.org,'+49 170 5550101,Tisch 4\n",
  );
  expect(list.guests[1]).toMatchObject({
    email: "b@x.org",
    phone: "+49 170 5550101",
    table: "Tisch 4",
  });
  expect(list.unknownColumns).toEqual([]);
});

test("headers are known in other languages", () => {
  expect(
    told(
      read(
        "VORNAME;Nachname;E-Mail-Adresse;Tischnummer;Zusage;Menüwahl\n" +
          "Jörg;Weiß;j@x.org;7;Zugesagt;Fisch\n",
      ),
    ),
  ).toEqual(["Jörg Weiß//7/accepted/Fisch/j@x.org/"]);
  expect(told(read("Prénom\tNom de famille\tRéponse\nAna\tRoux\tNon\n"))).toEqual([
    "Ana Roux///declined///",
  ]);
  expect(told(read("Nombre|Apellidos|Asistencia\nAna|Gil|Sí, claro\n"))).toEqual([
    "Ana Gil///accepted///",
  ]);
});

test("rows that cannot be read are listed, the rest is taken", () => {
  const list = read('id,name\n1,Ann Lee\n2,"Bo" Ek\n1,Cy Orr\n3,Di Fox\n');
  expect(told(list)).toEqual(["Ann Lee///invited///1", "Di Fox///invited///3"]);
  expect(problems(list)).toEqual([
    [3, "2", "afterQuote", true],
    [4, "id", "sameId", true],
  ]);
});

test("quoted cells hold separators, quotes and line ends", () => {
  const list = read('name,notes\r\n"Lee, Ann","two\r\nlines ""x"""\r\nBo Ek,\r\n');
  expect(list.guests.map((guest) => [guest.fullName, guest.notes, guest.line])).toEqual([
    ["Ann Lee", 'two\r\nlines "x"', 2],
    ["Bo Ek", "", 4],
  ]);
});

test("what is no guest list is refused, with the reason", () => {
  const problem = (text: string | Uint8Array) => {
    try {
      read(text);
    } catch (error) {
      return error instanceof NoListError ? error.problem : error;
    }
    return null;
  };
  expect(problem("t_ms,down_kbps\n0,1\n")).toBe("noNames");
  expect(problem("")).toBe("empty");
  expect(problem('name\n"Ann')).toBe("quoteOpen");
  expect(problem("a\0b")).toBe("noText");
  expect(problem(`name\n${"x".repeat(20_000)}`)).toBe("cellTooLong");
  expect(problem(`name\n${"a\n".repeat(100_001)}`)).toBe("tooManyRows");
  expect(problem(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]))).toBe("noText");
  expect(read("name\n").guests).toEqual([]);
});

test("encodings and separators make no difference", () => {
  const text = "Vorname;Nachname;Tischnummer\nZoë;Weiß;7\n";
  const utf16 = (isBig: boolean) => {
    const all = `\ufeff${text}`;
    const view = new DataView(new ArrayBuffer(all.length * 2));
    for (const [at, unit] of all.split("").entries()) {
      view.setUint16(at * 2, unit.charCodeAt(0), !isBig);
    }
    return new Uint8Array(view.buffer);
  };
  const latin = Uint8Array.from(text.split("").map((c) => c.charCodeAt(0)));
  for (const content of [
    text,
    `\ufeff${text}`,
    utf16(false),
    utf16(true),
    latin,
    text.replaceAll(";", "\t"),
    text.replaceAll(";", "|"),
    `sep=;\r\n${text}`,
  ]) {
    const [guest] = read(content).guests;
    expect([guest?.fullName, guest?.table]).toEqual(["Zoë Weiß", "7"]);
  }
});

test("words are compared without case, accents and signs", () => {
  expect(folded("Téléphone n° 1")).toBe("telephonen\u00b01");
  expect(folded("E-Mail\u00a0Adresse")).toBe("emailadresse");
  expect(folded("ŽLUŤOUČKÝ ß")).toBe("zlutouckys");
});

interface Format {
  readonly id: string;
  readonly header?: readonly string[];
  readonly headerPartial?: readonly string[];
}
const found = import.meta.glob<string>(
  "../../../../../../shared/data/real/seating/csv-formats.json",
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);
const [formats] = Object.values(found);

/** A cell that fits the column, as its program would write it. */
function cellFor(header: string): string {
  const cells = [
    ["email", "ann@example.org"],
    ["rsvp", "Accepted"],
    ["mehndi", "1"],
    ["sangeet", "0"],
    ["ceremony", "2"],
    ["reception", "1"],
    ["plus", "no"],
    ["ticket_id", "T1"],
    ["bidder", "7"],
    ["additional guest 1", "Cy Orr"],
    ["additional guest 2", ""],
    ["first name", "Ann"],
    ["first_name", "Ann"],
    ["last name", "Lee"],
    ["last_name", "Lee"],
    ["name", "Ann Lee"],
    ["phone", "+1 555 0100"],
    ["mobile", "+1 555 0100"],
  ] as const;
  return cells.find(([part]) => header.toLowerCase().includes(part))?.[1] ?? "";
}

/** What each header of the collection is left without: no place for it, or another event's. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  "zola-upload": ["Street Address 1", "Street Address 2", "City", "State/Region", "Postal Code"],
  "aisle.wedding-template": ["Address", "Save-the-date", "Thank-you"],
  "tofino-tickets": [
    "Address",
    "City",
    "State",
    "Zip",
    "City State Zip",
    "Full Address",
    "Guest 1 and 2 First Names",
  ],
  "sine-invitations": ["From", "To", "Type", "Site Name", "Host Email", "Subject"],
  "perfecttableplan-proximity": ["Next to", "Near to", "Not next to", "Not near to"],
  "eventbrite-attendee": ["order_id", "quantity", "created", "modified", "barcode"],
  "multi-ceremony-matrix": ["mehndi", "sangeet", "reception"],
  "goaing-to-the-chapel": ["groupId", "isPrimaryContact"],
};

if (formats === undefined) console.log("SKIPPED(data): real/seating/csv-formats.json is not here");
test.skipIf(formats === undefined)("every known dialect is recognised", () => {
  let tested = 0;
  for (const form of (JSON.parse(formats ?? "{}") as { formats: readonly Format[] }).formats) {
    const named = form.header ?? form.headerPartial;
    if (!named) continue;
    const header = named.map((name) => name.replace("<event name>", "Reception"));
    const list = read(`${header.join(",")}\n${header.map(cellFor).join(",")}\n`, form.id);
    expect(list.errors, form.id).toEqual([]);
    expect(list.unknownColumns.toSorted(), form.id).toEqual((leftOut[form.id] ?? []).toSorted());
    expect(
      list.guests.map((guest) => guest.fullName),
      form.id,
    ).toContain("Ann Lee");
    if (/rsvp/i.test(header.join(""))) expect(list.guests[0]?.rsvp, form.id).toBe("accepted");
    tested++;
  }
  expect(tested).toBeGreaterThanOrEqual(12);
});
