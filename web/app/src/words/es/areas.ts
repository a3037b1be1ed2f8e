import type { areas } from "../en/areas.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Quién se ocupa de qué",
  tables: "Mesas {from}–{to}",
  vendors: "Todos los proveedores",
  some: "Una parte",
  takeTables: "Tomar mesas por unas horas",
  takeVendors: "Tomar los proveedores por unas horas",
  from: "De la mesa",
  to: "A la mesa",
  noNumbers: "Dos números, por favor.",
  howLong: "Por cuánto tiempo",
  take: "Tomar",
  help: "Todos ven que usted se ocupa. A nadie se le impide cambiar algo allí.",
  for: "{left} más",
  heldBefore: "{left} más como mucho, según lo último que se supo",
  alone: "{left} más; sin red, solo lo sabe esta tableta",
  waiting: "espera a que quede libre",
  waitingOwn: "alguien tiene una parte; usted es el siguiente",
  taken: "{name} se ha hecho cargo",
  refused: "no le corresponde tomarlo, o es demasiado a la vez",
  giveBack: "Terminado",
  giveBackOf: "Terminado con {what}",
  takeOver: "Hacerse cargo",
  takeOverOf: "Hacerse cargo de {what} en lugar de {name}",
  caredFor: "{name} se ocupa de {what} {left} más. Pregunte antes, o siga.",
} satisfies Translation<typeof areas.en>;
