import { useEffect } from "preact/hooks";
import { useClient } from "./client.ts";

/**
 * When the rules are asked for the first time after the app was opened, where no screen asks sooner: that reads
 * everything they count, and the first screen and the way to the hub come first.
 */
const afterMs = 8_000;

/** How much waits for a person: disagreements, and what does not go together, as far as it is known. */
export function useToDecide(): number {
  const client = useClient();
  return client.status.value.toDecide + (client.violations.value?.length ?? 0);
}

/** Keeps that up to date from soon on. */
export function useFollowedRules(): void {
  const client = useClient();
  useEffect(() => {
    const timer = setTimeout(() => client.followViolations(), afterMs);
    return () => clearTimeout(timer);
  }, [client]);
}
