import type { Client } from "@wedsync/client";
import { render } from "preact";
import { noteArrivals } from "./data/apart.ts";
import { applySettings } from "./data/device_settings.ts";
import { marks, measure } from "./data/measure.ts";
import { startRouter } from "./router/router.ts";
import { App } from "./shell/App.tsx";
import { preload } from "./shell/ScreenView.tsx";
import { sendWhenGone, startUpdates } from "./shell/update.ts";
import { current } from "./shell/where.ts";
import { prepareFormats } from "./words/format.ts";
import { firstLanguage, setLanguage } from "./words/load.ts";

async function clientOfMode(): Promise<Client> {
  if (import.meta.env.MODE === "fake") return (await import("./testing/open_fake.ts")).openFake();
  return (await import("./open.ts")).openReal();
}

async function start(): Promise<void> {
  startRouter();
  applySettings();
  const here = current.value;
  setTimeout(prepareFormats);
  const [client] = await Promise.all([
    clientOfMode(),
    setLanguage(firstLanguage(), false).catch(() => undefined),
    here && preload(here.screen).catch(() => undefined),
  ]);
  measure(client);
  noteArrivals(client);
  const root = document.getElementById("app");
  if (root) {
    root.textContent = "";
    render(<App client={client} />, root);
    requestAnimationFrame(() => performance.mark(marks.drawn));
  }
  void import("./data/count_use.ts").then(
    ({ countUse }) => countUse(client),
    () => undefined,
  );
  if (import.meta.env.PROD) {
    void startUpdates();
    sendWhenGone(client);
  }
}

void start();
