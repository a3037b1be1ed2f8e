import type { contacts } from "../en/contacts.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Contacts",
  sub: "{name} · à {time}",
  couple: "Le couple et la famille",
  suppliers: "Prestataires",
  others: "Autres",
  coordinator: "Coordination : {name}",
  here: "là depuis {time}",
  due: "arrive à {time}",
  late: "attendu à {time}",
  noPhone: "pas de numéro",
  none: "Pas encore de contacts. Ils viennent avec les prestataires, ou d’un carnet d’adresses importé par le bureau.",
  sheet: "Fiche de contacts",
  bringIn: "Importer une liste d’invités",
} satisfies Translation<typeof contacts.en>;
