import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { mayJudge } from "../../data/decisions.ts";
import { eraseGuest, type Guest } from "../../data/guests.ts";
import { Button } from "../../parts/Button.tsx";
import { TypedConfirm } from "../../parts/TypedConfirm.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { guest as say } from "../../words/en/guest.ts";

/** For a guest who asks to be forgotten; offered to whom the hub takes it from. */
export function EraseGuest({ guest }: { readonly guest: Guest }) {
  const client = useClient();
  const act = useAct();
  const [isAsking, setAsking] = useState(false);
  if (!mayJudge(client.identity.value)) return null;
  const erase = async () => {
    setAsking(false);
    if (!(await act(eraseGuest(guest), null))) return;
    toast(say("erased"));
    go(paths.guests(guest.scope), "replace");
  };
  return (
    <section class="no-print">
      <details class="erase">
        <summary>{say("eraseAsk")}</summary>
        <p class="s">{say("eraseText")}</p>
        <Button look="danger" icon="trash-2" onClick={() => setAsking(true)}>
          {say("erase")}
        </Button>
      </details>
      {isAsking && (
        <TypedConfirm
          title={say("eraseTitle", { name: guest.name })}
          word={say("eraseWord")}
          button={say("eraseDo")}
          onConfirm={() => void erase()}
          onClose={() => setAsking(false)}
        >
          <p>{say("eraseText")}</p>
          <p class="s">{say("eraseElse")}</p>
        </TypedConfirm>
      )}
    </section>
  );
}
