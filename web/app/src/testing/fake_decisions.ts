import type { Decisions } from "@wedsync/client";

/** Nothing was settled yet. */
export const noDecisions: Decisions = {
  items: [],
  more: false,
  totals: {
    machine: 0,
    exact: 0,
    likely: 0,
    kept: 0,
    changed: 0,
    undone: 0,
    person: 0,
    suggested: 0,
    agreed: 0,
  },
  fields: [],
  bins: [],
  whole: true,
};
