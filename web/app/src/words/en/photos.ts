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
  heldBack: "Kept on this tablet. It waits until the link is better.",
  sending: "On its way to the team: {done} of {size}",
  awayHeld: "This photo is not on this tablet. It comes when the link is better.",
  waiting: {
    one: "One photo goes to the team after everything else ({size}).",
    other: "{count} photos go to the team after everything else ({size}).",
  },
  waitingHeld: {
    one: "One photo waits until the link is better ({size}).",
    other: "{count} photos wait until the link is better ({size}).",
  },
  wouldBeLost: {
    one: "One photo is on this tablet only and would be lost for good.",
    other: "{count} photos are on this tablet only and would be lost for good.",
  },
  elsewhere: "This photo is on another tablet and has not come here yet.",
  notPicture: "This file is no picture that can be shown here.",
  notKept: "The photo could not be kept on this tablet. Free some space and take it again.",
  alt: "Photo for {name}",
});
