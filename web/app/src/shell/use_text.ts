import type { Dot, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../data/client.ts";
import { act } from "./act.ts";
import { whileSaving } from "./dirty.ts";

/** How long a person pauses before what they typed is saved. */
const pauseMs = 900;

interface Field {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly field: string;
  /** What the record holds now. */
  readonly value: string;
  /** Fields to be written with it: times of the last touch, for instance. */
  readonly beside?: () => readonly { readonly field: string; readonly value: string | number }[];
}

interface KeptText {
  readonly text: string;
  readonly seen: readonly Dot[] | null;
}

/** What was typed and not saved yet, for a page that goes in the middle of a word. */
const aside = {
  read(key: string): KeptText | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
      if (typeof kept !== "object" || kept === null || !("text" in kept)) return null;
      const { text, seen } = kept as KeptText;
      const isWhole = typeof text === "string" && (seen === null || Array.isArray(seen));
      return isWhole ? { text, seen } : null;
    } catch {
      return null;
    }
  },
  write(key: string, kept: KeptText): void {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // Full: the store proper says so when the text is saved.
    }
  },
};

/**
 * A text that is saved as it is typed: at a pause, when the field is left, when the page goes. What
 * others wrote since it was opened is not overwritten, for the edit names what it had shown.
 */
export function useText({ scope, record, field, value, beside }: Field) {
  const client = useClient();
  const key = `wedsync.typed.${scope}.${record}.${field}`;
  const [kept] = useState(() => aside.read(key));
  const [text, setText] = useState(kept?.text ?? value);
  const [state, setState] = useState<"still" | "typing" | "saved" | "failed">("still");
  const now = useRef({ text, saved: value, seen: kept?.seen ?? null });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Resolves what counts as unsaved for the frame. */
  const settle = useRef<(() => void) | null>(null);
  const last = useRef<Promise<void>>(Promise.resolve());

  const look = async () => {
    try {
      now.current.seen = (await client.get(scope, record)).dots[field] ?? [];
    } catch {
      now.current.seen = null;
    }
  };

  // What comes in from others is shown, unless something is being typed over it.
  useEffect(() => {
    const held = now.current;
    if (held.text !== held.saved || value === held.saved) return;
    held.text = value;
    held.saved = value;
    setText(value);
    void look();
  }, [value]);

  const save = async (): Promise<void> => {
    clearTimeout(timer.current);
    const held = now.current;
    if (held.text === held.saved) return;
    const { text: wanted, saved: before, seen } = held;
    held.saved = wanted;
    const done = await act(
      client,
      {
        scope,
        type: field,
        edits: [
          { edit: "set", record, field, value: wanted, ...(seen && { seen }) },
          ...(beside?.() ?? []).map((each) => ({ edit: "set" as const, record, ...each })),
        ],
      },
      null,
    );
    if (done === null) {
      held.saved = before;
      setState("failed");
      return;
    }
    if (held.text === wanted) {
      setState("saved");
      localStorage.removeItem(key);
      settle.current?.();
      settle.current = null;
    }
    held.seen = [done.dot];
  };
  /** One after the other, so that each knows what the one before wrote. */
  const flush = (): Promise<void> => {
    last.current = last.current.then(saveNow.current);
    return last.current;
  };
  const saveNow = useRef(save);
  saveNow.current = save;

  useEffect(() => {
    if (kept && kept.text === value) localStorage.removeItem(key);
    else if (kept) void flush();
    const hide = () => {
      if (document.visibilityState === "hidden") void flush();
    };
    document.addEventListener("visibilitychange", hide);
    addEventListener("pagehide", flush);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("pagehide", flush);
      void flush().then(() => settle.current?.());
    };
  }, []);

  return {
    text,
    state,
    flush,
    onText: (next: string) => {
      now.current.text = next;
      aside.write(key, { text: next, seen: now.current.seen });
      setText(next);
      setState("typing");
      if (settle.current === null) {
        void whileSaving(
          new Promise<void>((resolve) => {
            settle.current = resolve;
          }),
        );
      }
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), pauseMs);
    },
    onFocus: () => {
      if (now.current.seen === null) void look();
    },
    onBlur: () => void flush(),
  };
}
