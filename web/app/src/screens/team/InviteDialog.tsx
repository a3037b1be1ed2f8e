import type { InvitedAnswer } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { couldBeAddress, inviteOf, type MailLanguage, mailLanguages } from "../../data/invites.ts";
import { homeOf } from "../../data/team.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Select, TextField } from "../../parts/Field.tsx";
import { complain } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { invites as say } from "../../words/en/invites.ts";
import { shell } from "../../words/en/shell.ts";
import { dayMonth } from "../../words/format.ts";
import { language as spoken } from "../../words/say.ts";

interface InviteDialogProps {
  readonly onClose: () => void;
  readonly onInvited: () => void;
}

/** Somebody is invited by mail: saved here at once, sent when the hub is reached. */
export function InviteDialog({ onClose, onInvited }: InviteDialogProps) {
  const client = useClient();
  const [address, setAddress] = useState("");
  const [about, setAbout] = useState("");
  const [language, setLanguage] = useState<MailLanguage>(spoken.value);
  const [hasConsent, setConsent] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const isAddress = couldBeAddress(address);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const scope = homeOf(client.scopes.value);
    if (!isAddress || scope === null) return;
    setBusy(true);
    try {
      const wish = { address, about, language, hasConsent };
      const { results } = await client.act<InvitedAnswer>("viral", inviteOf(scope, wish));
      const [first] = results;
      toast(
        first?.status === "known"
          ? say("known", { name: first.by, day: dayMonth(first.at) })
          : say("saved"),
      );
      onInvited();
      onClose();
    } catch (error) {
      complain(error, shell("notSaved"));
      setBusy(false);
    }
  };
  return (
    <Dialog title={say("inviteSomebody")} onClose={onClose} closesLightly={false}>
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label={say("address")}
          hint={say("addressHint")}
          type="email"
          dir="ltr"
          inputMode="email"
          autocapitalize="off"
          spellcheck={false}
          maxLength={254}
          value={address}
          onText={setAddress}
          wrong={isTried && !isAddress ? say("badAddress") : undefined}
        />
        <TextField
          label={say("words")}
          hint={say("wordsHint")}
          value={about}
          onText={setAbout}
          maxLength={60}
        />
        <Select
          label={say("language")}
          value={language}
          onText={(text) => setLanguage(text as MailLanguage)}
          options={mailLanguages.map((each) => ({ value: each, label: say(`l_${each}`) }))}
        />
        <Check checked={hasConsent} onCheck={setConsent}>
          {say("consent")}
        </Check>
        <p class="s">{say("consentHint")}</p>
        <div class="actions">
          <Button type="submit" look="primary" disabled={isBusy}>
            {say("send")}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
