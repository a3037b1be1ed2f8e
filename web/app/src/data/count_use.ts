import type { Client, RefusedEntry, UsageAnswer } from "@wedsync/client";
import { counting } from "./device_settings.ts";
import { OwnUse } from "./own_use.ts";
import { homeOf } from "./team.ts";

/** Of the role whose counts the hub does not take: not tried again in it. */
const refusedKey = "wedsync.use_refused";
const lookMs = 60_000;
/** Modules in which doing something is a change that a person made. */
const counted: ReadonlySet<string> = new Set(["success", "viral", "forms"]);

/** Only a change that counts writes this field. */
const isCount = ({ edits }: RefusedEntry): boolean =>
  edits.some((edit) => edit.edit === "set" && edit.field === "session_lengths");

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** What this device counts of its use goes to the team as changes of the module "analytics". */
function useOf(client: Client): OwnUse {
  const act = client.act.bind(client);
  return new OwnUse({
    storage: localStorage,
    nowMs: Date.now,
    write: async ({ sessions, edits, touched }) => {
      const scope = homeOf(client.scopes.peek());
      if (scope === null) throw new Error("nothing is joined that it could be written to");
      await act("analytics", { action: "count", scope, sessions, edits, touched });
    },
    writtenMs: async () => {
      const { devices } = await client.ask<UsageAnswer>("analytics", { question: "usage" });
      const own = client.identity.peek()?.device;
      return devices.find(({ device }) => device === own)?.counted_at ?? null;
    },
  });
}

/** Hears of what this tab changes, as long as it is loaded. */
function hearEdits(client: Client, heard: (touched: readonly string[]) => void): void {
  const [commit, decide, act] = [
    client.commit.bind(client),
    client.decide.bind(client),
    client.act.bind(client),
  ];
  Object.assign(client, {
    commit: async (draft: Parameters<Client["commit"]>[0]) => {
      const done = await commit(draft);
      const records = draft.edits.flatMap((each) =>
        each.edit !== "create" && typeof each.record === "string" ? [each.record] : [],
      );
      heard([...records, ...done.created].map((record) => `${done.scope} ${record}`));
      return done;
    },
    decide: async (...given: Parameters<Client["decide"]>) => {
      const done = await decide(...given);
      heard([`${given[0]} ${given[1]}`]);
      return done;
    },
    act: async (module: string, action: Parameters<Client["act"]>[1]) => {
      const done = await act(module, action);
      if (counted.has(module)) heard([]);
      return done;
    },
  });
}

/**
 * Counts how this tablet is used, unless that is switched off. A count that the hub refuses is let
 * go, and no further one is made in this role: nobody is to be bothered with it.
 */
export function countUse(client: Client): void {
  const use = useOf(client);
  const isOn = () =>
    counting.value.peek() === "on" &&
    client.identity.peek() !== null &&
    client.identity.peek()?.role !== kept(refusedKey);
  const whenOn = (what: () => unknown) => () => void (isOn() && what());
  const touch = whenOn(() => use.touch());

  hearEdits(client, (touched) => whenOn(() => use.edited(touched))());
  for (const event of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(event, touch, { passive: true, capture: true });
  }
  // A page that is left or loaded again is no tablet that is put down; what it counted is kept.
  let isLeaving = false;
  addEventListener("pagehide", () => {
    isLeaving = true;
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
  document.addEventListener(
    "visibilitychange",
    whenOn(() => {
      if (!document.hidden) use.touch();
      else if (!isLeaving) return use.leave();
    }),
  );
  setInterval(
    whenOn(() => use.look()),
    lookMs,
  );
  counting.value.subscribe((value) => {
    if (value === "off") use.forget();
  });
  client.refused.subscribe((entries) => {
    for (const entry of entries.filter(isCount)) {
      try {
        localStorage.setItem(refusedKey, client.identity.peek()?.role ?? "");
      } catch {
        // It is tried again, and let go again.
      }
      use.forget();
      client.discardRefused(entry.scope, entry.dot).catch(() => undefined);
    }
  });
  const begin = whenOn(async () => {
    await use.recover();
    await use.look();
    if (!document.hidden) use.touch();
  });
  // There is nothing to write to before the store is open and joined.
  const end = client.scopes.subscribe((scopes) => {
    if (scopes.length === 0) return;
    queueMicrotask(() => end());
    begin();
  });
}
