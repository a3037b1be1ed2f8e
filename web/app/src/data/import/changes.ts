import type {
  Client,
  Committed,
  Created,
  Dot,
  Edit,
  FieldValue,
  RecordId,
  Row,
  ScopeId,
} from "@wedsync/client";
import { isSame, type Match, matchAll } from "./match.ts";
import { type Wanted, type WantedValue, writable } from "./plan.ts";

export type Became = "created" | "changed" | "unchanged" | "leftOut";

/** A field of a record that was here, and what the list has for it. */
export interface Difference {
  readonly field: string;
  readonly here: FieldValue | undefined;
  readonly wanted: WantedValue;
  /** Somebody wrote it: it stays as it is here. */
  readonly isKept: boolean;
}

/** What becomes of one record of the plan. */
export interface Outcome {
  readonly wanted: Wanted;
  readonly match: Match;
  readonly became: Became;
  readonly differences: readonly Difference[];
}

export interface Options {
  /** Write over what people wrote, too. */
  readonly isOverwriting: boolean;
  /** The changes of imports before: what only they wrote follows the list. */
  readonly importDots: ReadonlySet<Dot>;
}

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

const isSet = (value: WantedValue): boolean => typeof value === "object" && "elements" in value;

/** Whether nobody but imports wrote what the field shows. */
async function importedFields(client: Client, row: Row, dots: ReadonlySet<Dot>) {
  const opened = await client.get(row.scope, row.record).catch(() => null);
  return (field: string): boolean => {
    const own = opened?.dots[field] ?? [];
    return own.length > 0 && own.every((dot) => dots.has(dot));
  };
}

async function outcomeOf(
  client: Client,
  wanted: Wanted,
  match: Match,
  recordAt: (planned: number) => RecordId | null,
  { isOverwriting, importDots }: Options,
): Promise<Outcome> {
  const { row, problem } = match;
  if (problem !== null) return { wanted, match, became: "leftOut", differences: [] };
  if (row === null) return { wanted, match, became: "created", differences: [] };
  const differing = [...wanted.fields].filter(
    ([field, value]) => !isSame(row.values[field], value, recordAt),
  );
  const isInDoubt = differing.some(
    ([field, value]) => !isEmpty(row.values[field]) && !isSet(value),
  );
  const isImported =
    isInDoubt && !isOverwriting && importDots.size > 0
      ? await importedFields(client, row, importDots)
      : () => false;
  const differences = differing.map(([field, value]): Difference => {
    const here = row.values[field];
    const isWritten = isEmpty(here) || isSet(value) || isOverwriting || isImported(field);
    return { field, here, wanted: value, isKept: !isWritten };
  });
  const isChanged = differences.some((each) => !each.isKept);
  return { wanted, match, became: isChanged ? "changed" : "unchanged", differences };
}

/** What importing the plan into the wedding would do, by its order; writes nothing. */
export async function preview(
  client: Client,
  scope: ScopeId,
  plan: readonly Wanted[],
  options: Options,
): Promise<readonly Outcome[]> {
  const scopes = [scope];
  const [tables, seats, guests] = await Promise.all([
    client.query({ collection: "tables", scopes }),
    client.query({ collection: "seats", scopes }),
    client.query({ collection: "guests", scopes }),
  ]);
  const matches = matchAll(plan, { tables, seats, guests });
  const recordAt = (planned: number): RecordId | null => matches[planned]?.row?.record ?? null;
  const outcomes: Outcome[] = [];
  for (const [at, wanted] of plan.entries()) {
    outcomes.push(await outcomeOf(client, wanted, matches[at] as Match, recordAt, options));
  }
  return outcomes;
}

/** A change is sent as one: small enough that other changes pass between two of them. */
const operationsTarget = 500;
const bytesTarget = 24 * 1024;
const operationBytes = 40;

const bytesOf = (edits: readonly Edit[]) =>
  edits.reduce((sum, each) => sum + operationBytes + JSON.stringify(each).length, 0);

export type Progress = (done: number, total: number) => void;

/** An import that stopped: what was written until then, so that it can be taken back. */
export class ImportStopped extends Error {
  constructor(
    readonly dots: readonly Dot[],
    override readonly cause: unknown,
  ) {
    super("the import stopped");
  }
}

/**
 * Does what was previewed, new records first, in changes of a few hundred edits each. Gives the changes
 * in order. Throws an ImportStopped where one could not be saved.
 */
export async function apply(
  client: Client,
  scope: ScopeId,
  outcomes: readonly Outcome[],
  onProgress: Progress,
): Promise<readonly Dot[]> {
  const writer = new Writer(client, scope, outcomes, onProgress);
  await writer.write("created");
  await writer.write("changed");
  return writer.dots;
}

class Writer {
  readonly dots: Dot[] = [];
  readonly #records = new Map<number, RecordId>();
  #edits: Edit[] = [];
  #bytes = 0;
  /** The places in the plan of the records that the next change creates. */
  #creating: number[] = [];
  #waiting = 0;
  #done = 0;
  readonly #total: number;

  constructor(
    readonly client: Client,
    readonly scope: ScopeId,
    readonly outcomes: readonly Outcome[],
    readonly onProgress: Progress,
  ) {
    for (const [at, { match }] of outcomes.entries()) {
      if (match.row) this.#records.set(at, match.row.record);
    }
    this.#total = outcomes.filter(
      ({ became }) => became === "created" || became === "changed",
    ).length;
  }

  async write(what: "created" | "changed"): Promise<void> {
    for (const [at, outcome] of this.outcomes.entries()) {
      if (outcome.became !== what) continue;
      const isNew = what === "created";
      const made = () => (isNew ? this.#creation(outcome) : this.#change(outcome));
      let edits = made();
      const isFull =
        this.#edits.length + edits.length > operationsTarget ||
        this.#bytes + bytesOf(edits) > bytesTarget;
      if (isFull && this.#edits.length > 0) {
        await this.#commit();
        // Created records are numbered within their change.
        edits = made();
      }
      if (isNew) this.#creating.push(at);
      this.#edits.push(...edits);
      this.#bytes += bytesOf(edits);
      this.#waiting++;
    }
    await this.#commit();
  }

  #recordAt(planned: number): RecordId | Created | null {
    const here = this.#creating.indexOf(planned);
    return here >= 0 ? here : (this.#records.get(planned) ?? null);
  }

  #edit(record: RecordId | Created, field: string, value: WantedValue): readonly Edit[] {
    if (typeof value === "object" && "elements" in value) {
      return value.elements.map((element) => ({ edit: "add", record, field, element }));
    }
    const written = writable(value, (planned) => this.#recordAt(planned));
    // The record that the field would refer to was left out itself.
    if (written === null) return [];
    return [{ edit: "set", record, field, value: written as never }];
  }

  #creation({ wanted }: Outcome): readonly Edit[] {
    const record = this.#creating.length;
    return [
      { edit: "create", collection: wanted.collection },
      ...[...wanted.fields, ...wanted.defaults].flatMap(([field, value]) =>
        this.#edit(record, field, value),
      ),
    ];
  }

  #change({ match, differences }: Outcome): readonly Edit[] {
    const record = match.row?.record ?? "";
    return differences.flatMap((each) =>
      each.isKept ? [] : this.#edit(record, each.field, each.wanted),
    );
  }

  async #commit(): Promise<void> {
    if (this.#edits.length > 0) {
      let done: Committed;
      try {
        done = await this.client.commit({
          scope: this.scope,
          edits: this.#edits,
          priority: 5,
          type: "import",
        });
      } catch (error) {
        throw new ImportStopped(this.dots, error);
      }
      this.dots.push(done.dot);
      for (const [index, at] of this.#creating.entries()) {
        const record = done.created[index];
        if (record !== undefined) this.#records.set(at, record);
      }
    }
    this.#done += this.#waiting;
    this.onProgress(this.#done, this.#total);
    this.#edits = [];
    this.#bytes = 0;
    this.#creating = [];
    this.#waiting = 0;
  }
}
