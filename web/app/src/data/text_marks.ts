/** A piece of a text beside an earlier one: in both, only in the later, only in the earlier. */
export interface Piece {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Words and what is between them, so that joined they are the text. */
const piecesIn = (text: string): readonly string[] => text.match(/\s+|[^\s]+/gu) ?? [];

/** Longer middles are shown as taken out and put in whole: nobody reads so many marks. */
const cellsMax = 1_000_000;

/** How long the longest common sequence of the rests is, from each pair of beginnings. */
function lengthsOf(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function* middleOf(a: readonly string[], b: readonly string[]): Generator<Piece> {
  if (a.length * b.length > cellsMax) {
    yield { kind: "removed", text: a.join("") };
    yield { kind: "added", text: b.join("") };
    return;
  }
  const lengths = lengthsOf(a, b);
  const width = b.length + 1;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      yield { kind: "same", text: a[i++] ?? "" };
      j++;
    } else if (
      j === b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      yield { kind: "removed", text: a[i++] ?? "" };
    } else {
      yield { kind: "added", text: b[j++] ?? "" };
    }
  }
}

/** `after` word by word beside `before`. Without the removed pieces it is `after`, without the added `before`. */
export function marked(before: string, after: string): readonly Piece[] {
  const a = piecesIn(before);
  const b = piecesIn(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const all: Piece[] = [];
  const add = ({ kind, text }: Piece) => {
    const last = all.at(-1);
    if (text === "") return;
    if (last?.kind === kind) all[all.length - 1] = { kind, text: last.text + text };
    else all.push({ kind, text });
  };
  add({ kind: "same", text: a.slice(0, start).join("") });
  for (const piece of middleOf(a.slice(start, a.length - end), b.slice(start, b.length - end))) {
    add(piece);
  }
  add({ kind: "same", text: a.slice(a.length - end).join("") });
  return all;
}
