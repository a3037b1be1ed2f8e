declare const __WEDSYNC_VERSION__: string;

/** The version of this build. */
export const version = typeof __WEDSYNC_VERSION__ === "string" ? __WEDSYNC_VERSION__ : "0";
