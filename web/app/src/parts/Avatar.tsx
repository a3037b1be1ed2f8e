/** The first letters of the first and the last name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  const letter = (word: string) => Array.from(word)[0]?.toLocaleUpperCase() ?? "";
  return letter(first) + letter(last) || "?";
}

interface AvatarProps {
  readonly name: string;
  /** Me is blue; "editing" has a ring; "away" is dashed: not known to be here now. */
  readonly state?: "here" | "me" | "editing" | "away";
  /** Left out where the name stands beside it. */
  readonly label?: string;
}

export function Avatar({ name, state = "here", label }: AvatarProps) {
  const names = { here: "av", me: "av me", editing: "av ed", away: "av away" };
  return (
    <span
      class={names[state]}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {initials(name)}
    </span>
  );
}
