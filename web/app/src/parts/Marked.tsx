interface MarkedProps {
  readonly text: string;
  /** Pairs of where a marked piece begins and ends. */
  readonly spans: readonly (readonly [number, number])[];
}

/** A text with what was found in it marked. */
export function Marked({ text, spans }: MarkedProps) {
  const pieces = [];
  let from = 0;
  for (const [begin, end] of spans) {
    pieces.push(text.slice(from, begin), <mark key={begin}>{text.slice(begin, end)}</mark>);
    from = end;
  }
  pieces.push(text.slice(from));
  return <bdi>{pieces}</bdi>;
}
