import { momentWords } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { peopleOf } from "../../data/presence.ts";
import { Icon } from "../../parts/Icon.tsx";
import { shell } from "../../words/en/shell.ts";
import { sync as say } from "../../words/en/sync.ts";

/** This device, the others that were here lately, and the hub. */
export function Devices({ nowMs }: { readonly nowMs: number }) {
  const client = useClient();
  const identity = client.identity.value;
  const { waiting, connection, lastInSyncMs } = client.status.value;
  const others = peopleOf(client.present.value, null);
  const isOpen = connection === "open";
  return (
    <section>
      <div class="sec">
        <h2>{say("devices")}</h2>
        {!isOpen && lastInSyncMs !== null && (
          <p class="s">{say("asKnown", { when: momentWords(lastInSyncMs, nowMs) })}</p>
        )}
      </div>
      <ul class="rows">
        <li>
          <Icon name="tablet" class="mine-t" />
          <span class="grow two">
            <span class="b">
              <bdi>{say("thisTablet", { name: identity?.device ?? "" })}</bdi>
            </span>
            <small>
              <bdi>{identity?.person || shell("you")}</bdi>
            </small>
          </span>
          <small class={waiting > 0 ? "mine-t" : ""}>
            {waiting > 0 ? say("ahead", { count: waiting }) : say("inStep")}
          </small>
        </li>
        {others.map((each) => (
          <li key={`${each.person} ${each.device}`}>
            <Icon name="tablet" />
            <span class="grow two">
              <span class="b">
                <bdi>{each.device || each.person}</bdi>
              </span>
              <small>
                <bdi>{each.person}</bdi>
              </small>
            </span>
            <small class={each.isLive && isOpen ? "acc" : ""}>
              {each.isLive && isOpen
                ? say("hereNow")
                : say("lastSeen", { when: momentWords(each.seenMs, nowMs) })}
            </small>
          </li>
        ))}
        <li>
          <Icon name="hard-drive" />
          <span class="grow two">
            <span class="b">
              <bdi>{identity?.hubName ?? ""}</bdi>
            </span>
            <small>{say("hub")}</small>
          </span>
          <small class={isOpen ? "acc" : "off-t"}>
            {isOpen
              ? say("online")
              : lastInSyncMs === null
                ? say("offline")
                : say("lastSeen", { when: momentWords(lastInSyncMs, nowMs) })}
          </small>
        </li>
      </ul>
      {others.length === 0 && <p class="s">{say("nobody")}</p>}
    </section>
  );
}
