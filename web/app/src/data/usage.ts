import type { UsageAnswer } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

const dayMs = 86_400_000;

/** How the devices were used in the last days, as this device knows it. Null: not known yet. */
export function useUsage(days: number): UsageAnswer | null {
  const client = useClient();
  const [answer, setAnswer] = useState<UsageAnswer | null>(null);
  useEffect(() => {
    let isWanted = true;
    client.ask<UsageAnswer>("analytics", { question: "usage", days }).then(
      (found) => isWanted && setAnswer(found),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, days]);
  return answer;
}

export interface UsedDay {
  readonly day: number;
  readonly edits: number;
  readonly sessions: number;
  readonly devices: number;
}

/** One for each of the last days, today included, also where nothing was done. */
export function everyDay(answer: UsageAnswer, days: number): readonly UsedDay[] {
  const known = new Map(answer.days.map((each) => [each.day, each]));
  const today = Math.floor(answer.as_of / dayMs) * dayMs;
  return Array.from({ length: days }, (_, at) => {
    const day = today - (days - 1 - at) * dayMs;
    const found = known.get(day);
    const { edits = 0, sessions = 0, devices = 0 } = found ?? {};
    return { day, edits, sessions, devices };
  });
}
