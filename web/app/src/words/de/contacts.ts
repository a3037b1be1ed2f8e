import type { contacts } from "../en/contacts.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Kontakte",
  sub: "{name} · Stand {time}",
  couple: "Das Paar und die Familie",
  suppliers: "Dienstleister",
  others: "Weitere",
  coordinator: "Koordination: {name}",
  here: "da seit {time}",
  due: "kommt {time}",
  late: "war fällig {time}",
  noPhone: "keine Nummer",
  none: "Noch keine Kontakte. Sie kommen mit den Dienstleistern oder aus einem Adressbuch, das das Büro einliest.",
  sheet: "Kontaktblatt",
  bringIn: "Gästeliste einlesen",
} satisfies Translation<typeof contacts.en>;
