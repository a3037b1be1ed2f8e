import { useRef, useState } from "preact/hooks";
import type { Signature } from "../../data/answers.ts";
import { padHeight, padWidth, strokePath, withoutLast, withStroke } from "../../data/signature.ts";
import { Button } from "../../parts/Button.tsx";
import { TextField } from "../../parts/Field.tsx";
import { forms as say } from "../../words/en/forms.ts";

interface SignaturePadProps {
  readonly label: string;
  readonly value: Signature;
  readonly onChange: (value: Signature) => void;
}

const box = `0 0 ${padWidth} ${padHeight}`;

/** A signature as it was drawn, or the name alone. */
export function SignatureView({ value }: { readonly value: Signature }) {
  return (
    <figure class="signed">
      {value.drawing !== "" && (
        <svg viewBox={box} role="img" aria-label={say("signed", { name: value.name })}>
          <path d={value.drawing} />
        </svg>
      )}
      <figcaption dir="auto">{value.name}</figcaption>
    </figure>
  );
}

/** Draws a signature by finger, pen or mouse; a typed name does as well. */
export function SignaturePad({ label, value, onChange }: SignaturePadProps) {
  const pad = useRef<SVGSVGElement>(null);
  const points = useRef<[number, number][]>([]);
  const [stroke, setStroke] = useState("");
  const spot = (event: PointerEvent): [number, number] => {
    const area = pad.current?.getBoundingClientRect();
    if (!area || area.width === 0) return [0, 0];
    return [
      ((event.clientX - area.left) / area.width) * padWidth,
      ((event.clientY - area.top) / area.height) * padHeight,
    ];
  };
  const end = () => {
    if (points.current.length === 0) return;
    onChange({ ...value, drawing: withStroke(value.drawing, points.current) });
    points.current = [];
    setStroke("");
  };
  return (
    <div class="field sign">
      <span class="label">{label}</span>
      <svg
        ref={pad}
        class="pad"
        viewBox={box}
        role="img"
        aria-label={value.drawing ? say("signed", { name: value.name }) : say("signHere")}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.preventDefault();
          pad.current?.setPointerCapture(event.pointerId);
          points.current = [spot(event)];
          setStroke(strokePath(points.current));
        }}
        onPointerMove={(event) => {
          if (points.current.length === 0) return;
          const all = event.getCoalescedEvents?.() ?? [];
          points.current.push(...(all.length > 0 ? all : [event]).map(spot));
          setStroke(strokePath(points.current));
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <line x1="24" y1="160" x2={padWidth - 24} y2="160" />
        {value.drawing === "" && stroke === "" && (
          <text x={padWidth / 2} y="110">
            {say("signHere")}
          </text>
        )}
        <path d={value.drawing + stroke} />
      </svg>
      {value.drawing !== "" && (
        <div class="actions">
          <Button
            look="quiet"
            icon="undo-2"
            onClick={() => onChange({ ...value, drawing: withoutLast(value.drawing) })}
          >
            {say("signUndo")}
          </Button>
          <Button look="quiet" onClick={() => onChange({ ...value, drawing: "" })}>
            {say("signClear")}
          </Button>
        </div>
      )}
      <TextField
        label={say("signName")}
        value={value.name}
        autocomplete="off"
        autocapitalize="words"
        maxLength={200}
        onText={(name) => onChange({ ...value, name })}
        hint={say("signNameHint")}
      />
    </div>
  );
}
