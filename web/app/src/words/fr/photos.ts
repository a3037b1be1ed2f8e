import type { photos } from "../en/photos.ts";
import type { Translation } from "../say.ts";

export default {
  photo: "Photo",
  take: "Prendre une photo",
  choose: "Choisir une image",
  change: "En prendre une autre",
  remove: "Retirer la photo",
  removed: "Photo retirée",
  added: "Photo ajoutée",
  working: "Réduction…",
  kept: "Gardée sur cette tablette. Elle part vers l’équipe plus tard, après tout le reste.",
  sent: "Partagée avec l’équipe",
  heldBack: "Gardée sur cette tablette. Elle attend une meilleure connexion.",
  sending: "En route vers l’équipe : {done} sur {size}",
  awayHeld: "Cette photo n’est pas sur cette tablette. Elle arrivera avec une meilleure connexion.",
  waiting: {
    one: "Une photo part vers l’équipe après tout le reste ({size}).",
    other: "{count} photos partent vers l’équipe après tout le reste ({size}).",
  },
  waitingHeld: {
    one: "Une photo attend une meilleure connexion ({size}).",
    other: "{count} photos attendent une meilleure connexion ({size}).",
  },
  wouldBeLost: {
    one: "Une photo n’est que sur cette tablette et serait perdue pour toujours.",
    other: "{count} photos ne sont que sur cette tablette et seraient perdues pour toujours.",
  },
  elsewhere: "Cette photo est sur une autre tablette et n’est pas encore arrivée ici.",
  notPicture: "Ce fichier n’est pas une image que l’on peut montrer ici.",
  notKept:
    "La photo n’a pas pu être gardée sur cette tablette. Libérez de la place et reprenez-la.",
  alt: "Photo pour {name}",
} satisfies Translation<typeof photos.en>;
