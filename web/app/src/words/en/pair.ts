import { part } from "../say.ts";

export const pair = part("pair", {
  title: "Join your team",
  intro:
    "WedSync keeps every wedding of the day on this tablet: guests, seats, times, suppliers. It works the same without a network, and shares what you do as soon as there is one.",
  erased:
    "The office reported this tablet lost, and everything of the venue was erased from it. If you have it again, ask them for a new invitation.",
  code: "Invitation",
  codeHint: "The code from your invitation, or the whole link.",
  codeScanned: "The invitation from your link is filled in.",
  codeMissing: "Type the code, or open the link you were sent on this tablet.",
  device: "Name of this tablet",
  deviceHint: "So that the team knows it: “Front door”, “Kitchen”.",
  deviceMissing: "Give this tablet a name.",
  join: "Join",
  joining: "Joining…",
  noCode: "You have no invitation?",
  noCodeText:
    "Ask the coordinator: on their tablet, under Sync, they can invite one. It is a picture to scan or a code to type, and holds for one tablet.",
  badInvite:
    "This invitation does not hold any more: it was used, or it is too old. Ask for a new one.",
  unreachable: "The hub cannot be reached. Are you on the network of the venue?",
  failed: "That did not work. Try once more.",
  preparingTitle: "Getting ready for offline",
  ready: "Ready offline",
  readyText: "Everything is on this tablet. You can switch the network off and go on.",
  hub: "Joined {hub} as {device}",
  counting: "Finding out what there is",
  fetched: "{done} of {total}",
  stepData: "The day’s weddings",
  stepApp: "The app itself",
  stepSpace: "A place that is kept",
  appKept: "starts without a network",
  appComing: "being saved on this tablet",
  appNever: "this browser cannot: leave this tab open",
  eventsGuests: {
    one: "{weddings} weddings, {count} guest",
    other: "{weddings} weddings, {count} guests",
  },
  keep: "Keep my data",
  keepText: "Ask this browser never to clear it when space gets scarce.",
  kept: "this browser will not clear it",
  keepRefused: "Not promised by this browser yet. It usually is once the app is installed.",
  start: "Start",
  startEarly: "Start while it loads",
  secureTitle: "This address is not private",
  secureText:
    "This browser only keeps data, and only works offline, on an address it trusts. Open the hub’s help page on the venue’s network, install its certificate once, and come back to https://",
  secureLink: "Certificate help",
  languageLabel: "Language",
});
