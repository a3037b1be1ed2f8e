/** The invitation in what was typed, pasted or opened: a code, a whole link, or what follows its "#". */
export function inviteOf(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.indexOf("#");
  return (at < 0 ? trimmed : trimmed.slice(at + 1)).replace(/\s+/g, "");
}
