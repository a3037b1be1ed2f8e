import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { sync as say } from "../../words/en/sync.ts";
import { bytes } from "../../words/format.ts";

/** Less than this much, or this share of it, is scarce. */
const scarceBytes = 50_000_000;
const scarceShare = 0.15;

export const isScarce = (space: { readonly used: number; readonly quota: number }): boolean => {
  const left = space.quota - space.used;
  return space.quota > 0 && (left < scarceBytes || left < space.quota * scarceShare);
};

/** What is used of the space that the browser grants, and whether it may clear it. */
export function Space() {
  const client = useClient();
  const { space } = client.status.value;
  const [isRefused, setRefused] = useState(false);
  const persist = async () => {
    const isGranted = await client.persist().catch(() => false);
    setRefused(!isGranted);
  };
  return (
    <section>
      <div class="sec">
        <h2>{say("space")}</h2>
        <p class="s">
          {space
            ? say("used", { used: bytes(space.used), quota: bytes(space.quota) })
            : say("spaceUnknown")}
        </p>
      </div>
      {space && (
        <>
          <Meter part={space.used} whole={space.quota} />
          {isScarce(space) && (
            <p class="s warn-t">
              <Icon name="triangle-alert" small /> {say("scarce")}
            </p>
          )}
          <p class="s space-say">{say(space.isPersistent ? "persisted" : "notPersisted")}</p>
          {!space.isPersistent && (
            <Button icon="shield-check" onClick={() => void persist()}>
              {say("persist")}
            </Button>
          )}
          {isRefused && (
            <p class="s" role="status">
              {say("persistRefused")}
            </p>
          )}
        </>
      )}
    </section>
  );
}
