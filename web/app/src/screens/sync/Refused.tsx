import type { Edit, RefusedEntry } from "@wedsync/client";
import { useState } from "preact/hooks";
import { momentWords, recordsIn } from "../../data/any_record.ts";
import { type Deed, deedsOfEdits, tell } from "../../data/change_words.ts";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { useNamed } from "../../data/named.ts";
import { Button } from "../../parts/Button.tsx";
import { download } from "../../parts/download.ts";
import { Icon } from "../../parts/Icon.tsx";
import { TypedConfirm } from "../../parts/TypedConfirm.tsx";
import { toast } from "../../shell/toasts.ts";
import { shell } from "../../words/en/shell.ts";
import { sync as say } from "../../words/en/sync.ts";
import { isMendable, Mend } from "./Mend.tsx";
import { toldText, toldWords } from "./told_words.tsx";

/** Own changes that the hub would not take: why, and what can be done. */
export function Refused({ nowMs }: { readonly nowMs: number }) {
  const client = useClient();
  const refused = client.refused.value;
  if (refused.length === 0) return null;
  return (
    <section>
      <div class="sec">
        <h2>{say("refusedTitle")}</h2>
        <p class="s">{say("refusedSub")}</p>
      </div>
      <ul class="refusals">
        {refused.map((each) => (
          <Refusal key={each.dot} entry={each} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function reasonWords(reason: string): string {
  const key = `reason_${reason}`;
  return say(key in say.en ? (key as "reason_other") : "reason_other");
}

function Refusal({ entry, nowMs }: { readonly entry: RefusedEntry; readonly nowMs: number }) {
  const client = useClient();
  const weddings = useWeddings();
  const [isMending, setMending] = useState(false);
  const [isDiscarding, setDiscarding] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const all = deedsOfEdits(entry.edits);
  const record = all[0]?.record ?? "";
  const deeds = all.filter((each: Deed) => each.record === record);
  const named = useNamed([
    ...(record ? [{ scope: entry.scope, record }] : []),
    ...recordsIn(
      entry.scope,
      deeds.map((each) => each.value),
    ),
  ]);
  const titles = (id: string) => named(id)?.title ?? null;
  const isCreated = record === "";
  const createdName = all.find((each) => typeof each.value === "string")?.value;
  const name = isCreated
    ? String(createdName ?? say("w_unknown"))
    : (named(record)?.title ?? say("w_gone"));
  const around = { name, titles, nowMs };
  const told = tell(isCreated ? all : deeds);
  const wedding = weddings.find((each) => each.scope === entry.scope);
  const time = momentWords(entry.refused_ms, nowMs);
  const reason = reasonWords(entry.reason);

  const retry = async (edits: readonly Edit[]) => {
    setBusy(true);
    try {
      await client.retryRefused(entry.scope, entry.dot, edits);
      toast(`${say("triedAgain")} · ${shell("savedHere")}`);
    } catch {
      toast(shell("notSaved"), { kind: "bad" });
      setBusy(false);
    }
  };
  const keep = () => {
    const text = `${toldText(told, around)}\n${wedding?.name ?? ""}\n${say("refusedAt", { time, reason })}\n\n${JSON.stringify(entry, null, 2)}\n`;
    download(`refused-${entry.refused_ms}.txt`, new Blob([text], { type: "text/plain" }));
  };
  const discard = async () => {
    setDiscarding(false);
    try {
      await client.discardRefused(entry.scope, entry.dot);
      toast(say("discarded"));
    } catch {
      toast(shell("notSaved"), { kind: "bad" });
    }
  };

  return (
    <li class="refusal">
      <Icon name="triangle-alert" class="bad-t" />
      <div class="grow">
        <p>{toldWords(told, around)}</p>
        <p class="s">
          <bdi>{wedding?.hall || wedding?.name || ""}</bdi> · {say("refusedAt", { time, reason })}
        </p>
        {isMending ? (
          <Mend
            edits={entry.edits}
            onRetry={(edits) => void retry(edits)}
            onClose={() => setMending(false)}
          />
        ) : (
          <div class="actions">
            {isMendable(entry.edits) ? (
              <Button look="primary" disabled={isBusy} onClick={() => setMending(true)}>
                {say("mend")}
              </Button>
            ) : (
              <Button look="primary" disabled={isBusy} onClick={() => void retry(entry.edits)}>
                {say("tryAgain")}
              </Button>
            )}
            <Button icon="download" onClick={keep}>
              {say("keepCopy")}
            </Button>
            <Button look="quiet" class="bad-t" onClick={() => setDiscarding(true)}>
              {say("discard")}
            </Button>
          </div>
        )}
      </div>
      {isDiscarding && (
        <TypedConfirm
          title={say("discardTitle")}
          word={say("discardWord")}
          button={say("discardDo")}
          onConfirm={() => void discard()}
          onClose={() => setDiscarding(false)}
        >
          <p>{say("discardText", { what: toldText(told, around) })}</p>
        </TypedConfirm>
      )}
    </li>
  );
}
