import { hintWords, type Hint as Told } from "../data/hints.ts";
import { Icon } from "../parts/Icon.tsx";
import { hints as say } from "../words/en/hints.ts";

/** A quiet line below a field, before it is edited. */
export function Hint({ hint }: { readonly hint: Told }) {
  const { why, better } = hintWords(hint);
  return (
    <>
      <Icon name="info" small />
      <span class="grow">
        {why.map((each) => (
          <span key={each} dir="auto">
            {each}{" "}
          </span>
        ))}
        {better && <b dir="auto">{better} </b>}
        <span>{say("goOn")}</span>
      </span>
    </>
  );
}

/** The hint about a field, where it is about this one. */
export const hintAt = (hint: Told | null, field: string) =>
  hint?.field === field ? <Hint hint={hint} /> : undefined;
