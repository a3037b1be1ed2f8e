import type { RecordId } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Guest } from "../../data/guests.ts";
import { type Drawn, neighbour, type Plan, type Point, type Way4 } from "../../data/plan.ts";
import { IconButton } from "../../parts/Button.tsx";
import { InTurn } from "../../parts/InTurn.tsx";
import { seating as say } from "../../words/en/seating.ts";
import { TableView } from "./TableView.tsx";
import { useView } from "./use_view.ts";

interface PlanViewProps {
  readonly plan: Plan;
  readonly hall: string;
  readonly picked: RecordId | null;
  readonly hand: Guest | null;
  /** Who is editing a table, by its record. */
  readonly editors: ReadonlyMap<RecordId, string>;
  readonly onTable: (table: RecordId) => void;
  readonly onPlace: (table: RecordId, place: number) => void;
  readonly onDrop: (guest: RecordId, table: RecordId, place: number | null) => void;
  /** Escape: lets go of what is held, of the table where nothing is; false: neither was. */
  readonly onEscape: () => boolean;
  readonly legend: ComponentChildren;
}

const arrows: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

/** What a press or a key on the plan is about. */
function hitOf(target: EventTarget | null): { table: RecordId | null; place: number | null } {
  const element = target instanceof Element ? target : null;
  const place = element?.closest("[data-place]")?.getAttribute("data-place");
  return {
    table: element?.closest("[data-table]")?.getAttribute("data-table") ?? null,
    place: place ? Number(place) : null,
  };
}

/** A pixel of the screen shows at least this part of a unit, so that chairs can be told apart. */
const leastScale = 0.6;

export function PlanView(props: PlanViewProps) {
  const { plan, hall, picked, hand, editors, onTable, onPlace, onDrop, onEscape, legend } = props;
  const [ghost, setGhost] = useState<{ guest: RecordId; at: Point; over: RecordId | null } | null>(
    null,
  );
  const dragged = useRef<RecordId | null>(null);
  const { svg, view, frame, scale, isMeasured, zoom, centre, reveal, fit, wasMoved, toPicture } =
    useView(plan, {
      mayDrag: (target) => {
        dragged.current = target.closest("[data-drag]")?.getAttribute("data-drag") ?? null;
        return dragged.current !== null;
      },
      onDrag: (event) => {
        if (dragged.current === null) return;
        const below = document.elementsFromPoint(event.clientX, event.clientY);
        const over = below.map((each) => hitOf(each).table).find((each) => each !== null) ?? null;
        setGhost({ guest: dragged.current, at: toPicture(event.clientX, event.clientY), over });
      },
      onDrop: (event) => {
        setGhost(null);
        const below = document.elementsFromPoint(event.clientX, event.clientY).map(hitOf);
        const hit = below.find((each) => each.place !== null) ?? below.find((each) => each.table);
        if (dragged.current && hit?.table) onDrop(dragged.current, hit.table, hit.place);
        dragged.current = null;
      },
    });

  const find = (record: RecordId | null) =>
    plan.tables.find((each) => each.setting.table.record === record);
  // Narrow screens begin close enough to read, at the picked table or at the first.
  const isSet = useRef(false);
  useEffect(() => {
    if (isSet.current || !isMeasured) return;
    isSet.current = true;
    const first = find(picked) ?? plan.tables[0];
    if (scale < leastScale && first) centre(first.at, leastScale / scale);
  }, [isMeasured]);
  useEffect(() => {
    const drawn = find(picked);
    if (drawn && isSet.current) reveal(drawn.at);
  }, [picked]);

  const focusOn = (selector: string) => {
    svg.current?.querySelector<SVGGElement>(selector)?.focus({ preventScroll: true });
  };
  const faceOf = (record: RecordId) => `[data-face="${CSS.escape(record)}"]`;

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const hit = hitOf(event.target);
    if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") {
      if (hit.place !== null && hit.table && hand === null) focusOn(faceOf(hit.table));
      else if (!onEscape()) return;
    } else if (event.key === "Enter" || event.key === " ") {
      if (hit.table === null) return;
      if (hit.place !== null) onPlace(hit.table, hit.place);
      else if (hit.table === picked) {
        const isWanted = hand !== null;
        focusOn(isWanted ? "[data-place]:not(.on, .shut)" : "[data-place]");
      } else onTable(hit.table);
    } else if (arrows.has(event.key)) {
      if (hit.place !== null) {
        const count = find(hit.table)?.setting.places.length ?? 1;
        const by = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1;
        focusOn(`[data-place="${((hit.place - 1 + by + count) % count) + 1}"]`);
      } else {
        const next = neighbour(plan, hit.table ?? "", event.key as Way4);
        const drawn = find(next);
        if (!next || !drawn) return;
        reveal(drawn.at);
        focusOn(faceOf(next));
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onClick = (event: MouseEvent) => {
    if (wasMoved.current) return;
    const hit = hitOf(event.target);
    if (hit.table === null) return;
    if (hit.place !== null) onPlace(hit.table, hit.place);
    else onTable(hit.table);
  };

  const first = find(picked) ?? plan.tables[0];
  // What is drawn before the window is known would be laid out twice.
  const drawnTables = isMeasured ? plan.tables : [];
  const unit = !isMeasured ? 1 : Math.min(1.5, 1 / (scale * view.k));
  const pill = (drawn: Drawn, y: number, text: string, kind: string) => {
    const width = text.length * 7.2 * Math.max(1, unit) + 22;
    const x = Math.min(plan.width - width / 2 - 4, Math.max(width / 2 + 4, drawn.at.x));
    return (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of a drawing takes no focus
      <g class={`pill ${kind}`} key={`${kind} ${drawn.setting.table.record}`} aria-hidden="true">
        <rect x={x - width / 2} y={y - 12} width={width} height="24" rx="12" />
        <text x={x} y={y + 4.5}>
          {text}
        </text>
      </g>
    );
  };
  const buttons = (
    <div class="zoom no-print">
      <IconButton icon="zoom-in" look="quiet" label={say("zoomIn")} onClick={() => zoom(1.4)} />
      <IconButton
        icon="zoom-out"
        look="quiet"
        label={say("zoomOut")}
        disabled={view.k <= 1}
        onClick={() => zoom(1 / 1.4)}
      />
      <IconButton
        icon="layout-grid"
        look="quiet"
        label={say("zoomFit")}
        disabled={view.k <= 1}
        onClick={fit}
      />
    </div>
  );
  return (
    <div class="canvas">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with parts to press */}
      <svg
        ref={svg}
        class={view.k > 1 ? "plan near" : "plan"}
        dir="ltr"
        viewBox={`0 0 ${frame.width.toFixed(1)} ${frame.height.toFixed(1)}`}
        role="group"
        aria-label={say("planOf", { hall })}
        aria-describedby="plan-help"
        style={{ "--unit": unit }}
        onClick={onClick}
        onKeyDown={onKey}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
          <rect class="wall" x="1" y="1" width={plan.width - 2} height={plan.height - 2} rx="3" />
          {!isMeasured && <g class="blank" />}
          {drawnTables.map((drawn) => {
            const { record } = drawn.setting.table;
            return (
              <InTurn key={record} blank={<g class="blank" />}>
                <TableView
                  drawn={drawn}
                  isPicked={record === picked}
                  isFirst={drawn === first}
                  editor={editors.get(record) ?? null}
                  isTarget={ghost?.over === record}
                  hand={hand}
                  isTight={unit > 1.12}
                />
              </InTurn>
            );
          })}
          {drawnTables.map((drawn) => {
            const { setting, outline, at } = drawn;
            const over = setting.seated - setting.capacity;
            const editor = editors.get(setting.table.record);
            return [
              editor &&
                pill(
                  drawn,
                  Math.max(14, at.y - outline.halfHeight - 10),
                  say("isEditing", { name: editor }),
                  "lk",
                ),
              over > 0 &&
                pill(
                  drawn,
                  Math.min(plan.height - 14, at.y + outline.halfHeight + 7),
                  say("isOver", { count: over }),
                  "ov",
                ),
            ];
          })}
        </g>
        {ghost && <circle class="ghost" cx={ghost.at.x} cy={ghost.at.y} r="14" />}
      </svg>
      <p class="vh" id="plan-help">
        {say("planHelp")}
      </p>
      <div class="under">
        {legend}
        {buttons}
      </div>
    </div>
  );
}
