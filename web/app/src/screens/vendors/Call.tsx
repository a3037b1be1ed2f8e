import { dialable } from "../../data/vendors.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { shell } from "../../words/en/shell.ts";
import { vendors as say } from "../../words/en/vendors.ts";

/** Calls a number, where there is one. */
export function Call({ phone, name }: { readonly phone: string; readonly name: string }) {
  const number = dialable(phone);
  if (number === "") return null;
  return (
    <LinkButton href={`tel:${number}`} icon="phone" label={say("callName", { name })}>
      {shell("call")}
    </LinkButton>
  );
}
