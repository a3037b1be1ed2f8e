import type { InvitedAnswer } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { couldBeAddress, inviteOf, type MailLanguage, mailLanguages } from "../../data/invites.ts";
import { homeOf } from "../../data/team.ts";
import { Check, Select, TextField } from "../../parts/Field.tsx";
import { invites as say } from "../../words/en/invites.ts";
import { dayMonth } from "../../words/format.ts";
import { language as spoken } from "../../words/say.ts";
import { FormDialog } from "./FormDialog.tsx";

interface InviteDialogProps {
  readonly onClose: () => void;
  readonly onInvited: () => void;
  /** Shows the way to the hub, where whoever is invited is here. */
  readonly onCode: () => void;
}

/** Somebody is invited by mail: saved here at once, sent when the hub is reached. */
export function InviteDialog({ onClose, onInvited, onCode }: InviteDialogProps) {
  const client = useClient();
  const [address, setAddress] = useState("");
  const [about, setAbout] = useState("");
  const [language, setLanguage] = useState<MailLanguage>(spoken.value);
  const [hasConsent, setConsent] = useState(false);
  const [isTried, setTried] = useState(false);
  const isAddress = couldBeAddress(address);
  const save = async () => {
    setTried(true);
    const scope = homeOf(client.scopes.value);
    if (!isAddress || scope === null) return null;
    const wish = { address, about, language, hasConsent };
    const { results } = await client.act<InvitedAnswer>("viral", inviteOf(scope, wish));
    onInvited();
    const [first] = results;
    return first?.status === "known"
      ? say("known", { name: first.by, day: dayMonth(first.at) })
      : say("saved");
  };
  return (
    <FormDialog
      title={say("inviteSomebody")}
      save={say("send")}
      onSave={save}
      then={{ label: say("code"), run: onCode }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
