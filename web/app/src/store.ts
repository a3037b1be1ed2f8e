import type { HubOptions } from "@wedsync/client";
import schema from "../../../schemas/venue.json";

/** The store of this app: the same for its tabs and for its service worker. */
export const store: HubOptions = { store: "venue", schema };
