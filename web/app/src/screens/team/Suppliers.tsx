import type { SupplierHealth } from "@wedsync/client";
import { useState } from "preact/hooks";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { team as say } from "../../words/en/team.ts";
import { number } from "../../words/say.ts";
import { NoteDialog } from "./NoteDialog.tsx";
import { SayDialog } from "./SayDialog.tsx";
import { partWords } from "./words.ts";

const icons = { low: "check", medium: "eye", high: "triangle-alert" } as const;

interface RowProps {
  readonly health: SupplierHealth;
  readonly onNote: () => void;
  readonly onSay: () => void;
}

function Row({ health, onNote, onSay }: RowProps) {
  const why = health.reasons.map(({ part }) => partWords(health, part));
  return (
    <li class="supplier">
      <p class="supplier-score">
        <b class="num" aria-hidden="true">
          {number(health.score)}
        </b>
        <span class="vh">{say("scoreOf", { score: health.score })}</span>
        <Meter part={health.score} whole={100} />
      </p>
      <div class="grow two">
        <h3>
          <bdi>{health.supplier}</bdi>
        </h3>
        <p class={health.risk === "low" ? "s" : "s warn-t"}>
          <Icon name={icons[health.risk]} small /> {say(`risk_${health.risk}`)}
          {health.is_overridden && ` · ${say("saidSo")}`}
        </p>
        <p class="s">{why.length > 0 ? why.join(" · ") : say("allWell")}</p>
      </div>
      <div class="actions">
        <Button aria-label={say("noteOf", { name: health.supplier })} onClick={onNote}>
          {say("note")}
        </Button>
        <Button look="quiet" aria-label={say("sayOf", { name: health.supplier })} onClick={onSay}>
          {say("say")}
        </Button>
      </div>
    </li>
  );
}

interface SuppliersProps {
  readonly suppliers: readonly SupplierHealth[];
  readonly onChanged: () => void;
}

/** How it goes with each supplier, those that need somebody first. */
export function Suppliers({ suppliers, onChanged }: SuppliersProps) {
  const [noting, setNoting] = useState<string | null>(null);
  const [saying, setSaying] = useState<string | null>(null);
  return (
    <section>
      <div class="sec">
        <h2>{say("suppliers")}</h2>
        <Button icon="plus" onClick={() => setNoting("")}>
          {say("note")}
        </Button>
      </div>
      {suppliers.length === 0 && <p class="calm">{say("noSuppliers")}</p>}
      <ul class="suppliers">
        {suppliers.map((each) => (
          <Row
            key={each.supplier}
            health={each}
            onNote={() => setNoting(each.supplier)}
            onSay={() => setSaying(each.supplier)}
          />
        ))}
      </ul>
      {noting !== null && (
        <NoteDialog
          supplier={noting}
          known={suppliers}
          onClose={() => setNoting(null)}
          onNoted={onChanged}
        />
      )}
      {saying !== null && (
        <SayDialog supplier={saying} onClose={() => setSaying(null)} onSaid={onChanged} />
      )}
    </section>
  );
}
