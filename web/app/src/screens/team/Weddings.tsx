import type { EventFigures } from "@wedsync/client";
import { paths } from "../../router/paths.ts";
import { team as say } from "../../words/en/team.ts";
import { minutes } from "../../words/format.ts";
import { number } from "../../words/say.ts";

const partOf = (part: number, whole: number) =>
  whole === 0 ? "–" : say("partOf", { part, whole });

/** How each wedding stands. */
export function Weddings({ events }: { readonly events: readonly EventFigures[] }) {
  if (events.length === 0) return null;
  return (
    <section>
      <h2>{say("weddings")}</h2>
      <div class="team-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{say("wedding")}</th>
              <th scope="col">{say("guestsComing")}</th>
              <th scope="col">{say("seated")}</th>
              <th scope="col">{say("arrived")}</th>
              <th scope="col">{say("tasksDone")}</th>
              <th scope="col">{say("itemsDone")}</th>
              <th scope="col">{say("movedBy")}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((each) => (
              <tr key={each.scope}>
                <th scope="row">
                  <a href={paths.event(String(each.scope))}>
                    <bdi>{each.name}</bdi>
                  </a>
                </th>
                <td>{partOf(each.accepted, each.invited)}</td>
                <td>{number(each.seated)}</td>
                <td>{number(each.arrived)}</td>
                <td>{partOf(each.tasks_done, each.tasks)}</td>
                <td>{partOf(each.items_done, each.items)}</td>
                <td>{each.delay_min === 0 ? "–" : minutes(each.delay_min)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
