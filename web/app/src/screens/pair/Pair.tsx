import { WedSyncError } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Select, TextField } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { go, place } from "../../router/router.ts";
import { pair as say } from "../../words/en/pair.ts";
import { shell } from "../../words/en/shell.ts";
import { setLanguage } from "../../words/load.ts";
import { type Language, language, languages } from "../../words/say.ts";
import { inviteOf } from "./invite.ts";
import { Prepare } from "./Prepare.tsx";
import "./pair.css";

/** Words for what went wrong, which say what to do. */
function wordsOf(error: unknown): string {
  const code = error instanceof WedSyncError ? error.code : "";
  if (code === "bad_invite" || code === "unauthorized") return say("badInvite");
  if (code === "unreachable") return say("unreachable");
  return say("failed");
}

function Join() {
  const client = useClient();
  const [fromLink] = useState(() => inviteOf(place.value.hash));
  const [code, setCode] = useState(fromLink);
  const [device, setDevice] = useState("");
  const [isTried, setTried] = useState(false);
  const [isJoining, setJoining] = useState(false);
  const [wrong, setWrong] = useState("");

  // The secret is not left in the address, where others could read it.
  useEffect(() => {
    if (fromLink) go(paths.join, "replace");
  }, [fromLink]);

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const invite = inviteOf(code);
    if (invite === "" || device.trim() === "") return;
    setJoining(true);
    // Once joined, this screen stays to get the device ready.
    go(paths.join, "replace");
    setWrong("");
    try {
      await client.join({ invite, device: device.trim() });
    } catch (error) {
      setWrong(wordsOf(error));
      setJoining(false);
    }
  };

  return (
    <form class="form" onSubmit={submit} noValidate>
      <TextField
        label={say("code")}
        hint={code !== "" && code === fromLink ? say("codeScanned") : say("codeHint")}
        wrong={isTried && inviteOf(code) === "" ? say("codeMissing") : undefined}
        value={code}
        onText={setCode}
        dir="ltr"
        autocapitalize="characters"
        spellcheck={false}
      />
      <TextField
        label={say("device")}
        hint={say("deviceHint")}
        wrong={isTried && device.trim() === "" ? say("deviceMissing") : undefined}
        value={device}
        onText={setDevice}
        maxLength={60}
      />
      {wrong && (
        <p class="bad-t" role="alert">
          <Icon name="triangle-alert" small /> {wrong}
        </p>
      )}
      <Button type="submit" look="primary" big disabled={isJoining}>
        {say(isJoining ? "joining" : "join")}
      </Button>
      <details>
        <summary>{say("noCode")}</summary>
        <p class="s">{say("noCodeText")}</p>
      </details>
    </form>
  );
}

const ownNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ar: "العربية",
};

/** The first screen of a device: joining a team, and getting ready to work without a network. */
export default function Pair() {
  const client = useClient();
  const isJoined = client.identity.value !== null;
  useEffect(() => {
    document.title = `${say("title")} · ${shell("appName")}`;
  });
  return (
    <main class="pair">
      <div class="pair-head">
        <p class="brand">
          <img src="/icon.svg" alt="" width="40" height="40" /> {shell("appName")}
        </p>
        <Select
          label={say("languageLabel")}
          value={language.value}
          options={languages.map((each) => ({ value: each, label: ownNames[each] }))}
          onText={(chosen) => void setLanguage(chosen as Language, true)}
        />
      </div>
      {!isSecureContext && (
        <section class="insecure" role="alert">
          <h2>{say("secureTitle")}</h2>
          <p>{say("secureText")}</p>
          <LinkButton href="/certificate">{say("secureLink")}</LinkButton>
        </section>
      )}
      {isJoined ? (
        <Prepare />
      ) : (
        <>
          <h1 tabIndex={-1}>{say("title")}</h1>
          {client.status.value.isErased && (
            <p class="bad-t" role="alert">
              {say("erased")}
            </p>
          )}
          <p class="intro">{say("intro")}</p>
          <Join />
        </>
      )}
    </main>
  );
}
