import { rowKey } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { checkIn, type Guest, isComing } from "../../data/guests.ts";
import { nowMs } from "../../data/now.ts";
import { useWho } from "../../data/who.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Marked } from "../../parts/Marked.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { guests as say } from "../../words/en/guests.ts";
import { shell } from "../../words/en/shell.ts";
import { clock } from "../../words/format.ts";

interface GuestRowProps {
  readonly guest: Guest;
  readonly spans: readonly (readonly [number, number])[];
  readonly table: string;
  readonly partySize: number;
  readonly isFirst: boolean;
}

/** What the door and the kitchen must not miss. */
export function GuestTags({ guest }: { readonly guest: Guest }) {
  return (
    <>
      {guest.allergies && (
        <span class="tag warn">
          <Icon name="triangle-alert" small />
          {say("allergy", { what: guest.allergies })}
        </span>
      )}
      {guest.diets.map((diet) => (
        <span class="tag" key={diet}>
          <bdi>{diet}</bdi>
        </span>
      ))}
      {guest.needsWheelchair && (
        <span class="tag">
          <Icon name="accessibility" small />
          {say("wheelchair")}
        </span>
      )}
      {guest.isChild && (
        <span class="tag">
          <Icon name="baby" small />
          {say("child")}
        </span>
      )}
      {!isComing(guest) && <span class="tag warn">{say("declined")}</span>}
    </>
  );
}

/** Since when a guest is here, and who let them in. */
export function CheckedIn({ guest }: { readonly guest: Guest }) {
  const client = useClient();
  const deed = useWho(guest.scope, guest.record, "checked_in_at", guest.inAtMs);
  const isMine = deed !== null && deed.person === client.identity.value?.person;
  const first = deed?.person.split(" ")[0];
  const isUnshared = client.unshared.value.has(rowKey(guest));
  return (
    <span class="checked two">
      <b class="acc">
        <Icon name="check" small /> {guest.inAtMs === null ? say("here") : clock(guest.inAtMs)}
        {isUnshared && (
          <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
        )}
      </b>
      <span class="xs">
        {isMine ? say("byYou") : first ? say("by", { name: first }) : "\u00a0"}
      </span>
    </span>
  );
}

/** Checks a guest in, and says where they sit. */
export function useCheckIn(): (guest: Guest, table: string) => void {
  const client = useClient();
  const act = useAct();
  return (guest, table) => {
    const { name } = guest;
    const words = table ? say("isInTable", { name, table }) : say("isIn", { name });
    void act(checkIn(guest, nowMs(client)), words);
  };
}

export function GuestRow({ guest, spans, table, partySize, isFirst }: GuestRowProps) {
  const onCheckIn = useCheckIn();
  const { name, party } = guest;
  return (
    <>
      <a class="guest-name cover grow two" href={paths.guest(guest.scope, guest.record)}>
        <span class="name">
          <Marked text={name} spans={spans} />
          {guest.plusOnes > 0 && (
            <>
              <bdi class="plus" dir="ltr" aria-hidden="true">
                {say("plus", { count: guest.plusOnes })}
              </bdi>
              <span class="vh"> {say("plusLong", { count: guest.plusOnes })}</span>
            </>
          )}
          {guest.isDisputed && (
            <span class="warn-t" title={shell("disputed")}>
              <Icon name="split" small />
              <span class="vh">{shell("disputed")}</span>
            </span>
          )}
        </span>
        <small>
          {party ? say("party", { party, count: partySize }) : say("alone")}
          <span class="ph"> · {table || say("noTable")}</span>
        </small>
        <span class="ph guest-tags">
          <GuestTags guest={guest} />
        </span>
      </a>
      <span class="guest-tags tb">
        <GuestTags guest={guest} />
      </span>
      <span class={`guest-table tb ${table ? "" : "none"}`}>
        <bdi>{table || say("noTable")}</bdi>
      </span>
      {guest.isIn ? (
        <CheckedIn guest={guest} />
      ) : (
        <button
          type="button"
          class={`btn big check-in ${isFirst ? "primary" : "soft"}`}
          aria-label={say("checkInName", { name })}
          onClick={() => onCheckIn(guest, table)}
        >
          {say("checkIn")}
        </button>
      )}
    </>
  );
}
