import type { Decides, Decisions } from "@wedsync/client";
import { useState } from "preact/hooks";
import { fieldWords, kindWords } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { decidesAt, isOfNote, setForAll } from "../../data/deciding.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { complain } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { decisions as say } from "../../words/en/decisions.ts";
import { shell } from "../../words/en/shell.ts";

type Field = Decisions["fields"][number];

const words = { ask: "asks", suggest: "suggests", apply: "applies" } as const;
const kPlanned = "planned";
const kMixed = "mixed";

/** What machines may do about a field, in all weddings of this tablet, to be changed. */
function Switch({ field, onSet }: { readonly field: Field; readonly onSet: () => void }) {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  const scopes = client.scopes.value.map(({ scope }) => scope);
  const now = decidesAt(field, scopes);
  const set = async (wanted: string) => {
    setBusy(true);
    try {
      const decides = wanted === kPlanned ? null : (wanted as Decides);
      await setForAll(client, field, scopes, decides);
      toast(`${say("switched")} · ${shell("savedHere")}`);
      onSet();
    } catch (error) {
      complain(error, shell("notSaved"));
    }
    setBusy(false);
  };
  return (
    <select
      aria-label={say("switchOf", {
        field: fieldWords(field.field),
        kind: kindWords(field.collection ?? ""),
      })}
      value={now === undefined ? kMixed : (now ?? kPlanned)}
      disabled={isBusy}
      onChange={(event) => void set(event.currentTarget.value)}
    >
      <option value={kPlanned}>{say("asPlanned", { what: say(words[field.decides]) })}</option>
      {(["ask", "suggest", "apply"] as const).map((each) => (
        <option key={each} value={each}>
          {say(words[each])}
        </option>
      ))}
      {now === undefined && (
        <option value={kMixed} disabled>
          {say("differs")}
        </option>
      )}
    </select>
  );
}

/** Field by field: what may happen, and how that went. */
export function Fields({
  fields,
  onSet,
}: {
  readonly fields: readonly Field[];
  readonly onSet: () => void;
}) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? fields : fields.filter(isOfNote);
  return (
    <>
      <div class="decision-scroll">
        <table class="decision-figures">
          <thead>
            <tr>
              <th scope="col">{say("field")}</th>
              <th scope="col">{say("may")}</th>
              <th scope="col">{say("itself")}</th>
              <th scope="col">{say("suggestedTaken")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={`${each.collection} ${JSON.stringify(each.field)}`}>
                <th scope="row">
                  {fieldWords(each.field)} <small>{kindWords(each.collection ?? "")}</small>
                </th>
                <td>
                  {each.protected || typeof each.field !== "string" ? (
                    <>
                      <Icon name="shield-check" small /> {say("protected")}
                    </>
                  ) : (
                    <Switch field={each} onSet={onSet} />
                  )}
                </td>
                <td>
                  {each.machine === 0
                    ? "–"
                    : say("machineKept", { kept: each.kept, count: each.machine })}
                </td>
                <td>
                  {each.suggested === 0
                    ? "–"
                    : say("partOf", { part: each.agreed, whole: each.suggested })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button look="quiet" onClick={() => setAll(!isAll)}>
        {say(isAll ? "fewerFields" : "allFields")}
      </Button>
      <p class="s">{say("whereSet")}</p>
    </>
  );
}
