import type { Arrival } from "../../data/arrivals.ts";
import { lateBy } from "../../data/arrivals.ts";
import type { Board } from "../../data/board.ts";
import { useClient } from "../../data/client.ts";
import { textOf } from "../../data/fields.ts";
import type { Counted } from "../../data/guests.ts";
import { useLive } from "../../data/live.ts";
import { minuteMs } from "../../data/now.ts";
import { overfull, useTableNames } from "../../data/tables.ts";
import { type Item, stateOf } from "../../data/timeline.ts";
import { useToDecide } from "../../data/to_decide.ts";
import { LinkButton, type Look } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import type { IconName } from "../../parts/icon_names.ts";
import { paths } from "../../router/paths.ts";
import { shell } from "../../words/en/shell.ts";
import { today as say } from "../../words/en/today.ts";
import { clock, minutes } from "../../words/format.ts";

export interface AttentionProps {
  readonly board: Board;
  readonly items: readonly Item[];
  readonly arrivals: readonly Arrival[];
  readonly guests: readonly Counted[];
  readonly nowMs: number;
}

interface Need {
  readonly key: string;
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly href: string;
  readonly action: string;
  readonly actionIcon?: IconName;
  readonly look?: Look;
}

const shownMax = 4;

/** What somebody has to see to, the most pressing first. */
export function Attention({ board, items, arrivals, guests, nowMs }: AttentionProps) {
  const client = useClient();
  const tables = useTableNames();
  const vendors = useLive({ collection: "vendors", fields: ["name", "phone"] }).rows;
  const halls = new Map(board.lanes.map((lane) => [lane.scope, lane.hall || lane.name]));
  const hallOf = (scope: string) => halls.get(scope) ?? "";

  const late = arrivals
    .filter((each) => halls.has(each.scope) && lateBy(each, nowMs) > 0)
    .sort((a, b) => lateBy(b, nowMs) - lateBy(a, nowMs))
    .map((each): Need => {
      const vendor = vendors.find((row) => row.record === each.vendor);
      const phone = vendor ? textOf(vendor, "phone") : "";
      const name = each.label || (vendor ? textOf(vendor, "name") : "");
      const time = minutes(Math.floor(lateBy(each, nowMs) / minuteMs));
      return {
        key: each.record,
        icon: "truck",
        title: say("lateMin", { name, time }),
        text: say("wasDue", { hall: hallOf(each.scope), time: clock(each.dueMs ?? 0) }),
        href: phone ? `tel:${phone.replace(/[^+\d]/g, "")}` : paths.vendors(each.scope),
        action: phone ? shell("call") : shell("open"),
        ...(phone && { actionIcon: "phone" as const }),
      };
    });
  const overdue = items
    .filter((each) => halls.has(each.scope))
    .flatMap((each): Need[] => {
      const state = stateOf(each, arrivals, nowMs);
      if (state.kind !== "late" || state.isVendor) return [];
      return [
        {
          key: each.record,
          icon: "clock",
          title: say("overdue", { title: each.title }),
          text: say("overdueText", { hall: hallOf(each.scope), time: clock(each.endsMs) }),
          href: paths.timelineItem(each.scope, each.record),
          action: shell("open"),
        },
      ];
    });
  const over = overfull(tables, guests)
    .filter(({ table }) => halls.has(table.scope))
    .map(
      ({ table, guests: count, over: more }): Need => ({
        key: table.record,
        icon: "armchair",
        title: say("tableOver", { table: table.label, count: more }),
        text: say("tableSeats", {
          hall: hallOf(table.scope),
          guests: count,
          seats: table.capacity ?? 0,
        }),
        href: paths.table(table.scope, table.record),
        action: shell("open"),
      }),
    );

  const { refused } = client.status.value;
  const toDecide = useToDecide();
  const oldest = Math.min(
    ...client.conflicts.value.flatMap((each) => each.siblings.map((sibling) => sibling.ms)),
  );
  const decide: Need[] =
    toDecide > 0
      ? [
          {
            key: "decide",
            icon: "split",
            title: say("decide", { count: toDecide }),
            text: Number.isFinite(oldest) ? say("oldest", { time: clock(oldest) }) : "",
            href: paths.decide,
            action: say("review"),
            look: "primary",
          },
        ]
      : [];
  const untaken: Need[] =
    refused > 0
      ? [
          {
            key: "refused",
            icon: "triangle-alert",
            title: say("notTaken", { count: refused }),
            text: say("notTakenText"),
            href: paths.sync,
            action: say("see"),
          },
        ]
      : [];
  const urgent = [...late, ...overdue];
  const standing = [...untaken, ...decide];
  const needs = [
    ...urgent.slice(0, Math.max(1, shownMax - standing.length - Math.min(1, over.length))),
    ...over.slice(0, 1),
    ...standing,
  ];

  return (
    <section class="attention">
      <h2>{say("attention")}</h2>
      {needs.length === 0 ? (
        <p class="calm">
          <Icon name="check" /> {say("calm")}
        </p>
      ) : (
        <ul class="rows">
          {needs.map((need) => (
            <li key={need.key}>
              <Icon name={need.icon} class="warn-t" />
              <span class="grow two">
                <span class="b">{need.title}</span>
                <small>{need.text}</small>
              </span>
              <LinkButton
                href={need.href}
                label={`${need.action}: ${need.title}`}
                icon={need.actionIcon}
                {...(need.look && { look: need.look })}
              >
                {need.action}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
