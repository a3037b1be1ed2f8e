import type { Invitation, InvitationMetrics, ModuleAction } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import {
  acceptedOf,
  mayHaveAccepted,
  needsSomebody,
  type ReasonName,
  reasonOf,
  useInvitationMetrics,
  useInvitations,
  useQueue,
} from "../../data/invites.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { complain } from "../../shell/act.ts";
import { lazyScreen } from "../../shell/lazy.tsx";
import { toast } from "../../shell/toasts.ts";
import { invites as say } from "../../words/en/invites.ts";
import { shell } from "../../words/en/shell.ts";
import { team } from "../../words/en/team.ts";
import { dayMonth, share, stamp } from "../../words/format.ts";
import { locale, number } from "../../words/say.ts";
import { InviteDialog } from "./InviteDialog.tsx";

/** Few show it: the maker of codes is loaded for them alone. */
const CodeDialog = lazyScreen<{ readonly onClose: () => void }>(() => import("./CodeDialog.tsx"));

const shownMax = 20;
const stages = ["sent", "opened", "accepted", "active"] as const;

interface RowProps {
  readonly invitation: Invitation;
  readonly reason: ReasonName | null;
  readonly onAct: (module: string, action: ModuleAction, words: string) => void;
}

function Row({ invitation, reason, onAct }: RowProps) {
  const { shown_as: name, state, action_id: id } = invitation;
  const isStuck = state === "stuck";
  const isHeld = isStuck || state === "declined";
  return (
    <li class="invited">
      <div class="grow two">
        <h3>
          <bdi dir="ltr">{name}</bdi>
        </h3>
        <p class={needsSomebody(state) ? "s warn-t" : "s"}>
          {needsSomebody(state) && <Icon name="triangle-alert" small />} {say(`s_${state}`)}
          {reason !== null && ` · ${say(`r_${reason}`)}`}
        </p>
        <p class="s">
          {say("by", { name: invitation.actor, day: dayMonth(invitation.sent_at) })}
          {invitation.about !== "" && (
            <>
              {" · "}
              <bdi>{invitation.about}</bdi>
            </>
          )}
        </p>
      </div>
      <div class="actions">
        {isStuck && (
          <Button
            aria-label={say("tryAgainOf", { name })}
            onClick={() => onAct("queue", { action: "retry", id }, say("saved"))}
          >
            {say("tryAgain")}
          </Button>
        )}
        {isHeld && (
          <Button
            look="quiet"
            aria-label={say("letGoOf", { name })}
            onClick={() => onAct("queue", { action: "discard", id }, say("done"))}
          >
            {say("letGo")}
          </Button>
        )}
        {mayHaveAccepted(invitation) && (
          <Button
            look="quiet"
            aria-label={say("acceptedOf", { name })}
            onClick={() => onAct("viral", acceptedOf(invitation), say("notedAccepted"))}
          >
            {say("accepted")}
          </Button>
        )}
      </div>
    </li>
  );
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const duration = (ms: number) => {
  const isLong = ms > 2 * dayMs;
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: isLong ? "day" : "hour",
    unitDisplay: "long",
  }).format(Math.max(1, Math.ceil(ms / (isLong ? dayMs : hourMs))));
};

const each = (value: number) =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: 2 }).format(value);

function Metrics({ metrics }: { readonly metrics: InvitationMetrics }) {
  const { funnel, conversion, k_factor: k, cycle_ms: cycle } = metrics;
  return (
    <>
      <h3>{say("funnel")}</h3>
      <table class="funnel">
        <thead>
          <tr>
            <th scope="col">{say("stage")}</th>
            <th scope="col">{say("people")}</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage}>
              <th scope="row">{say(`f_${stage}`)}</th>
              <td>
                {number(funnel[stage])} <Meter part={funnel[stage]} whole={funnel.sent} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="s">
        {conversion && (
          <li>
            {say("conversion", {
              value: share(conversion.value),
              low: share(conversion.low),
              high: share(conversion.high),
            })}
          </li>
        )}
        {k && (
          <li>{say("kFactor", { value: each(k.value), low: each(k.low), high: each(k.high) })}</li>
        )}
        {cycle !== null && <li>{say("cycle", { time: duration(cycle) })}</li>}
      </ul>
      <h3>{say("leaders")}</h3>
      <div class="team-scroll">
        <table class="leaders">
          <thead>
            <tr>
              <th scope="col">{say("who")}</th>
              {stages.map((stage) => (
                <th scope="col" key={stage}>
                  {say(`f_${stage}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.leaders.map((leader) => (
              <tr key={leader.actor}>
                <th scope="row">
                  <bdi>{leader.actor}</bdi>
                </th>
                {stages.map((stage) => (
                  <td key={stage}>{number(leader[stage])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="s">
        {say("asOf", { time: stamp(metrics.as_of) })} · {team("people")}
      </p>
    </>
  );
}

/** Who is invited by mail, how far that is, and what came of it: all of it offline. */
export function Invitations() {
  const client = useClient();
  const list = useInvitations();
  const metrics = useInvitationMetrics();
  const queue = useQueue(list.answer?.held ?? 0);
  const [isInviting, setInviting] = useState(false);
  const [isCodeShown, setCodeShown] = useState(false);
  const showCode = () => setCodeShown(true);
  const again = () => {
    list.again();
    metrics.again();
    queue.again();
  };
  const onAct = (module: string, action: ModuleAction, words: string) =>
    void client.act(module, action).then(
      () => {
        toast(words);
        again();
      },
      (error: unknown) => complain(error, shell("notSaved")),
    );
  if (list.hasFailed || metrics.hasFailed) return <p class="calm">{team("failed")}</p>;
  if (!list.answer || !metrics.answer) return <span class="blank blank-title" />;
  const { invitations, count, waiting } = list.answer;
  const shown = invitations.slice(0, shownMax);
  return (
    <section class="invitations">
      <div class="sec">
        <h2>{say("title")}</h2>
        <span class="actions">
          <Button icon="qr-code" onClick={showCode}>
            {say("code")}
          </Button>
          <Button icon="plus" onClick={() => setInviting(true)}>
            {say("invite")}
          </Button>
        </span>
      </div>
      {waiting > 0 && (
        <p class="s" role="status">
          {say("waitHere", { count: waiting })}
        </p>
      )}
      {count === 0 && <p class="calm">{say("noneYet")}</p>}
      <ul>
        {shown.map((invitation) => (
          <Row
            key={invitation.id}
            invitation={invitation}
            reason={reasonOf(invitation, queue.answer)}
            onAct={onAct}
          />
        ))}
      </ul>
      {count > shown.length && <p class="s">{say("more", { count: count - shown.length })}</p>}
      {count > 0 && <Metrics metrics={metrics.answer} />}
      {isInviting && (
        <InviteDialog onClose={() => setInviting(false)} onInvited={again} onCode={showCode} />
      )}
      {isCodeShown && <CodeDialog onClose={() => setCodeShown(false)} />}
    </section>
  );
}
