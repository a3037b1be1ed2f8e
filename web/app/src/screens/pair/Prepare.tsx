import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { useLive } from "../../data/live.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { paths } from "../../router/paths.ts";
import { isShellKept } from "../../shell/update.ts";
import { pair as say } from "../../words/en/pair.ts";

interface StepProps {
  readonly name: string;
  readonly state: "done" | "going" | "open";
  readonly children: ComponentChildren;
}

function Step({ name, state, children }: StepProps) {
  const icons = { done: "check", going: "refresh-cw", open: "info" } as const;
  return (
    <li class={`step is-${state}`}>
      <Icon name={icons[state]} />
      <div class="grow two">
        <span class="b">{name}</span>
        {children}
      </div>
    </li>
  );
}

/** The store is here, the app's own files are kept, and nothing is left to fetch. */
export function Prepare() {
  const client = useClient();
  const weddings = useWeddings();
  const guests = useLive({ collection: "guests", fields: ["checked_in"] }).rows.length;
  const [isKeptRefused, setKeptRefused] = useState(false);
  const identity = client.identity.value;
  const { isReadyOffline, download, space } = client.status.value;
  const hasWorker = "serviceWorker" in navigator && import.meta.env.PROD;
  const isAppKept = isShellKept.value;
  const isReady = isReadyOffline && isAppKept;
  const isPersistent = space?.isPersistent ?? false;

  const keep = async () => setKeptRefused(!(await client.persist().catch(() => false)));

  return (
    <>
      <h1 tabIndex={-1}>{say(isReady ? "ready" : "preparingTitle")}</h1>
      <p class="intro" role="status">
        {isReady
          ? say("readyText")
          : say("hub", { hub: identity?.hubName ?? "", device: identity?.device ?? "" })}
      </p>
      <ol class="steps">
        <Step name={say("stepData")} state={isReadyOffline ? "done" : "going"}>
          <small>
            {isReadyOffline || download === null
              ? isReadyOffline
                ? say("eventsGuests", { weddings: weddings.length, count: guests })
                : say("counting")
              : say("fetched", { done: download.done, total: download.total })}
          </small>
          {!isReadyOffline && download && <Meter part={download.done} whole={download.total} />}
        </Step>
        <Step name={say("stepApp")} state={isAppKept ? "done" : hasWorker ? "going" : "open"}>
          <small>{say(isAppKept ? "appKept" : hasWorker ? "appComing" : "appNever")}</small>
        </Step>
        <Step name={say("stepSpace")} state={isPersistent ? "done" : "open"}>
          <small>{say(isPersistent ? "kept" : isKeptRefused ? "keepRefused" : "keepText")}</small>
          {!isPersistent && (
            <Button class="keep" onClick={keep}>
              {say("keep")}
            </Button>
          )}
        </Step>
      </ol>
      <LinkButton href={paths.today} look="primary" big>
        {say(isReady || isReadyOffline ? "start" : "startEarly")}
      </LinkButton>
    </>
  );
}
