import { part } from "../say.ts";

/** What the charts of the team are of. */
export const charts = part("charts", {
  usage: "How the tablets are used",
  edits: "Changes",
  devices: "Tablets",
  sessions: "Visits",
  half: "Half of the visits took {time} or longer.",
  day: "Day",
  pickDay: "Day to read out",
  asTable: "As a table",
  missing: "Without the latest of {names}",
  booked: "Booked after a campaign",
  campaign: "Campaign",
  people: "People",
});
