import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { ErrorCode, OutboxEntry } from "./api.ts";
import type { Changed, Overview } from "./methods.ts";
import { type RowKey, rowKey } from "./values.ts";
import { kNoPictures, kNothingYet } from "./worker/overview.ts";

type Listed = Omit<Overview, "outbox">;
type Signals = { readonly [Name in keyof Listed]: Signal<Listed[Name]> };

/** What a client shows beside its queries. */
export class Shown {
  readonly signals: Signals = {
    status: signal(kNothingYet),
    identity: signal(null),
    scopes: signal([]),
    conflicts: signal([]),
    violations: signal(null),
    refused: signal([]),
    present: signal([]),
    claims: signal([]),
    pictures: signal(kNoPictures),
  };
  readonly #outboxText = signal("[]");
  readonly outbox: ReadonlySignal<readonly OutboxEntry[]> = computed(() =>
    JSON.parse(this.#outboxText.value),
  );
  readonly unshared: ReadonlySignal<ReadonlySet<RowKey>> = computed(
    () =>
      new Set(
        this.outbox.value
          .filter(({ status }) => status === "pending")
          .flatMap(({ scope, records }) => records.map((record) => rowKey({ scope, record }))),
      ),
  );

  fail(code: ErrorCode, reason: string): void {
    const { status } = this.signals;
    status.value = { ...status.peek(), store: { kind: "failed", code, reason } };
  }

  hear({ outboxText, ...changed }: Changed): void {
    batch(() => {
      if (outboxText !== undefined) this.#outboxText.value = outboxText;
      for (const name of Object.keys(changed) as (keyof Listed)[]) {
        const target: Signal<Listed[typeof name] | undefined> | undefined = this.signals[name];
        if (target) target.value = changed[name];
      }
    });
  }
}
