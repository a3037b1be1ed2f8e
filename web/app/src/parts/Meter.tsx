interface MeterProps {
  readonly part: number;
  readonly whole: number;
}

/** A thin bar beside a number that says the same. */
export function Meter({ part, whole }: MeterProps) {
  const share = whole > 0 ? Math.min(1, part / whole) : 0;
  return (
    <span class="meter" aria-hidden="true">
      <i style={{ "--part": share }} />
    </span>
  );
}
