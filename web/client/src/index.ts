export * from "./api.ts";
export * from "./modules.ts";
export * from "./open.ts";
export type { HubOptions } from "./options.ts";
export * from "./values.ts";
