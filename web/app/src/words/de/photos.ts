import type { photos } from "../en/photos.ts";
import type { Translation } from "../say.ts";

export default {
  photo: "Foto",
  take: "Foto aufnehmen",
  choose: "Bild auswählen",
  change: "Neu aufnehmen",
  remove: "Foto entfernen",
  removed: "Foto entfernt",
  added: "Foto hinzugefügt",
  working: "Wird verkleinert …",
  kept: "Auf diesem Tablet aufgehoben. Das Team bekommt es später, nach allem anderen.",
  sent: "Mit dem Team geteilt",
  elsewhere: "Dieses Foto ist auf einem anderen Tablet und noch nicht hier.",
  notPicture: "Diese Datei ist kein Bild, das sich hier zeigen lässt.",
  notKept:
    "Das Foto konnte auf diesem Tablet nicht aufgehoben werden. Schaffen Sie Platz und nehmen Sie es neu auf.",
  alt: "Foto zu {name}",
} satisfies Translation<typeof photos.en>;
