import { part } from "../say.ts";

/** Whom to call, on one page. */
export const contacts = part("contacts", {
  title: "Contacts",
  sub: "{name} · as of {time}",
  couple: "The couple and the family",
  suppliers: "Suppliers",
  others: "Others",
  coordinator: "Coordinator: {name}",
  here: "here since {time}",
  due: "comes {time}",
  late: "was due {time}",
  noPhone: "no number",
  none: "No contacts yet. They come with the suppliers, or from an address book that the office reads in.",
  sheet: "Contact sheet",
  bringIn: "Bring in a guest list",
});
