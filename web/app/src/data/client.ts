import type { Client } from "@wedsync/client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

const context = createContext<Client | null>(null);

export const ClientProvider = context.Provider;

/** The client of this tab. */
export function useClient(): Client {
  const client = useContext(context);
  if (client === null) throw new Error("useClient() outside of <ClientProvider>");
  return client;
}
