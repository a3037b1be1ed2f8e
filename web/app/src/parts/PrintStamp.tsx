import { useClient } from "../data/client.ts";
import { nowMs } from "../data/now.ts";
import { versionOf } from "../data/version_of.ts";
import { print } from "../words/en/print.ts";
import { stamp } from "../words/format.ts";

interface PrintStampProps {
  /** What the sheet shows: two sheets of the same version show the same. */
  readonly content: unknown;
}

/** At the foot of each printed page: of when it is, from where, and whether the team has it all. */
export function PrintStamp({ content }: PrintStampProps) {
  const client = useClient();
  const { waiting } = client.status.value;
  const device = client.identity.value?.device ?? "";
  const time = stamp(nowMs(client));
  return (
    <>
      {print("asOf", { time, device })} · {print("version", { version: versionOf(content) })}
      {waiting > 0 && ` · ${print("notShared", { count: waiting })}`}
    </>
  );
}
