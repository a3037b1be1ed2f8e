import type { ModuleAction, ModuleQuestion } from "../modules.ts";
import type { Engine } from "../worker/engine.ts";

/** The engine as far as its queue of actions goes. */
export function fakeEngine() {
  let waiting: string[] = [];
  const settled: ModuleAction[] = [];
  const askModule = (_: string, { question }: ModuleQuestion): unknown => {
    if (question === "state") {
      return { waiting: waiting.length, held: 0, next_at: waiting.length > 0 ? 0 : null };
    }
    if (waiting.length === 0) return null;
    const offlineActions = waiting.map((id) => ({ id }));
    return {
      path: "/api/viral/offline-sync",
      body: JSON.stringify({ scope: 7, offlineActions }),
      ids: waiting,
    };
  };
  const actModule = (_: string, action: ModuleAction): unknown => {
    settled.push(action);
    const ids = action.ids as readonly string[];
    if (action.status === 200) waiting = waiting.filter((id) => !ids.includes(id));
    return null;
  };
  return {
    ...({ askModule, actModule } as Engine),
    add: (...ids: readonly string[]) => {
      waiting = [...waiting, ...ids];
    },
    waiting: () => waiting,
    settled,
  };
}
