import type { Locks } from "./bus.ts";
import type { Desk } from "./desk.ts";

/** What adopting needs of the world. */
export interface OrphanWorld {
  readonly locks: Locks;
  /** Names of the workers that kept something aside. */
  list(): Promise<readonly string[]>;
  life(id: string): string;
  open(id: string): Promise<Desk>;
}

/**
 * Takes over what workers had kept aside that are no more: their edits are in the owner's store
 * before their own is removed. Done twice it does nothing more.
 */
export async function adoptOrphans(owner: Desk, world: OrphanWorld): Promise<void> {
  for (const id of await world.list()) {
    await world.locks.ifFree(world.life(id), async () => {
      const desk = await world.open(id);
      try {
        await owner.call("orphans", "adopt", [await desk.exportPending()]);
      } catch (error) {
        await desk.close();
        throw error;
      }
      await desk.destroy();
    });
  }
}
