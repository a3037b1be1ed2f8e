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
  elsewhere: "Cette photo est sur une autre tablette et n’est pas encore arrivée ici.",
  notPicture: "Ce fichier n’est pas une image que l’on peut montrer ici.",
  notKept:
    "La photo n’a pas pu être gardée sur cette tablette. Libérez de la place et reprenez-la.",
  alt: "Photo pour {name}",
} satisfies Translation<typeof photos.en>;
