import type { Claim, ClaimOn, ScopeId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { areasOf, isHolding } from "../../data/claims.ts";
import { useClient } from "../../data/client.ts";
import { minuteMs, useNow } from "../../data/now.ts";
import { Avatar } from "../../parts/Avatar.tsx";
import { Button } from "../../parts/Button.tsx";
import { toast } from "../../shell/toasts.ts";
import { areas as say } from "../../words/en/areas.ts";
import { shell } from "../../words/en/shell.ts";
import { minutes } from "../../words/format.ts";
import { TakeArea } from "./TakeArea.tsx";
import "./areas.css";

/** What is taken, in words. */
export function onWords(claim: Pick<Claim, "on" | "label">): string {
  const { on, label } = claim;
  if (label) return label;
  if ("from" in on) return say("tables", { from: on.from, to: on.to });
  if ("collection" in on && on.collection === "vendors") return say("vendors");
  return say("some");
}

const leftOf = (claim: Claim, nowMs: number) =>
  minutes(Math.max(1, Math.round((claim.untilMs - nowMs) / minuteMs)));

export function stateWords(claim: Claim, nowMs: number): string {
  const left = leftOf(claim, nowMs);
  switch (claim.state) {
    case "held":
      if (!claim.isLive) return say("heldBefore", { left });
      return say("for", { left });
    case "asked":
      return say("for", { left });
    case "alone":
      return say("alone", { left });
    case "waiting":
      return say(claim.own ? "waitingOwn" : "waiting");
    case "taken":
      return say("taken", { name: claim.takenBy });
    case "refused":
      return say("refused");
  }
}

/** Said at a record that somebody else looks after. */
export const caredForWords = (claim: Claim, nowMs: number): string =>
  say("caredFor", {
    name: claim.person || claim.device,
    what: onWords(claim),
    left: leftOf(claim, nowMs),
  });

function Line({ claim, nowMs }: { readonly claim: Claim; readonly nowMs: number }) {
  const client = useClient();
  const name = claim.own ? shell("you") : claim.person || claim.device;
  const what = onWords(claim);
  const giveBack = () =>
    client.release(claim.on).catch(() => toast(shell("notSaved"), { kind: "bad" }));
  const takeOver = () =>
    client
      .claim(claim.on, { takeOver: true, label: claim.label })
      .catch(() => toast(shell("notSaved"), { kind: "bad" }));
  return (
    <li class="area">
      <Avatar
        name={claim.person || claim.device}
        state={claim.own ? "me" : claim.isLive ? "here" : "away"}
      />
      <span class="grow two">
        <span class="b">
          <bdi>{name}</bdi> · <bdi>{what}</bdi>
        </span>
        <small>{stateWords(claim, nowMs)}</small>
      </span>
      {claim.own ? (
        <Button look="quiet" aria-label={say("giveBackOf", { what })} onClick={giveBack}>
          {say("giveBack")}
        </Button>
      ) : (
        isHolding(claim) && (
          <Button look="quiet" aria-label={say("takeOverOf", { what, name })} onClick={takeOver}>
            {say("takeOver")}
          </Button>
        )
      )}
    </li>
  );
}

interface AreasProps {
  readonly scope: ScopeId;
  readonly collection: "tables" | "vendors";
}

/** Who looks after what here for the next hours, and the way to take some of it. */
export function Areas({ scope, collection }: AreasProps) {
  const client = useClient();
  const [isTaking, setTaking] = useState(false);
  const nowMs = useNow(client) - (client.status.value.clockAheadMs ?? 0);
  const all = areasOf(client.claims.value, scope, collection);
  const take = async (on: ClaimOn, hours: number) => {
    setTaking(false);
    try {
      await client.claim(on, { minutes: hours * 60, label: onWords({ on, label: "" }) });
    } catch {
      toast(shell("notSaved"), { kind: "bad" });
    }
  };
  return (
    <section class="areas" aria-label={say("title")}>
      <ul>
        {all.map((each) => (
          <Line
            key={`${each.person} ${each.device} ${JSON.stringify(each.on)}`}
            claim={each}
            nowMs={nowMs}
          />
        ))}
      </ul>
      <Button look="quiet" icon="hand-helping" onClick={() => setTaking(true)}>
        {say(collection === "tables" ? "takeTables" : "takeVendors")}
      </Button>
      {isTaking && (
        <TakeArea
          scope={scope}
          collection={collection}
          onClose={() => setTaking(false)}
          onTake={(on, hours) => void take(on, hours)}
        />
      )}
    </section>
  );
}
