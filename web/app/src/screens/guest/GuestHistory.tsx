import type { ComponentChildren } from "preact";
import { type Change, useChanges } from "../../data/changes.ts";
import { useClient } from "../../data/client.ts";
import type { Guest } from "../../data/guests.ts";
import { useNow } from "../../data/now.ts";
import { guest as say } from "../../words/en/guest.ts";
import { reasons } from "../../words/en/reasons.ts";
import { list, moment, share } from "../../words/format.ts";

const fieldsMax = 3;
const shownMax = 8;

/** The names of the fields that changed, the first few in words. */
function fieldsInWords(fields: readonly string[]): string {
  const names = fields.flatMap((field) => (field in say.en ? [say(field as "meal")] : []));
  const shown = names.slice(0, fieldsMax);
  const more = names.length - shown.length;
  return list(more > 0 ? [...shown, say("more", { count: more })] : shown);
}

function sentenceOf(change: Change, who: ComponentChildren): ComponentChildren {
  if (change.isFirst) return say.rich("made", { who });
  const what = <span>{fieldsInWords(change.fields)}</span>;
  const by = change.settledBy;
  if (!by) return say.rich("changed", { who, what });
  return by.reason === "likely_choice"
    ? reasons.rich("likely_choice", { what, share: share(by.confidence) })
    : reasons.rich(by.reason, { what });
}

/** Who changed what about a guest. */
export function GuestHistory({ guest }: { readonly guest: Guest }) {
  const client = useClient();
  const known = useChanges(guest.scope, guest.record, guest);
  const nowMs = useNow(client);
  const me = client.identity.value?.person;
  if (known === null) return <aside class="changes" />;
  return (
    <aside class="changes no-print">
      <h2>{say("history")}</h2>
      <ol class="rows">
        {known.changes.slice(0, shownMax).map((change) => {
          const isMine = change.person !== "" && change.person === me;
          const who = isMine ? (
            <span class="mine-t">{say("you")}</span>
          ) : (
            <bdi>{change.person || say("someone")}</bdi>
          );
          return (
            <li key={change.dot}>
              <small class="nw">{moment(change.ms, nowMs)}</small>
              <span>
                {sentenceOf(change, who)}
                {change.isPending && <small> · {say("notYetShared")}</small>}
              </span>
            </li>
          );
        })}
      </ol>
      <p class="xs">{say(known.isWhole ? "historyWhole" : "historyPart")}</p>
    </aside>
  );
}
