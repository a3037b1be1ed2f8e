import { describe, expect, test } from "vitest";
import { marked } from "./text_marks.ts";

const say = (before: string, after: string) =>
  marked(before, after)
    .map(({ kind, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[kind])
    .join("");

describe("words added and removed", () => {
  test("what stays is not marked", () => {
    expect(say("Cake at nine, lights low.", "Cake at ten, lights low.")).toBe(
      "Cake at -nine,-+ten,+ lights low.",
    );
    expect(say("one two", "one two three")).toBe("one two+ three+");
    expect(say("one two three", "two three")).toBe("-one -two three");
    expect(say("same", "same")).toBe("same");
  });

  test("from nothing and to nothing", () => {
    expect(say("", "new text")).toBe("+new text+");
    expect(say("old", "")).toBe("-old-");
    expect(marked("", "")).toEqual([]);
  });

  test("the pieces are the two texts, whatever they are", () => {
    const texts = ["a b a b", "b a  b\n\nc", "  x", "Zoë 👩‍👧 was here", "a a a a a", "لا نعم لا"];
    for (const before of texts) {
      for (const after of texts) {
        const pieces = marked(before, after);
        const without = (kind: string) =>
          pieces
            .filter((each) => each.kind !== kind)
            .map((each) => each.text)
            .join("");
        expect([without("added"), without("removed")]).toEqual([before, after]);
      }
    }
  });

  test("texts too long for marks are shown whole, in time", () => {
    const long = (word: string) => Array.from({ length: 3_000 }, (_, at) => word + at).join(" ");
    const pieces = marked(`Begin. ${long("a")}`, `Begin. ${long("b")}`);
    expect(pieces.map(({ kind }) => kind)).toEqual(["same", "removed", "added"]);
  });
});
