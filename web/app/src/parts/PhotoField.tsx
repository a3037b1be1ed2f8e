import type { RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useClient } from "../data/client.ts";
import { type Photo, setPhoto, stateOf } from "../data/photos/photo.ts";
import { shrink } from "../data/photos/shrink.ts";
import { act } from "../shell/act.ts";
import { whileSaving } from "../shell/dirty.ts";
import { photos as say } from "../words/en/photos.ts";
import { bytes } from "../words/format.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import "./photo.css";

interface Kept {
  readonly sha256: string;
  /** Null: it is not here. */
  readonly url: string | null;
}

/** One that is not here may come at any time: nobody tells. */
const lookAgainMs = 5_000;

/** A picture as it is on this tablet or comes from the hub; its address is given back when it is not shown
 * any more. */
function useKept(scope: ScopeId, photo: Photo | null): Kept | null {
  const client = useClient();
  const [kept, setKept] = useState<Kept | null>(null);
  const sha256 = photo?.sha256;
  const size = photo?.size ?? 0;
  useEffect(() => {
    setKept(null);
    if (!sha256) return;
    let url: string | null = null;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      const found = await client.getPicture(scope, { sha256, size }).catch(() => null);
      if (!isWanted) return;
      url = found && URL.createObjectURL(found);
      setKept({ sha256, url });
      if (!url) timer = setTimeout(() => void load(), lookAgainMs);
    };
    void load();
    return () => {
      isWanted = false;
      clearTimeout(timer);
      if (url) URL.revokeObjectURL(url);
    };
  }, [client, scope, sha256, size]);
  return kept;
}

/** How the picture stands, in words. */
function State({ photo, kept }: { readonly photo: Photo; readonly kept: Kept }) {
  const pictures = useClient().pictures.value;
  if (kept.url === null) {
    return (
      <p class="photo-away s">
        <Icon name="image" /> {say(pictures.isHeldBack ? "awayHeld" : "elsewhere")}
      </p>
    );
  }
  const state = stateOf(photo, pictures);
  const words =
    state === "sending"
      ? say("sending", { done: bytes(pictures.sending?.sent ?? 0), size: bytes(photo.size) })
      : `${say(state)} ${bytes(photo.size)}`;
  return <p class="xs">{words}</p>;
}

interface PhotoFieldProps {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly field: string;
  readonly photo: Photo | null;
  /** What it belongs to, for those who do not see it. */
  readonly name: string;
  readonly isFixed?: boolean;
}

/** A picture of a record: taken, shown, replaced, taken away. */
export function PhotoField({ scope, record, field, photo, name, isFixed }: PhotoFieldProps) {
  const client = useClient();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<"still" | "working" | "notPicture" | "notKept">("still");
  const kept = useKept(scope, photo);

  const take = async (file: File | undefined) => {
    if (!file) return;
    setState("working");
    const small = await shrink(file).catch(() => null);
    if (small === null) {
      setState("notPicture");
      return;
    }
    const stored = await client.putPicture(scope, small).catch(() => null);
    if (stored === null) {
      setState("notKept");
      return;
    }
    await act(client, setPhoto(scope, record, field, stored), say("added"));
    setState("still");
  };

  return (
    <div class="photo">
      {photo && kept?.url && <img src={kept.url} alt={say("alt", { name })} />}
      {photo && kept && <State photo={photo} kept={kept} />}
      {(state === "notPicture" || state === "notKept") && (
        <p class="bad-t s" role="alert">
          {say(state)}
        </p>
      )}
      {!isFixed && (
        <div class="actions no-print">
          <input
            ref={input}
            id={id}
            class="vh"
            type="file"
            accept="image/*"
            capture="environment"
            tabIndex={-1}
            aria-hidden="true"
            onChange={(event) => {
              const { files } = event.currentTarget;
              void whileSaving(take(files?.[0]));
              event.currentTarget.value = "";
            }}
          />
          <Button
            icon="camera"
            disabled={state === "working"}
            onClick={() => {
              input.current?.setAttribute("capture", "environment");
              input.current?.click();
            }}
          >
            {state === "working" ? say("working") : photo ? say("change") : say("take")}
          </Button>
          <Button
            look="quiet"
            icon="image"
            disabled={state === "working"}
            onClick={() => {
              input.current?.removeAttribute("capture");
              input.current?.click();
            }}
          >
            {say("choose")}
          </Button>
          {photo && (
            <Button
              look="quiet"
              icon="trash-2"
              onClick={() => void act(client, setPhoto(scope, record, field, null), say("removed"))}
            >
              {say("remove")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
