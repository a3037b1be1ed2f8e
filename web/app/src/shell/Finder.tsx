import { rowKey } from "@wedsync/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../data/client.ts";
import { useWeddings } from "../data/events.ts";
import { findAll, type Hit } from "../data/find_all.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { IconName } from "../parts/icon_names.ts";
import { pathOf } from "../router/paths.ts";
import { go } from "../router/router.ts";
import { shell } from "../words/en/shell.ts";

const icons: Readonly<Record<string, IconName>> = {
  events: "calendar",
  guests: "user",
  tables: "armchair",
  seats: "armchair",
  vendors: "truck",
  arrivals: "truck",
  timeline_items: "clock",
  tasks: "check",
  notes: "notebook-pen",
  forms: "clipboard-list",
  clients: "heart-handshake",
  contacts: "phone",
};

const kindOf = (hit: Hit): string => {
  const key = `collection_${hit.collection}`;
  return key in shell.en ? shell(key as "collection_guests") : hit.collection;
};

/** Preact's types know this role for inputs with a <datalist> only. */
const combobox = (isOpen: boolean): object => ({ role: "combobox", "aria-expanded": isOpen });

/** Search over everything that is held here. */
export default function Finder({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  const weddings = useWeddings();
  const [words, setWords] = useState("");
  const [hits, setHits] = useState<readonly Hit[]>([]);
  const [answered, setAnswered] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let isWanted = true;
    findAll(client, words).then(
      (found) => {
        if (!isWanted) return;
        setHits(found);
        setAt(0);
        setAnswered(words);
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, words]);

  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && hits.length > 0) {
      event.preventDefault();
      const next = (at + by + hits.length) % hits.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    }
    const hit = hits[at];
    if (event.key === "Enter" && hit) {
      event.preventDefault();
      onClose();
      go(pathOf(hit.collection, hit.scope, hit.record));
    }
  };

  const weddingOf = (hit: Hit) => weddings.find((each) => each.scope === hit.scope)?.name ?? "";
  return (
    <Dialog title={shell("find")} onClose={onClose}>
      <div class="finder">
        <Icon name="search" />
        <input
          {...combobox(hits.length > 0)}
          type="text"
          dir="auto"
          autocomplete="off"
          enterkeyhint="search"
          aria-label={shell("find")}
          placeholder={shell("findHint")}
          aria-controls="found"
          aria-activedescendant={hits[at] ? `found-${at}` : undefined}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={onKey}
        />
      </div>
      <p class="vh" role="status">
        {answered !== "" && shell("findCount", { count: hits.length })}
      </p>
      {words.trim() === "" && <p class="find-empty s">{shell("findStart")}</p>}
      {words.trim() !== "" && answered === words && hits.length === 0 && (
        <p class="find-empty s">{shell("findNothing")}</p>
      )}
      <div class="find-list" id="found" role="listbox" aria-label={shell("find")} ref={list}>
        {hits.map((hit, index) => (
          <a
            key={rowKey(hit)}
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            href={pathOf(hit.collection, hit.scope, hit.record)}
            onClick={onClose}
          >
            <Icon name={icons[hit.collection] ?? "file-text"} />
            <span class="grow two">
              <bdi class="b">{hit.title || kindOf(hit)}</bdi>
              <small>
                {kindOf(hit)}
                {hit.beside && (
                  <>
                    {" · "}
                    <bdi>{hit.beside}</bdi>
                  </>
                )}
                {weddingOf(hit) && (
                  <>
                    {" · "}
                    <bdi>{weddingOf(hit)}</bdi>
                  </>
                )}
              </small>
            </span>
          </a>
        ))}
      </div>
    </Dialog>
  );
}
