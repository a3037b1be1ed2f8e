/** Which store, of what, and whose. */
export interface HubOptions {
  /** Which store of this origin; one for an application, as a rule. */
  readonly store: string;
  /** What can be kept (docs/schema.md), parsed. */
  readonly schema: unknown;
  /** Where the hub is. Left out: this origin. */
  readonly hub?: string;
}

/** Of the hub, without a slash at the end. */
export function originOf({ hub }: HubOptions): string {
  return (hub ?? location.origin).replace(/\/+$/, "");
}
