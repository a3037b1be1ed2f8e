import { Activity } from "./Activity.tsx";
import { Attention, type AttentionProps } from "./Attention.tsx";
import { Here } from "./Here.tsx";

/** What stands below the board. Its code is no part of the first screen's: the board is wanted first. */
export default function Below(props: AttentionProps) {
  return (
    <>
      <Attention {...props} />
      <Activity nowMs={props.nowMs} />
      <Here nowMs={props.nowMs} />
    </>
  );
}
