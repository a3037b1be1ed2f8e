import type { Conflict, RecordId, Value } from "@wedsync/client";
import { isLong, type Named, valueWords } from "../../data/any_record.ts";
import { bothTexts, mayKeepBoth } from "../../data/decide.ts";
import { TextArea } from "../../parts/Field.tsx";
import { decide as say } from "../../words/en/decide.ts";
import { mayBeOther, OtherValue, type Written } from "./OtherValue.tsx";

/** A way out that takes neither side as it stands. */
export type OtherWay = "merged" | "both" | "other";

interface OtherWaysProps {
  readonly conflict: Conflict;
  readonly record: Named | null;
  /** The value with both edits, where a machine can make one. */
  readonly merged: Value | undefined;
  readonly picked: string | null;
  readonly titles: (record: RecordId) => string | null;
  readonly nowMs: number;
  readonly onPick: (way: OtherWay) => void;
  /** The text proposed for a way, as the person changed it. */
  readonly texts: Readonly<Record<string, string>>;
  readonly onText: (way: OtherWay, text: string) => void;
  readonly onWritten: (written: Written | null) => void;
}

/** The text that a way proposes, where it proposes one that may be changed. */
export function proposedText(
  way: string | null,
  conflict: Conflict,
  merged: Value | undefined,
): string | null {
  if (way === "both") return bothTexts(conflict.siblings);
  const isText = typeof conflict.field === "string" && isLong(conflict.field);
  return way === "merged" && isText && typeof merged === "string" ? merged : null;
}

/** Both values together, one under the other, or something else. */
export function OtherWays(props: OtherWaysProps) {
  const { conflict, merged, picked, onPick, texts, onText } = props;
  const way = (key: OtherWay, label: string, isOffered: boolean, words?: string) =>
    isOffered && (
      <label class="more-way">
        <input type="radio" name="side" checked={picked === key} onChange={() => onPick(key)} />
        <span>
          <span class="b">{label}</span>
          {words && (
            <span class="s pre" dir="auto">
              {words}
            </span>
          )}
        </span>
      </label>
    );
  const proposed = proposedText(picked, conflict, merged);
  const isMergedText = proposedText("merged", conflict, merged) !== null;
  return (
    <>
      {way(
        "merged",
        say("merged"),
        merged !== undefined,
        picked === "merged" && isMergedText
          ? ""
          : valueWords(conflict.field, merged, props.titles, props.nowMs),
      )}
      {way("both", say("both"), mayKeepBoth(conflict))}
      {way("other", say("other"), conflict.kind === "disagreement" && mayBeOther(conflict))}
      {proposed !== null && picked !== null && (
        <div class="proposed">
          <TextArea
            label={say("proposed")}
            value={texts[picked] ?? proposed}
            onText={(text) => onText(picked as OtherWay, text)}
            rows={4}
            maxLength={20_000}
          />
        </div>
      )}
      {picked === "other" && (
        <OtherValue
          conflict={conflict}
          record={props.record}
          nowMs={props.nowMs}
          onWritten={props.onWritten}
        />
      )}
    </>
  );
}
