import type { FieldName, Forecast, Happening, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { hints as say } from "../words/en/hints.ts";
import { minutes, since } from "../words/format.ts";
import { momentWords } from "./any_record.ts";
import { useClient } from "./client.ts";
import { minuteMs, nowMs } from "./now.ts";

/** What is said to somebody who enters a field that others may be changing too. It never stops an edit. */
export interface Hint {
  readonly field: string;
  readonly forecast: Forecast;
  /** What others did with the record lately, the newest first. */
  readonly happenings: readonly Happening[];
  /** Until when this device knows what the team did; null: until now. */
  readonly knownMs: number | null;
  readonly askedMs: number;
}

const isSame = (a: FieldName, b: FieldName) => JSON.stringify(a) === JSON.stringify(b);

/** When `who` edited the field last, as far as is known here, else anything of the record; null: not known. */
function editedMs(hint: Hint, who: string): number | null {
  const edits = hint.happenings.filter(
    (each) => each.kind === "edited" && (each.person || each.device) === who,
  );
  const found = edits.find((each) => each.fields.some((field) => isSame(field, hint.field)));
  const edit = found ?? edits[0];
  return edit ? hint.askedMs - edit.age_ms : null;
}

type Why = Forecast["reasons"][number];

function whyWords(hint: Hint, { code, who, left_ms }: Why): string {
  const name = who || say("somebody");
  const left = left_ms === undefined ? null : minutes(Math.max(1, Math.ceil(left_ms / minuteMs)));
  const ms = editedMs(hint, who);
  const when = ms === null ? "" : since(ms, hint.askedMs);
  switch (code) {
    case "held":
      return left === null ? say("held", { name }) : say("heldFor", { name, left });
    case "work_area":
      return left === null ? say("workArea", { name }) : say("workAreaFor", { name, left });
    case "editing_now":
      return say("editingNow", { name });
    case "looking_now":
      return say("lookingNow", { name });
    case "out_of_reach":
      return hint.knownMs === null
        ? say("outOfReach")
        : say("outOfReachSince", { time: momentWords(hint.knownMs, hint.askedMs) });
    case "away_with_it":
      return when ? say("awaySince", { name, when }) : say("away", { name });
    case "someone_away":
      return say("someoneAway", { name });
    case "touched_lately":
      return when ? say("touchedSince", { name, when }) : say("touched", { name });
    case "often_shared":
      return say("oftenShared");
  }
}

function adviceWords({ advice, whom }: Forecast): string {
  const name = whom || say("somebody");
  switch (advice) {
    case "go_on":
      return "";
    case "wait_for_reach":
      return say("waitForReach");
    case "wait_for_person":
      return say("waitForPerson", { name });
    case "ask":
      return say("ask", { name });
    case "work_elsewhere":
      return say("workElsewhere");
    case "take_over":
      return say("takeOver", { name });
  }
}

/** What a hint says: why, what would be better ("" where nothing is), and that one may go on. */
export function hintWords(hint: Hint): {
  readonly why: readonly string[];
  readonly better: string;
} {
  const why = hint.forecast.reasons.slice(0, 2).map((each) => whyWords(hint, each));
  return { why: [...new Set(why)], better: adviceWords(hint.forecast) };
}

const happeningsMax = 20;

/** What the engine forecasts of an edit here and now; null where that is nothing worth saying. */
async function hintOf(
  client: ReturnType<typeof useClient>,
  scope: ScopeId,
  record: RecordId,
  field: string,
): Promise<Hint | null> {
  const forecast = await client.forecast(scope, record, field);
  if (forecast.level === "none") return null;
  const all = await client.activity({ scope, record, limit: happeningsMax });
  const { connection, lastInSyncMs } = client.status.peek();
  return {
    field,
    forecast,
    happenings: all.filter((each) => !each.own),
    knownMs: connection === "open" ? null : lastInSyncMs,
    askedMs: nowMs(client),
  };
}

/**
 * Asks the engine when a field is entered, and anew while one is in it whenever somebody comes or goes,
 * takes or gives back, or the network does. Every level but "none" is worth a hint: the engine has the threshold.
 */
export function useHint(scope: ScopeId, record: RecordId) {
  const client = useClient();
  const [at, setAt] = useState<string | null>(null);
  const [hint, setHint] = useState<Hint | null>(null);
  const present = client.present.value;
  const claims = client.claims.value;
  const { connection } = client.status.value;
  useEffect(() => {
    if (at === null || record === "") return;
    let isWanted = true;
    hintOf(client, scope, record, at).then(
      (found) => isWanted && setHint(found),
      () => undefined, // A hint that cannot be had is none.
    );
    return () => {
      isWanted = false;
    };
  }, [client, scope, record, at, present, claims, connection]);
  return {
    hint: hint?.field === at ? hint : null,
    ask: setAt,
    drop: () => {
      setAt(null);
      setHint(null);
    },
  };
}
