import type { contacts } from "../en/contacts.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Contactos",
  sub: "{name} · a las {time}",
  couple: "La pareja y la familia",
  suppliers: "Proveedores",
  others: "Otros",
  coordinator: "Coordinación: {name}",
  here: "aquí desde las {time}",
  due: "llega a las {time}",
  late: "se esperaba a las {time}",
  noPhone: "sin número",
  none: "Aún no hay contactos. Vienen con los proveedores o de una agenda que lee la oficina.",
  sheet: "Hoja de contactos",
  bringIn: "Traer una lista de invitados",
} satisfies Translation<typeof contacts.en>;
