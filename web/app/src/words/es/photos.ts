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
  elsewhere: "Esta foto está en otra tableta y aún no ha llegado aquí.",
  notPicture: "Este archivo no es una imagen que se pueda mostrar aquí.",
  notKept: "La foto no se pudo guardar en esta tableta. Libere espacio y hágala de nuevo.",
  alt: "Foto de {name}",
} satisfies Translation<typeof photos.en>;
