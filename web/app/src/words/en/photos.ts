import { part } from "../say.ts";

export const photos = part("photos", {
  photo: "Photo",
  take: "Take a photo",
  choose: "Choose a picture",
  change: "Take another",
  remove: "Remove photo",
  removed: "Photo removed",
  added: "Photo added",
  working: "Making it smaller…",
  kept: "Kept on this tablet. It goes to the team later, after everything else.",
  sent: "Shared with the team",
  elsewhere: "This photo is on another tablet and has not come here yet.",
  notPicture: "This file is no picture that can be shown here.",
  notKept: "The photo could not be kept on this tablet. Free some space and take it again.",
  alt: "Photo for {name}",
});
