import type { pair } from "../en/pair.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Zum Team kommen",
  intro:
    "WedSync hat jede Hochzeit des Tages auf diesem Tablet: Gäste, Plätze, Zeiten, Lieferanten. Es arbeitet ohne Netz genauso und teilt, was Sie tun, sobald es eines gibt.",
  erased:
    "Das Büro hat dieses Tablet als verloren gemeldet; alles vom Haus wurde darauf gelöscht. Wenn Sie es wieder haben, bitten Sie dort um eine neue Einladung.",
  code: "Einladung",
  codeHint: "Der Code Ihrer Einladung oder der ganze Link.",
  codeScanned: "Die Einladung aus Ihrem Link ist eingetragen.",
  codeMissing: "Tippen Sie den Code, oder öffnen Sie den Link auf diesem Tablet.",
  device: "Name dieses Tablets",
  deviceHint: "Damit das Team es kennt: „Eingang“, „Küche“.",
  deviceMissing: "Geben Sie diesem Tablet einen Namen.",
  join: "Mitmachen",
  joining: "Einen Moment …",
  noCode: "Keine Einladung?",
  noCodeText:
    "Fragen Sie die Koordination: Auf deren Tablet, unter Abgleich, lässt sich einladen. Es ist ein Bild zum Scannen oder ein Code zum Tippen und gilt für ein Tablet.",
  badInvite:
    "Diese Einladung gilt nicht mehr: Sie ist verbraucht oder zu alt. Bitten Sie um eine neue.",
  unreachable: "Der Hub ist nicht zu erreichen. Sind Sie im Netz des Hauses?",
  failed: "Das ging nicht. Versuchen Sie es noch einmal.",
  preparingTitle: "Wird für ohne Netz vorbereitet",
  ready: "Bereit ohne Netz",
  readyText: "Alles ist auf diesem Tablet. Sie können das Netz ausschalten und weitermachen.",
  hub: "Bei {hub} als {device}",
  counting: "Sieht nach, was es gibt",
  fetched: "{done} von {total}",
  stepData: "Die Hochzeiten des Tages",
  stepApp: "Die App selbst",
  stepSpace: "Ein Platz, der bleibt",
  appKept: "startet ohne Netz",
  appComing: "wird auf diesem Tablet gespeichert",
  appNever: "dieser Browser kann es nicht: Lassen Sie diesen Tab offen",
  eventsGuests: {
    one: "{weddings} Hochzeiten, {count} Gast",
    other: "{weddings} Hochzeiten, {count} Gäste",
  },
  keep: "Daten behalten",
  keepText: "Den Browser bitten, sie nie zu löschen, wenn der Platz knapp wird.",
  kept: "dieser Browser löscht ihn nicht",
  keepRefused:
    "Dieser Browser verspricht es noch nicht. Meist tut er es, sobald die App installiert ist.",
  start: "Anfangen",
  startEarly: "Schon anfangen",
  secureTitle: "Diese Adresse ist nicht sicher",
  secureText:
    "Dieser Browser behält Daten und arbeitet ohne Netz nur unter einer Adresse, der er vertraut. Öffnen Sie im Netz des Hauses die Hilfeseite des Hubs, installieren Sie einmal sein Zertifikat und kommen Sie wieder über https://",
  secureLink: "Hilfe zum Zertifikat",
  languageLabel: "Sprache",
} satisfies Translation<typeof pair.en>;
