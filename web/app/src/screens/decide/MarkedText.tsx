import { useMemo } from "preact/hooks";
import { marked } from "../../data/text_marks.ts";
import { decide as say } from "../../words/en/decide.ts";

/** A text beside an earlier one: what was added is underlined, what was taken out struck through; both are said. */
export function MarkedText({ before, after }: { readonly before: string; readonly after: string }) {
  const pieces = useMemo(() => marked(before, after), [before, after]);
  return (
    <span class="marked-text" dir="auto">
      {pieces.map(({ kind, text }, at) => {
        const key = `${at} ${kind}`;
        if (kind === "same") return <span key={key}>{text}</span>;
        const Tag = kind === "added" ? "ins" : "del";
        return (
          <Tag key={key}>
            <span class="vh"> {say(kind)}: </span>
            {text}
          </Tag>
        );
      })}
    </span>
  );
}
