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
  heldBack: "Auf diesem Tablet aufgehoben. Es wartet, bis die Verbindung besser ist.",
  sending: "Unterwegs zum Team: {done} von {size}",
  awayHeld: "Dieses Foto ist nicht auf diesem Tablet. Es kommt, sobald die Verbindung besser ist.",
  waiting: {
    one: "Ein Foto geht nach allem anderen ans Team ({size}).",
    other: "{count} Fotos gehen nach allem anderen ans Team ({size}).",
  },
  waitingHeld: {
    one: "Ein Foto wartet, bis die Verbindung besser ist ({size}).",
    other: "{count} Fotos warten, bis die Verbindung besser ist ({size}).",
  },
  wouldBeLost: {
    one: "Ein Foto ist nur auf diesem Tablet und wäre endgültig verloren.",
    other: "{count} Fotos sind nur auf diesem Tablet und wären endgültig verloren.",
  },
  elsewhere: "Dieses Foto ist auf einem anderen Tablet und noch nicht hier.",
  notPicture: "Diese Datei ist kein Bild, das sich hier zeigen lässt.",
  notKept:
    "Das Foto konnte auf diesem Tablet nicht aufgehoben werden. Schaffen Sie Platz, und nehmen Sie es neu auf.",
  alt: "Foto zu {name}",
} satisfies Translation<typeof photos.en>;
