import { useEffect, useState } from "preact/hooks";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { settings as say } from "../../words/en/settings.ts";
import "./settings.css";

const systems = [
  ["certIpad", "certIpadText"],
  ["certAndroid", "certAndroidText"],
  ["certWindows", "certWindowsText"],
  ["certMac", "certMacText"],
] as const;

/** Where the hub hands its authority on, for whoever can reach it there. */
const kAuthority = "/v1/authority";

/** Whether it has one, as far as is known: none without a network. */
function useAuthority(): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    fetch("/v1/hub")
      .then((answer) => answer.json())
      .then(({ has_authority }: { has_authority?: boolean }) => setHas(has_authority === true))
      .catch(() => setHas(false));
  }, []);
  return has;
}

/** How a device is told to trust the hub. */
export default function Certificate() {
  const isGood = isSecureContext;
  const hasAuthority = useAuthority();
  return (
    <div class="settings">
      <Head title={say("certTitle")} />
      <p class="readable">{say("certWhy")}</p>
      <section>
        <h2>{say("certHere")}</h2>
        <p class={isGood ? "acc" : "warn-t"} dir="auto">
          <Icon name={isGood ? "shield-check" : "triangle-alert"} small />{" "}
          {say(isGood ? "certGood" : "certBad")} <bdi class="s">{location.origin}</bdi>
        </p>
        <p class="readable">{say("certGet")}</p>
        {hasAuthority && (
          <p>
            <a class="btn" href={kAuthority} download="wedsync-ca.crt">
              <Icon name="download" /> {say("certDownload")}
            </a>
          </p>
        )}
      </section>
      <section>
        {systems.map(([name, text]) => (
          <details key={name} name="system">
            <summary>{say(name)}</summary>
            <p class="readable">{say(text)}</p>
          </details>
        ))}
        <p>{say("certThen")}</p>
      </section>
    </div>
  );
}
