import { useEffect, useState } from "preact/hooks";
import { useClient } from "../data/client.ts";
import { useNow } from "../data/now.ts";
import { type Standing, standingOf } from "../data/status_words.ts";
import { Icon } from "../parts/Icon.tsx";
import type { IconName } from "../parts/icon_names.ts";
import { paths } from "../router/paths.ts";
import { shell } from "../words/en/shell.ts";
import { since } from "../words/format.ts";

interface Look {
  readonly tone: "ok" | "off" | "warn" | "bad" | "";
  readonly icon: IconName;
  readonly words: string;
  /** Where there is little room; empty: the whole words, and on phones the picture alone. */
  readonly short: string;
}

function lookOf(standing: Standing, now: number): Look {
  switch (standing.kind) {
    case "opening":
      return { tone: "", icon: "refresh-cw", words: shell("opening"), short: "" };
    case "broken":
      return { tone: "bad", icon: "triangle-alert", words: shell("broken"), short: "" };
    case "full":
      return { tone: "bad", icon: "hard-drive", words: shell("full"), short: "" };
    case "memory":
      return { tone: "warn", icon: "triangle-alert", words: shell("memory"), short: "" };
    case "removed":
      return { tone: "warn", icon: "lock", words: shell("removed"), short: "" };
    case "trying": {
      const count = standing.waiting;
      const when = since(standing.nextTryMs, now);
      return {
        tone: "warn",
        icon: "cloud-alert",
        words: shell("trying", { count, when }),
        short: shell("tryingShort", { count }),
      };
    }
    case "offline": {
      const count = standing.waiting;
      const isWaiting = count > 0;
      return {
        tone: "off",
        icon: "cloud-off",
        words: isWaiting ? shell("offlineWaiting", { count }) : shell("offline"),
        short: isWaiting ? shell("waitingShort", { count }) : "",
      };
    }
    case "fetching": {
      const words = shell("fetching", { done: standing.done, total: standing.total });
      return { tone: "ok", icon: "refresh-cw", words, short: "" };
    }
    case "sending": {
      const count = standing.waiting;
      return {
        tone: "ok",
        icon: "refresh-cw",
        words: shell("sending", { count }),
        short: String(count),
      };
    }
    case "saved":
      return { tone: "ok", icon: "check", words: shell("allSaved"), short: "" };
  }
}

/** Work of under 600 ms is not worth a word; "All saved" needs none after three seconds. */
const quietMs = 600;
const fadeMs = 3000;

/** The standing as shown: what passes quickly is left out. */
function useCalm(standing: Standing): { readonly standing: Standing; readonly isFaded: boolean } {
  const [shown, setShown] = useState(standing);
  const [isFaded, setFaded] = useState(standing.kind === "saved");
  const key = JSON.stringify(standing);
  useEffect(() => {
    const isQuiet = standing.kind === "sending" && shown.kind === "saved";
    if (standing.kind !== "saved") setFaded(false);
    const show = setTimeout(() => setShown(standing), isQuiet ? quietMs : 0);
    const fade = standing.kind === "saved" ? setTimeout(() => setFaded(true), fadeMs) : undefined;
    return () => {
      clearTimeout(show);
      clearTimeout(fade);
    };
  }, [key]);
  return { standing: shown, isFaded: isFaded && shown.kind === "saved" };
}

/** How things stand, in one chip; more about it behind it. */
export function StatusChip() {
  const client = useClient();
  const now = useNow(client);
  const { standing, isFaded } = useCalm(standingOf(client.status.value));
  const { tone, icon, words, short } = lookOf(standing, now);
  return (
    <a class={`chip ${isFaded ? "" : tone}`.trim()} href={paths.sync} title={words}>
      <Icon name={icon} />
      {isFaded ? (
        <span class="vh">{words}</span>
      ) : (
        <>
          <span class={short ? "long-words" : "tb"} aria-hidden="true">
            {words}
          </span>
          {short && (
            <span class="short-words" aria-hidden="true">
              {short}
            </span>
          )}
          <span class="vh">{words}</span>
        </>
      )}
    </a>
  );
}

/** Says once, to those who listen, that the network went or came. */
export function NetworkVoice() {
  const client = useClient();
  const isOpen = client.status.value.connection === "open";
  const [said, say] = useState<"" | "nowOffline" | "backOnline">("");
  const [wasOpen, setWasOpen] = useState(isOpen);
  useEffect(() => {
    if (isOpen === wasOpen) return;
    setWasOpen(isOpen);
    say(isOpen ? "backOnline" : "nowOffline");
  }, [isOpen, wasOpen]);
  return (
    <p class="vh" role="status">
      {said && shell(said)}
    </p>
  );
}
