import type { Client } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { ClientProvider } from "../data/client.ts";
import { useFollowedRules } from "../data/to_decide.ts";
import { Button } from "../parts/Button.tsx";
import { paths } from "../router/paths.ts";
import { place } from "../router/router.ts";
import { shell } from "../words/en/shell.ts";
import { lazyScreen } from "./lazy.tsx";
import { Notices } from "./Notices.tsx";
import { Rail } from "./Rail.tsx";
import { ScreenView } from "./ScreenView.tsx";
import { NetworkVoice } from "./StatusChip.tsx";
import { Toasts } from "./Toasts.tsx";
import { TopBar } from "./TopBar.tsx";

const Pair = lazyScreen(() => import("../screens/pair/Pair.tsx"));
const Finder = lazyScreen<{ readonly onClose: () => void }>(() => import("./Finder.tsx"));

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, [contenteditable]") !== null;

/** The frame around every screen. */
function Frame() {
  const [isFinding, setFinding] = useState(false);
  useFollowedRules();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isSlash =
        event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
      const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!isSlash && !isK) return;
      if (!isK && document.querySelector("dialog[open]")) return;
      event.preventDefault();
      setFinding(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div class="app">
      <Button class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {shell("skip")}
      </Button>
      <Rail />
      <div class="page">
        <TopBar onFind={() => setFinding(true)} />
        <Notices />
        <NetworkVoice />
        <main id="main" tabIndex={-1}>
          <ScreenView />
        </main>
      </div>
      {isFinding && <Finder onClose={() => setFinding(false)} />}
    </div>
  );
}

/** How to get to a private address: wanted before anything can be joined. */
function Help() {
  return (
    <main class="alone">
      <ScreenView />
    </main>
  );
}

export function App({ client }: { readonly client: Client }) {
  const isJoined = client.identity.value !== null;
  const { isErased } = client.status.value;
  useEffect(() => {
    if (isErased) void import("../data/forget.ts").then(({ forgetVenue }) => forgetVenue());
  }, [isErased]);
  const isOpening = client.status.value.store.kind === "opening";
  const isHelp = place.value.path === "/certificate";
  const isPairing = place.value.path === paths.join || (!isJoined && !isOpening);
  return (
    <ClientProvider value={client}>
      {isPairing && isHelp ? <Help /> : isPairing ? <Pair /> : <Frame />}
      <Toasts />
    </ClientProvider>
  );
}
