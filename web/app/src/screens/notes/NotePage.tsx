import { useClient } from "../../data/client.ts";
import { deleteRecord, setPinned, useNotes } from "../../data/notes.ts";
import { useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { PhotoField } from "../../parts/PhotoField.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { notes as say } from "../../words/en/notes.ts";
import { photos } from "../../words/en/photos.ts";
import { shell } from "../../words/en/shell.ts";
import { since } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { TextBox } from "./TextBox.tsx";
import "./notes.css";

/** One note, written by everybody. */
export default function NotePage({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? "";
  const client = useClient();
  const commit = useAct();
  const nowMs = useNow(client);
  const { notes, isThere } = useNotes(scope);
  useLooking(scope, record);
  if (!isThere) return <span class="blank blank-title" />;
  const note = notes.find((each) => each.record === record);
  if (!note) return <NotFound />;
  const when = note.touchedMs ?? note.writtenMs;
  return (
    <div class="single" key={record}>
      <Head
        title={note.title || say("untitled")}
        sub={
          when !== null &&
          say("by", { name: note.author || shell("none"), when: since(when, nowMs) })
        }
      >
        <LinkButton href={paths.notes(scope)} look="quiet">
          {say("toList")}
        </LinkButton>
        <Button
          icon="pin"
          onClick={() =>
            void commit(
              setPinned(note, !note.isPinned),
              say(note.isPinned ? "saidUnpinned" : "saidPinned"),
            )
          }
        >
          {say(note.isPinned ? "unpin" : "pin")}
        </Button>
      </Head>
      <div class="form">
        <TextBox
          scope={scope}
          record={record}
          field="title"
          value={note.title}
          label={say("noteTitle")}
          touches="touched_at"
        />
        <TextBox
          scope={scope}
          record={record}
          field="body"
          value={note.body}
          label={say("body")}
          touches="touched_at"
          isLong
          rows={9}
        />
        <div>
          <h2>{photos("photo")}</h2>
          <PhotoField
            scope={scope}
            record={record}
            field="picture"
            photo={note.picture}
            name={note.title}
          />
        </div>
        <div class="actions apart">
          <Button
            look="danger"
            icon="trash-2"
            onClick={async () => {
              if (await commit(deleteRecord(scope, record), say("noteDeleted"))) {
                go(paths.notes(scope), "replace");
              }
            }}
          >
            {say("delete")}
          </Button>
        </div>
      </div>
    </div>
  );
}
