import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { forgetVenue } from "../../data/forget.ts";
import { Button } from "../../parts/Button.tsx";
import { TypedConfirm } from "../../parts/TypedConfirm.tsx";
import { toast } from "../../shell/toasts.ts";
import { photos } from "../../words/en/photos.ts";
import { sync as say } from "../../words/en/sync.ts";

/** What to do when a device is gone, and how this one forgets everything. */
export function Lost() {
  const client = useClient();
  const [isForgetting, setForgetting] = useState(false);
  const { waiting, refused } = client.status.value;
  const unshared = waiting + refused;
  const unsent = client.pictures.value.waiting.length;
  const hub = client.identity.value?.hubName ?? "";
  const forget = async () => {
    setForgetting(false);
    // First, so that nothing is left where the app ends before the store is erased; and what was
    // kept meanwhile.
    forgetVenue();
    try {
      await client.leave();
      forgetVenue();
    } catch {
      toast(say("forgetFailed"), { kind: "bad" });
    }
  };
  return (
    <section>
      <details class="lost">
        <summary>{say("lost")}</summary>
        <p class="s">{say("lostText")}</p>
        <Button look="danger" icon="trash-2" onClick={() => setForgetting(true)}>
          {say("forget")}
        </Button>
      </details>
      {isForgetting && (
        <TypedConfirm
          title={say("forgetTitle", { hub })}
          word={say("forgetWord")}
          button={say("forgetDo")}
          onConfirm={() => void forget()}
          onClose={() => setForgetting(false)}
        >
          <p>{say("forgetText")}</p>
          {unshared > 0 && <p class="bad-t b">{say("forgetLoss", { count: unshared })}</p>}
          {unshared + unsent === 0 && <p class="s">{say("forgetNoLoss")}</p>}
          {unsent > 0 && <p class="bad-t b">{photos("wouldBeLost", { count: unsent })}</p>}
        </TypedConfirm>
      )}
    </section>
  );
}
