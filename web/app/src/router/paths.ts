import type { FieldName, RecordId, ScopeId } from "@wedsync/client";

const at = (...pieces: string[]) => `/${pieces.map(encodeURIComponent).join("/")}`;

/** The addresses of the app: every record has one. */
export const paths = {
  today: "/",
  join: "/join",
  sync: "/sync",
  decide: "/decide",
  decisions: "/decisions",
  /** The card that asks about a field of a record; null is its life. */
  decision: (record: RecordId, field: FieldName) =>
    `/decide?${new URLSearchParams({ record, field: JSON.stringify(field) })}`,
  settings: "/settings",
  performance: "/performance",
  certificate: "/certificate",
  team: "/team",
  event: (scope: ScopeId) => at("e", scope),
  timeline: (scope: ScopeId) => at("e", scope, "timeline"),
  timelineItem: (scope: ScopeId, record: RecordId) => at("e", scope, "timeline", record),
  seating: (scope: ScopeId) => at("e", scope, "seating"),
  table: (scope: ScopeId, record: RecordId) => at("e", scope, "seating", record),
  guests: (scope: ScopeId) => at("e", scope, "guests"),
  guest: (scope: ScopeId, record: RecordId) => at("e", scope, "guests", record),
  kitchen: (scope: ScopeId) => at("e", scope, "kitchen"),
  vendors: (scope: ScopeId) => at("e", scope, "vendors"),
  vendor: (scope: ScopeId, record: RecordId) => at("e", scope, "vendors", record),
  notes: (scope: ScopeId) => at("e", scope, "notes"),
  note: (scope: ScopeId, record: RecordId) => at("e", scope, "notes", record),
  task: (scope: ScopeId, record: RecordId) => at("e", scope, "tasks", record),
  forms: (scope: ScopeId) => at("e", scope, "forms"),
  form: (scope: ScopeId, record: RecordId) => at("e", scope, "forms", record),
  newForm: (scope: ScopeId) => at("e", scope, "forms", "design"),
  formDesign: (scope: ScopeId, record: RecordId) => at("e", scope, "forms", "design", record),
  formAnswers: (scope: ScopeId, name: string) => at("e", scope, "forms", "answers", name),
  contacts: (scope: ScopeId) => at("e", scope, "contacts"),
  importGuests: (scope: ScopeId) => at("e", scope, "import"),
  contact: (scope: ScopeId, record: RecordId) => at("e", scope, "contacts", record),
  client: (scope: ScopeId, record: RecordId) => at("e", scope, "clients", record),
  print: (scope: ScopeId, sheet: "timeline" | "seating" | "kitchen" | "contacts") =>
    at("e", scope, "print", sheet),
} as const;

/** Where a record of a collection is shown. */
export function pathOf(collection: string, scope: ScopeId, record: RecordId): string {
  switch (collection) {
    case "guests":
      return paths.guest(scope, record);
    case "tables":
      return paths.table(scope, record);
    case "vendors":
      return paths.vendor(scope, record);
    case "timeline_items":
      return paths.timelineItem(scope, record);
    case "tasks":
      return paths.task(scope, record);
    case "notes":
      return paths.note(scope, record);
    case "forms":
      return paths.form(scope, record);
    case "form_definitions":
      return paths.formDesign(scope, record);
    case "contacts":
      return paths.contact(scope, record);
    case "clients":
      return paths.client(scope, record);
    case "seats":
      return paths.seating(scope);
    case "arrivals":
      return paths.vendors(scope);
    default:
      return paths.event(scope);
  }
}
