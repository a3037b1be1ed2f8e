import { dayOf, hourMs } from "./now.ts";

/** Before this hour a time belongs to the night of the day before. */
const nightEnds = 5;

/** "19:30" as an <input type=time> has it, of a moment here. */
export function toClock(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment of "19:30" on the day that `dayMs` is in; small hours are of the night after it. */
export function atClock(dayMs: number, text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})/.exec(text);
  if (!found) return null;
  const hours = Number(found[1]);
  const minutes = Number(found[2]);
  if (hours > 23 || minutes > 59) return null;
  const date = new Date(dayOf(dayMs));
  date.setHours(hours + (hours < nightEnds ? 24 : 0), minutes);
  return date.getTime();
}

/** The day that a moment belongs to: what happens at one at night is of the day before. */
export function eveningOf(ms: number): number {
  return dayOf(ms - nightEnds * hourMs);
}
