import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { mayJudge } from "../../data/decisions.ts";
import {
  counting,
  hand,
  hands,
  switches,
  textSize,
  textSizes,
  theme,
  themes,
} from "../../data/device_settings.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Select } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { isDirty } from "../../shell/dirty.ts";
import { takeUpdate, waitingWorker } from "../../shell/update.ts";
import { version } from "../../version.ts";
import { settings as say } from "../../words/en/settings.ts";
import { shell } from "../../words/en/shell.ts";
import { setLanguage } from "../../words/load.ts";
import { type Language, language, languages } from "../../words/say.ts";
import { licences } from "./licences.ts";
import "./settings.css";

const ownNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ar: "العربية",
};

const themeWords = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;
const sizeWords = { normal: "textNormal", large: "textLarge", larger: "textLarger" } as const;
/** At the start of the line is left or right, as the script runs. */
const handWords = (at: (typeof hands)[number]) =>
  (at === "start") === (language.value !== "ar") ? "handLeft" : "handRight";

function Row({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <li>
      <span class="grow two">
        <span class="b">{label}</span>
        {hint && <small>{hint}</small>}
      </span>
      {children}
    </li>
  );
}

/** What is set on this device alone. Everything holds at once. */
export default function Settings() {
  const client = useClient();
  const identity = client.identity.value;
  const [hasFailed, setFailed] = useState(false);
  const chooseLanguage = async (chosen: Language) => {
    try {
      await setLanguage(chosen, true);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <div class="settings">
      <Head title={shell("settings")} sub={say("sub")} />
      <section>
        <h2>{say("look")}</h2>
        <div class="settings-language">
          <Select
            label={say("language")}
            value={language.value}
            options={languages.map((each) => ({ value: each, label: ownNames[each] }))}
            onText={(chosen) => void chooseLanguage(chosen as Language)}
            wrong={hasFailed ? say("languageFailed") : undefined}
          />
        </div>
        <ul class="rows">
          <Row label={say("theme")}>
            <Segmented
              label={say("theme")}
              value={theme.value.value}
              onChange={theme.set}
              options={themes.map((each) => ({ value: each, label: say(themeWords[each]) }))}
            />
          </Row>
          <Row label={say("text")}>
            <Segmented
              label={say("text")}
              value={textSize.value.value}
              onChange={textSize.set}
              options={textSizes.map((each) => ({ value: each, label: say(sizeWords[each]) }))}
            />
          </Row>
          <Row label={say("hand")} hint={say("handHint")}>
            <Segmented
              label={say("hand")}
              value={hand.value.value}
              onChange={hand.set}
              options={hands.map((each) => ({ value: each, label: say(handWords(each)) }))}
            />
          </Row>
        </ul>
        <p class="s">
          {say("motion")} {say(isCalm ? "motionLess" : "motionSome")}
        </p>
      </section>
      <section>
        <h2>{say("you")}</h2>
        <dl class="settings-facts">
          <dt>{say("person")}</dt>
          <dd>
            <bdi>{identity?.person || "–"}</bdi>
          </dd>
          <dt>{say("device")}</dt>
          <dd>
            <bdi>{identity?.device || "–"}</bdi>
            <small> · {say("deviceHint")}</small>
          </dd>
          <dt>{say("venue")}</dt>
          <dd>
            <bdi>{identity?.hubName || "–"}</bdi>
          </dd>
        </dl>
        <ul class="rows">
          <Row label={say("count")} hint={say("countHint")}>
            <Segmented
              label={say("count")}
              value={counting.value.value}
              onChange={counting.set}
              options={switches.map((each) => ({ value: each, label: say(`count_${each}`) }))}
            />
          </Row>
        </ul>
      </section>
      <section>
        <h2>{say("app")}</h2>
        <Update />
        <div class="actions">
          <LinkButton href={paths.sync} icon="refresh-cw">
            {shell("sync")}
          </LinkButton>
          <LinkButton href={paths.performance}>{say("performance")}</LinkButton>
          {mayJudge(identity) && (
            <LinkButton href={paths.decisions} icon="split">
              {say("decisions")}
            </LinkButton>
          )}
          <LinkButton href={paths.certificate} icon="shield-check">
            {say("certificate")}
          </LinkButton>
        </div>
        <details>
          <summary>{say("licences")}</summary>
          <p class="s">{say("licencesText")}</p>
          <ul class="licences" dir="ltr">
            {licences.map(([name, licence]) => (
              <li key={name}>
                {name} <small>{licence}</small>
              </li>
            ))}
          </ul>
        </details>
      </section>
    </div>
  );
}

/** The version that runs, and a newer one where it waits. */
function Update() {
  const isWaiting = waitingWorker.value !== null;
  const isBlocked = isDirty();
  return (
    <p class="settings-version">
      <span class="grow">
        <b>{say("version", { version })}</b>{" "}
        <small>
          {isWaiting ? say(isBlocked ? "updateBlocked" : "updateWaits") : say("upToDate")}
        </small>
      </span>
      {isWaiting && !isBlocked && (
        <Button look="primary" onClick={takeUpdate}>
          {shell("updateNow")}
        </Button>
      )}
    </p>
  );
}
