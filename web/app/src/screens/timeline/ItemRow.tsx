import { rowKey } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { minuteMs, nowMs as nowOf } from "../../data/now.ts";
import { type Item, type ItemState, isBuffer, setDone } from "../../data/timeline.ts";
import { telOf, type VendorName } from "../../data/vendor_names.ts";
import { Avatar } from "../../parts/Avatar.tsx";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { shell } from "../../words/en/shell.ts";
import { timeline as say } from "../../words/en/timeline.ts";
import { clock, minutes } from "../../words/format.ts";

/** Where a shift that is not done yet would put an item. */
export interface Preview {
  readonly startsMs: number;
  readonly minutes: number;
}

interface ItemRowProps {
  readonly item: Item;
  readonly state: ItemState;
  readonly vendor: VendorName | null;
  readonly isPicked: boolean;
  readonly isNext: boolean;
  readonly isMine: boolean;
  readonly preview: Preview | null;
  readonly nowMs: number;
}

const classOf = ({ kind }: ItemState): string =>
  ({ done: "is-done", late: "is-late", "under way": "is-now", "to come": "" })[kind];

function Time({ item, preview }: { readonly item: Item; readonly preview: Preview | null }) {
  if (item.isOpen) return <span class="tl-time s">{say("noTime")}</span>;
  if (preview && preview.startsMs !== item.startsMs) {
    return (
      <span class="tl-time">
        <s>{clock(item.startsMs)}</s>
        <b>{clock(preview.startsMs)}</b>
      </span>
    );
  }
  return (
    <span class="tl-time">
      <b>{clock(item.startsMs)}</b>
    </span>
  );
}

function lengthOf(item: Item, state: ItemState, preview: Preview | null) {
  if (state.kind === "late") {
    const time = minutes(Math.max(1, Math.floor(state.byMs / minuteMs)));
    return (
      <b class="warn-t">
        {state.isVendor ? say("lateBy", { time }) : say("overdue", { time: clock(item.endsMs) })}
      </b>
    );
  }
  if (preview && preview.minutes !== item.minutes) {
    return (
      <>
        <s>{minutes(item.minutes)}</s> {minutes(preview.minutes)}
      </>
    );
  }
  if (state.kind === "under way") return say("until", { time: clock(item.endsMs) });
  return item.minutes > 0 ? minutes(item.minutes) : "";
}

/** One line of the run sheet, with the one thing that is to be done about it. */
export function ItemRow(props: ItemRowProps) {
  const { item, state, vendor, isPicked, isNext, isMine, preview } = props;
  const client = useClient();
  const act = useAct();
  const buffer = isBuffer(item);
  const owner = item.owner || (vendor?.name ?? "");
  const tel = vendor ? telOf(vendor.phone) : null;
  const isUnshared = client.unshared.value.has(rowKey(item));
  const canEnd = state.kind === "under way" || (state.kind === "late" && !state.isVendor) || isNext;
  const names = [
    "tl-item",
    classOf(state),
    buffer ? "is-buffer" : "",
    preview ? "is-shifted" : "",
    isPicked ? "is-picked" : "",
  ];
  return (
    <li class={names.filter(Boolean).join(" ")}>
      <Time item={item} preview={preview} />
      <i class="tl-node" />
      <a
        class="grow two cover"
        href={paths.timelineItem(item.scope, item.record)}
        {...(isPicked && { "aria-current": "true" })}
      >
        <span class="tl-name">
          {state.kind === "late" && <Icon name="triangle-alert" small />}
          {item.isDisputed && <Icon name="split" small class="warn-t" />} <bdi>{item.title}</bdi>
          {item.isDisputed && <span class="vh"> {shell("disputed")}</span>}
          {item.shiftedMin !== 0 && !preview && (
            <span class="theirs-t moved" dir="ltr">
              {item.shiftedMin > 0 ? "+" : "−"}
              {say("movedBy", { minutes: Math.abs(item.shiftedMin) })}
            </span>
          )}
          {isUnshared && (
            <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
          )}
        </span>
        <small>
          {state.kind === "late" && <span class="ph">{lengthOf(item, state, preview)} · </span>}
          {buffer ? (
            <>
              <Icon name="hourglass" small /> {say("soaks")}
            </>
          ) : (
            item.room && (
              <>
                <Icon name="map-pin" small /> <bdi>{item.room}</bdi>
              </>
            )
          )}
        </small>
      </a>
      <small class="tl-length">{lengthOf(item, state, preview)}</small>
      <span class="tl-owner">
        {owner && (
          <>
            <Avatar name={owner} state={isMine ? "me" : "here"} />
            <small>
              {isMine ? (
                say("youOwn", { name: owner.split(" ")[0] ?? owner })
              ) : (
                <bdi>{item.owner ? owner.split(" ")[0] : owner}</bdi>
              )}
            </small>
          </>
        )}
      </span>
      <span class="tl-act no-print">
        {state.kind === "late" && state.isVendor && tel ? (
          <LinkButton href={tel} icon="phone" label={`${shell("call")}: ${vendor?.name ?? ""}`}>
            {shell("call")}
          </LinkButton>
        ) : canEnd && !buffer ? (
          <Button
            aria-label={say("markDone", { title: item.title })}
            onClick={() =>
              void act(setDone(item, true, nowOf(client)), say("doneName", { title: item.title }))
            }
          >
            {say("done")}
          </Button>
        ) : state.kind === "done" ? (
          <span class="acc s">
            <Icon name="check" small /> {say("isDone")}
          </span>
        ) : (
          <a
            class="btn quiet icon"
            href={paths.timelineItem(item.scope, item.record)}
            aria-label={shell("moreFor", { name: item.title })}
          >
            <Icon name="ellipsis" />
          </a>
        )}
      </span>
    </li>
  );
}
