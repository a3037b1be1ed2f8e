import type { pair } from "../en/pair.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Unirse al equipo",
  intro:
    "WedSync guarda en esta tableta todas las bodas del día: invitados, asientos, horas, proveedores. Funciona igual sin red y comparte lo que usted hace en cuanto la hay.",
  erased:
    "La oficina dio esta tableta por perdida y se borró de ella todo lo del lugar. Si la tiene de nuevo, pida allí otra invitación.",
  code: "Invitación",
  codeHint: "El código de su invitación, o el enlace entero.",
  codeScanned: "La invitación de su enlace está puesta.",
  codeMissing: "Escriba el código o abra el enlace en esta tableta.",
  device: "Nombre de esta tableta",
  deviceHint: "Para que el equipo la conozca: «Entrada», «Cocina».",
  deviceMissing: "Póngale un nombre a esta tableta.",
  join: "Unirse",
  joining: "Un momento…",
  noCode: "¿No tiene invitación?",
  noCodeText:
    "Pídala a coordinación: en su tableta, en Compartir, se puede invitar. Es una imagen para escanear o un código para escribir, y vale para una tableta.",
  badInvite: "Esta invitación ya no vale: se usó o es demasiado antigua. Pida otra.",
  unreachable: "No se llega al hub. ¿Está en la red del lugar?",
  failed: "No funcionó. Inténtelo otra vez.",
  preparingTitle: "Preparando para trabajar sin red",
  ready: "Listo sin red",
  readyText: "Todo está en esta tableta. Puede apagar la red y seguir.",
  hub: "En {hub} como {device}",
  counting: "Viendo qué hay",
  fetched: "{done} de {total}",
  stepData: "Las bodas del día",
  stepApp: "La aplicación",
  stepSpace: "Un sitio que se conserva",
  appKept: "arranca sin red",
  appComing: "guardándose en esta tableta",
  appNever: "este navegador no puede: deje abierta esta pestaña",
  eventsGuests: {
    one: "{weddings} bodas, {count} invitado",
    other: "{weddings} bodas, {count} invitados",
  },
  keep: "Conservar mis datos",
  keepText: "Pedir a este navegador que no los borre nunca cuando falte espacio.",
  kept: "este navegador no lo borrará",
  keepRefused:
    "Este navegador aún no lo promete. Suele hacerlo cuando la aplicación está instalada.",
  start: "Empezar",
  startEarly: "Empezar mientras carga",
  secureTitle: "Esta dirección no es segura",
  secureText:
    "Este navegador solo guarda datos y funciona sin red en una dirección en la que confía. Abra la página de ayuda del hub en la red del lugar, instale una vez su certificado y vuelva por https://",
  secureLink: "Ayuda con el certificado",
  languageLabel: "Idioma",
} satisfies Translation<typeof pair.en>;
