import type { areas } from "../en/areas.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Qui s’occupe de quoi",
  tables: "Tables {from}–{to}",
  vendors: "Tous les prestataires",
  some: "Une partie",
  takeTables: "Prendre des tables pour quelques heures",
  takeVendors: "Prendre les prestataires pour quelques heures",
  from: "De la table",
  to: "À la table",
  noNumbers: "Deux nombres, s’il vous plaît.",
  howLong: "Pour combien de temps",
  take: "Prendre",
  help: "Tout le monde voit que vous vous en occupez. Personne n’est empêché d’y changer quelque chose.",
  for: "encore {left}",
  heldBefore: "encore {left} au plus, aux dernières nouvelles",
  alone: "encore {left} ; sans réseau, seule cette tablette le sait",
  waiting: "attend que ce soit libre",
  waitingOwn: "quelqu’un en a une partie ; vous êtes le suivant",
  taken: "{name} l’a repris",
  refused: "ce n’est pas à vous de le prendre, ou c’est trop à la fois",
  giveBack: "C’est fini",
  giveBackOf: "Fini avec {what}",
  takeOver: "Reprendre",
  takeOverOf: "Reprendre {what} à {name}",
  caredFor: "{name} s’occupe de {what} encore {left}. Demandez d’abord, ou continuez.",
} satisfies Translation<typeof areas.en>;
