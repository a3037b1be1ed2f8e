import type { ScopeId } from "@wedsync/client";
import type { ComponentType } from "preact";
import type { IconName } from "../parts/icon_names.ts";
import type { Params } from "../router/match.ts";
import { paths } from "../router/paths.ts";

export interface ScreenProps {
  readonly params: Params;
}

export type Section =
  | "today"
  | "timeline"
  | "seating"
  | "guests"
  | "vendors"
  | "notes"
  | "forms"
  | "team"
  | "sync"
  | "decide"
  | "settings";

export interface Screen {
  readonly path: string;
  readonly section?: Section;
  readonly load: () => Promise<{ readonly default: ComponentType<ScreenProps> }>;
}

export interface NavEntry {
  readonly section: Section;
  readonly icon: IconName;
  /** Its key in the words of the shell. */
  readonly label: Exclude<Section, "decide"> | "toDecide";
  /** Null where it needs a wedding and there is none. */
  readonly href: (scope: ScopeId | null) => string | null;
  /** In the bar of narrow screens; the others are under More. */
  readonly isFirst?: boolean;
  /** Under More only. */
  readonly isHidden?: boolean;
}

/** Every screen of the app: its address, where it belongs, and how it is loaded. */
export const screens: readonly Screen[] = [
  { path: "/", section: "today", load: () => import("./today/Today.tsx") },
  { path: "/e/:scope", load: () => import("./event/EventHome.tsx") },
  {
    path: "/e/:scope/timeline",
    section: "timeline",
    load: () => import("./timeline/Timeline.tsx"),
  },
  {
    path: "/e/:scope/timeline/:record",
    section: "timeline",
    load: () => import("./timeline/Timeline.tsx"),
  },
  { path: "/e/:scope/print/timeline", load: () => import("./timeline/Timeline.tsx") },
  { path: "/e/:scope/guests", section: "guests", load: () => import("./guests/Guests.tsx") },
  {
    path: "/e/:scope/guests/:record",
    section: "guests",
    load: () => import("./guest/GuestPage.tsx"),
  },
  { path: "/e/:scope/kitchen", section: "guests", load: () => import("./kitchen/Kitchen.tsx") },

  {
    path: "/e/:scope/seating/:record?",
    section: "seating",
    load: () => import("./seating/Seating.tsx"),
  },
  {
    path: "/e/:scope/print/seating",
    section: "seating",
    load: () => import("./seating/PrintSeating.tsx"),
  },
  {
    path: "/e/:scope/vendors",
    section: "vendors",
    load: () => import("./vendors/Vendors.tsx"),
  },
  {
    path: "/e/:scope/vendors/:record",
    section: "vendors",
    load: () => import("./vendors/VendorPage.tsx"),
  },
  { path: "/e/:scope/notes", section: "notes", load: () => import("./notes/Notes.tsx") },
  {
    path: "/e/:scope/notes/:record",
    section: "notes",
    load: () => import("./notes/NotePage.tsx"),
  },
  {
    path: "/e/:scope/tasks/:record",
    section: "notes",
    load: () => import("./notes/TaskPage.tsx"),
  },
  { path: "/e/:scope/forms", section: "forms", load: () => import("./forms/Forms.tsx") },
  {
    path: "/e/:scope/forms/design/:record?",
    section: "forms",
    load: () => import("./forms/FormDesign.tsx"),
  },
  {
    path: "/e/:scope/forms/answers/:record?",
    section: "forms",
    load: () => import("./forms/FormResults.tsx"),
  },
  {
    path: "/e/:scope/forms/:record",
    section: "forms",
    load: () => import("./forms/FormPage.tsx"),
  },

  // Sync & devices, to decide, settings, print views.
  { path: "/sync", section: "sync", load: () => import("./sync/Sync.tsx") },
  { path: "/team", section: "team", load: () => import("./team/Team.tsx") },
  { path: "/performance", section: "sync", load: () => import("./performance/Performance.tsx") },
  { path: "/settings", section: "settings", load: () => import("./settings/Settings.tsx") },
  { path: "/certificate", load: () => import("./settings/Certificate.tsx") },
  { path: "/e/:scope/contacts", load: () => import("./contacts/Contacts.tsx") },
  { path: "/e/:scope/contacts/:record", load: () => import("./contacts/Contacts.tsx") },
  { path: "/e/:scope/clients/:record", load: () => import("./contacts/Contacts.tsx") },
  { path: "/e/:scope/print/contacts", load: () => import("./contacts/Contacts.tsx") },
  { path: "/e/:scope/print/kitchen", load: () => import("./kitchen/Kitchen.tsx") },
  { path: "/e/:scope/import", section: "guests", load: () => import("./import/Import.tsx") },
  { path: "/decisions", section: "decide", load: () => import("./decisions/Decisions.tsx") },
  { path: "/decide", section: "decide", load: () => import("./decide/Decide.tsx") },
];

const ofWedding = (path: (scope: ScopeId) => string) => (scope: ScopeId | null) =>
  scope === null ? null : path(scope);

/** The rail, in order. An entry is shown where a screen of its section is there. */
const entries: readonly NavEntry[] = [
  { section: "today", icon: "sun", label: "today", href: () => paths.today, isFirst: true },
  {
    section: "timeline",
    icon: "clock",
    label: "timeline",
    href: ofWedding(paths.timeline),
    isFirst: true,
  },
  {
    section: "seating",
    icon: "armchair",
    label: "seating",
    href: ofWedding(paths.seating),
    isFirst: true,
  },
  {
    section: "guests",
    icon: "users",
    label: "guests",
    href: ofWedding(paths.guests),
    isFirst: true,
  },
  { section: "vendors", icon: "truck", label: "vendors", href: ofWedding(paths.vendors) },
  { section: "notes", icon: "notebook-pen", label: "notes", href: ofWedding(paths.notes) },
  { section: "forms", icon: "clipboard-list", label: "forms", href: ofWedding(paths.forms) },
  { section: "team", icon: "heart-handshake", label: "team", href: () => paths.team },
  { section: "sync", icon: "refresh-cw", label: "sync", href: () => paths.sync },
  { section: "decide", icon: "split", label: "toDecide", href: () => paths.decide, isHidden: true },
  {
    section: "settings",
    icon: "settings",
    label: "settings",
    href: () => paths.settings,
    isHidden: true,
  },
];

export const navigation: readonly NavEntry[] = entries.filter((entry) =>
  screens.some((screen) => screen.section === entry.section),
);
