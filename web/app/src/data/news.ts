import type { ShowableCampaign, ToShowAnswer } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";
import { homeOf } from "./team.ts";

/** What somebody does about a card. */
export type NewsDeed = "opened" | "clicked";

interface News {
  readonly card: ShowableCampaign | null;
  readonly track: (deed: NewsDeed) => Promise<void>;
}

/** The campaign that this person may be shown now: one for each visit of the screen. */
export function useNews(): News {
  const client = useClient();
  const [card, setCard] = useState<ShowableCampaign | null>(null);
  const user = client.identity.value?.person ?? "";
  const scope = homeOf(client.scopes.value);
  useEffect(() => {
    if (user === "" || scope === null) return;
    let isWanted = true;
    client.ask<ToShowAnswer>("marketing", { question: "to_show", user }).then(
      ({ campaigns }) => isWanted && setCard(campaigns.find(({ title }) => title !== "") ?? null),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, user, scope]);
  const track = async (deed: NewsDeed) => {
    if (card === null || scope === null) return;
    await client.act("marketing", {
      action: "track",
      scope,
      campaign: card.campaign,
      user,
      kind: deed,
    });
  };
  return { card, track };
}
