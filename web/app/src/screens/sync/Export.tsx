import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { allTables } from "../../data/csv_out.ts";
import { fileName, zip } from "../../data/zip.ts";
import { Button } from "../../parts/Button.tsx";
import { download } from "../../parts/download.ts";
import { toast } from "../../shell/toasts.ts";
import { sync as say } from "../../words/en/sync.ts";

/** "Vale House 2026-09-26 1652", for a file's name. */
function stampedName(hub: string, ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return `${fileName(hub)} ${at.slice(0, 10)} ${at.slice(11, 16).replace(":", "")}`;
}

/** A copy of everything on this device, to take away; works without a network. */
export function Export() {
  const client = useClient();
  const [step, setStep] = useState<readonly [number, number] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (ending: string, make: () => Promise<Blob>) => {
    setBusy(true);
    try {
      const name = `${stampedName(client.identity.value?.hubName ?? "WedSync", Date.now())}.${ending}`;
      download(name, await make());
      toast(say("exported", { name }));
    } catch {
      toast(say("exportFailed"), { kind: "bad" });
    }
    setBusy(false);
    setStep(null);
  };
  const tables = async () =>
    zip(await allTables(client, (done, total) => setStep([done, total])), Date.now());
  return (
    <section>
      <div class="sec">
        <h2>{say("export")}</h2>
        <p class="s">{say("exportText")}</p>
      </div>
      <div class="stack">
        <Button
          icon="download"
          wide
          disabled={isBusy}
          onClick={() => void save("sqlite", () => client.exportStore())}
        >
          {say("exportStore")}
        </Button>
        <Button icon="download" wide disabled={isBusy} onClick={() => void save("zip", tables)}>
          {say("exportTables")}
        </Button>
      </div>
      <p class="s" role="status">
        {step && say("exporting", { done: step[0], total: step[1] })}
      </p>
    </section>
  );
}
