import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { ErrorCode } from "./api.ts";
import type { Overview } from "./methods.ts";
import { type RowKey, rowKey } from "./values.ts";
import { kNoPictures, kNothingYet } from "./worker/overview.ts";

type Signals = { readonly [Name in keyof Overview]: Signal<Overview[Name]> };

/** What a client shows beside its queries. */
export class Shown {
  readonly signals: Signals = {
    status: signal(kNothingYet),
    identity: signal(null),
    scopes: signal([]),
    conflicts: signal([]),
    violations: signal(null),
    outbox: signal([]),
    refused: signal([]),
    present: signal([]),
    pictures: signal(kNoPictures),
  };
  readonly unshared: ReadonlySignal<ReadonlySet<RowKey>> = computed(
    () =>
      new Set(
        this.signals.outbox.value
          .filter(({ status }) => status === "pending")
          .flatMap(({ scope, records }) => records.map((record) => rowKey({ scope, record }))),
      ),
  );

  fail(code: ErrorCode, reason: string): void {
    const { status } = this.signals;
    status.value = { ...status.peek(), store: { kind: "failed", code, reason } };
  }

  hear(changed: Partial<Overview>): void {
    batch(() => {
      for (const name of Object.keys(changed) as (keyof Overview)[]) {
        const target: Signal<Overview[typeof name] | undefined> | undefined = this.signals[name];
        if (target) target.value = changed[name];
      }
    });
  }
}
