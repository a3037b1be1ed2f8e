import type { Identity, Joining } from "../../api.ts";
import { answered, committed, deleteDatabase, openDatabase, strictly } from "../files/idb.ts";
import { ask, type HubScope, refusal, scopesOf, text } from "./hub_api.ts";
import { type DeviceKey, makeKey, publicKey, signSession } from "./keys.ts";

/** What makes this device a member of a hub. */
export interface Membership {
  readonly hub: string;
  readonly identity: Identity;
  readonly key: DeviceKey;
}

export async function joinHub(
  base: string,
  joining: Joining,
): Promise<{ membership: Membership; scopes: readonly HubScope[] }> {
  const key = await makeKey();
  const answer = await ask("POST", `${base}/v1/join`, {
    body: { invite: joining.invite, device: joining.device, public_key: await publicKey(key) },
  });
  if (answer.status !== 201) throw refusal(answer);
  const identity = {
    hubName: text(answer, "hub_name"),
    person: text(answer, "person"),
    role: text(answer, "role"),
    device: text(answer, "device"),
  };
  return { membership: { hub: text(answer, "hub"), identity, key }, scopes: scopesOf(answer) };
}

/**
 * A token for the next connection. Rejected by "unauthorized" where the device is let in no more,
 * by "erased" where it is to erase what it holds as well.
 */
export async function openSession(base: string, member: Membership): Promise<string> {
  const { device } = member.identity;
  const asked = await ask("POST", `${base}/v1/challenge`, { body: { device } });
  if (asked.status !== 200) throw refusal(asked);
  const challenge = text(asked, "challenge");
  const signature = await signSession(member.key, member.hub, device, challenge);
  const opened = await ask("POST", `${base}/v1/session`, {
    body: { device, challenge, signature },
  });
  if (opened.status !== 200) throw refusal(opened);
  return text(opened, "token");
}

export async function scopesOfDevice(base: string, token: string): Promise<readonly HubScope[]> {
  const answer = await ask("GET", `${base}/v1/scopes`, { token });
  if (answer.status !== 200) throw refusal(answer);
  return scopesOf(answer);
}

/** Where a membership is kept between openings. */
export interface Keyring {
  load(): Promise<Membership | null>;
  save(member: Membership): Promise<void>;
  forget(): Promise<void>;
  /** When everything was here and nothing waited, in wall milliseconds; null: never. */
  lastInSync(): Promise<number | null>;
  noteInSync(ms: number): Promise<void>;
}

const kKeys = "keys";
const kMember = "member";
const kInSync = "in_sync_ms";

/** In the browser's database: a key that cannot be read out can be kept there all the same. */
export function databaseKeyring(store: string): Keyring {
  const name = `wedsync-keys:${store}`;
  const withDatabase = async <T>(use: (database: IDBDatabase) => Promise<T>): Promise<T> => {
    const database = await openDatabase(name, [kKeys]);
    try {
      return await use(database);
    } finally {
      database.close();
    }
  };
  const get = (key: string): Promise<unknown> =>
    withDatabase((database) =>
      answered(database.transaction(kKeys, "readonly").objectStore(kKeys).get(key)),
    );
  const put = (key: string, value: unknown): Promise<void> =>
    withDatabase((database) => {
      const transaction = strictly(database, [kKeys]);
      transaction.objectStore(kKeys).put(value, key);
      return committed(transaction);
    });
  return {
    load: async () => ((await get(kMember)) as Membership | undefined) ?? null,
    save: (member) => put(kMember, member),
    forget: () => deleteDatabase(name),
    lastInSync: async () => ((await get(kInSync)) as number | undefined) ?? null,
    noteInSync: (ms) => put(kInSync, ms),
  };
}

export function memoryKeyring(): Keyring {
  let kept: Membership | null = null;
  let inSyncMs: number | null = null;
  return {
    load: async () => kept,
    save: async (member) => {
      kept = member;
    },
    forget: async () => {
      kept = null;
      inSyncMs = null;
    },
    lastInSync: async () => inSyncMs,
    noteInSync: async (ms) => {
      inSyncMs = ms;
    },
  };
}
