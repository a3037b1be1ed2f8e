import type { History, OutboxEntry } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { kindWords, momentWords, recordsIn } from "../../data/any_record.ts";
import { deedsOf, tell } from "../../data/change_words.ts";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { useNamed } from "../../data/named.ts";
import { Icon } from "../../parts/Icon.tsx";
import type { IconName } from "../../parts/icon_names.ts";
import { sync as say } from "../../words/en/sync.ts";
import { toldWords } from "./told_words.tsx";

const shownMax = 40;

const icons: Readonly<Record<string, IconName>> = {
  guests: "user",
  tables: "armchair",
  seats: "armchair",
  vendors: "truck",
  arrivals: "truck",
  timeline_items: "clock",
  tasks: "check",
  notes: "notebook-pen",
  forms: "clipboard-list",
  form_definitions: "clipboard-list",
  clients: "heart-handshake",
  contacts: "phone",
  events: "calendar",
};

/** The histories of the records of the changes, by the change. */
function useHistories(entries: readonly OutboxEntry[]): ReadonlyMap<string, History> {
  const client = useClient();
  const [found, setFound] = useState<ReadonlyMap<string, History>>(new Map());
  const key = entries.map((each) => each.dot).join(" ");
  useEffect(() => {
    let isWanted = true;
    const ask = async ({ scope, dot, records }: OutboxEntry) => {
      const [record] = records;
      if (record === undefined) return null;
      const history = await client.history(scope, record).catch(() => null);
      return history && ([dot, history] as const);
    };
    void Promise.all(entries.map(ask)).then((all) => {
      if (isWanted) setFound(new Map(all.filter((each) => each !== null)));
    });
    return () => {
      isWanted = false;
    };
  }, [client, key]);
  return found;
}

/** Own changes that the team does not have yet, each in a sentence. */
export function Waiting({ nowMs }: { readonly nowMs: number }) {
  const client = useClient();
  const weddings = useWeddings();
  const outbox = client.outbox.value;
  const { sending, connection } = client.status.value;
  const shown = outbox.slice(0, shownMax);
  const histories = useHistories(shown);
  const deeds = shown.map((entry) => {
    const history = histories.get(entry.dot);
    return history ? deedsOf(history, entry.records[0] ?? "", entry.dot) : [];
  });
  const named = useNamed(
    shown.flatMap((entry, at) => [
      ...entry.records.slice(0, 1).map((record) => ({ scope: entry.scope, record })),
      ...recordsIn(
        entry.scope,
        (deeds[at] ?? []).map((deed) => deed.value),
      ),
    ]),
    histories,
  );
  const titles = (record: string) => named(record)?.title ?? null;
  return (
    <section>
      <div class="sec">
        <h2>{say("waitingTitle")}</h2>
        {outbox.length > 0 && <p class="s">{say("waitingSub")}</p>}
      </div>
      {outbox.length === 0 && (
        <p class="calm">
          <Icon name="check" small />{" "}
          {say(connection === "open" ? "nothingWaits" : "nothingWaitsOffline")}
        </p>
      )}
      <ul class="rows">
        {shown.map((entry, at) => {
          const record = entry.records[0] ?? "";
          const about = named(record);
          const name =
            about?.title ?? (about === null ? say("w_gone") : kindWords(about?.collection ?? ""));
          const wedding = weddings.find((each) => each.scope === entry.scope);
          const state =
            entry.status === "durable" ? "withTeam" : at < sending ? "onItsWay" : "savedHere";
          const more = entry.records.length - 1;
          return (
            <li key={entry.dot} class="waiting-row">
              <Icon name={icons[about?.collection ?? ""] ?? "pen-line"} />
              <span class="grow two">
                <span>
                  {toldWords(tell(deeds[at] ?? []), { name, titles, nowMs })}
                  {more > 0 && ` ${say("moreWaiting", { count: more })}`}
                </span>
                <small>
                  <bdi>{wedding?.hall || wedding?.name || ""}</bdi> ·{" "}
                  {momentWords(entry.created_ms, nowMs)}
                </small>
              </span>
              <span class={state === "savedHere" ? "tag" : "tag acc"}>{say(state)}</span>
            </li>
          );
        })}
      </ul>
      {outbox.length > shown.length && (
        <p class="s">{say("moreWaiting", { count: outbox.length - shown.length })}</p>
      )}
    </section>
  );
}
