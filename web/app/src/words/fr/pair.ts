import type { pair } from "../en/pair.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Rejoindre l’équipe",
  intro:
    "WedSync garde tous les mariages du jour sur cette tablette : invités, places, heures, prestataires. Il marche pareil sans réseau, et partage ce que vous faites dès qu’il y en a un.",
  erased:
    "Le bureau a déclaré cette tablette perdue : tout ce qui touche au lieu y a été effacé. Si vous l’avez retrouvée, demandez-lui une nouvelle invitation.",
  code: "Invitation",
  codeHint: "Le code de votre invitation, ou le lien entier.",
  codeScanned: "L’invitation de votre lien est remplie.",
  codeMissing: "Tapez le code, ou ouvrez le lien reçu sur cette tablette.",
  device: "Nom de cette tablette",
  deviceHint: "Pour que l’équipe la reconnaisse : « Entrée », « Cuisine ».",
  deviceMissing: "Donnez un nom à cette tablette.",
  join: "Rejoindre",
  joining: "Un instant…",
  noCode: "Pas d’invitation ?",
  noCodeText:
    "Demandez à la coordination : sur sa tablette, sous Partage, elle peut inviter. C’est une image à scanner ou un code à taper, pour une seule tablette.",
  badInvite:
    "Cette invitation ne vaut plus : elle a servi, ou elle est trop ancienne. Demandez-en une autre.",
  unreachable: "Le hub est injoignable. Êtes-vous sur le réseau du lieu ?",
  failed: "Cela n’a pas marché. Essayez encore.",
  preparingTitle: "Préparation pour le hors réseau",
  ready: "Prêt hors réseau",
  readyText: "Tout est sur cette tablette. Vous pouvez couper le réseau et continuer.",
  hub: "Chez {hub}, sous le nom {device}",
  counting: "Inventaire en cours",
  fetched: "{done} sur {total}",
  stepData: "Les mariages du jour",
  stepApp: "L’application",
  stepSpace: "Une place qui reste",
  appKept: "démarre sans réseau",
  appComing: "enregistrement sur cette tablette",
  appNever: "ce navigateur ne peut pas : laissez cet onglet ouvert",
  eventsGuests: {
    one: "{weddings} mariages, {count} invité",
    other: "{weddings} mariages, {count} invités",
  },
  keep: "Garder mes données",
  keepText: "Demander à ce navigateur de ne jamais les effacer quand la place manque.",
  kept: "ce navigateur ne l’effacera pas",
  keepRefused:
    "Ce navigateur ne le promet pas encore. Il le fait d’habitude une fois l’application installée.",
  start: "Commencer",
  startEarly: "Commencer pendant ce temps",
  secureTitle: "Cette adresse n’est pas sûre",
  secureText:
    "Ce navigateur ne garde des données et ne marche hors réseau qu’à une adresse de confiance. Ouvrez la page d’aide du hub sur le réseau du lieu, installez une fois son certificat et revenez par https://",
  secureLink: "Aide sur le certificat",
  languageLabel: "Langue",
} satisfies Translation<typeof pair.en>;
