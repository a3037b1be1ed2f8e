import type { photos } from "../en/photos.ts";
import type { Translation } from "../say.ts";

export default {
  photo: "Foto",
  take: "Hacer una foto",
  choose: "Elegir una imagen",
  change: "Hacer otra",
  remove: "Quitar la foto",
  removed: "Foto quitada",
  added: "Foto añadida",
  working: "Reduciendo…",
  kept: "Guardada en esta tableta. Llega al equipo más tarde, después de todo lo demás.",
  sent: "Compartida con el equipo",
  heldBack: "Guardada en esta tableta. Espera hasta que la conexión sea mejor.",
  sending: "En camino al equipo: {done} de {size}",
  awayHeld: "Esta foto no está en esta tableta. Llegará cuando la conexión sea mejor.",
  waiting: {
    one: "Una foto llega al equipo después de todo lo demás ({size}).",
    other: "{count} fotos llegan al equipo después de todo lo demás ({size}).",
  },
  waitingHeld: {
    one: "Una foto espera hasta que la conexión sea mejor ({size}).",
    other: "{count} fotos esperan hasta que la conexión sea mejor ({size}).",
  },
  wouldBeLost: {
    one: "Una foto está solo en esta tableta y se perdería para siempre.",
    other: "{count} fotos están solo en esta tableta y se perderían para siempre.",
  },
  elsewhere: "Esta foto está en otra tableta y aún no ha llegado aquí.",
  notPicture: "Este archivo no es una imagen que se pueda mostrar aquí.",
  notKept: "La foto no se pudo guardar en esta tableta. Libere espacio y hágala de nuevo.",
  alt: "Foto de {name}",
} satisfies Translation<typeof photos.en>;
