// The engine as emscripten made it; `npm run engine` puts it there.
declare module "*/generated/wedsync.mjs" {
  import type { WedsyncModule, WedsyncOptions } from "../../../engine/wedsync.mjs";
  export default function createWedsync(options: WedsyncOptions): Promise<WedsyncModule>;
}
