import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import { Button, LinkButton } from "../parts/Button.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Head } from "../parts/Head.tsx";
import { paths } from "../router/paths.ts";
import { place } from "../router/router.ts";
import type { Screen, ScreenProps } from "../screens/index.ts";
import { shell } from "../words/en/shell.ts";
import { current, rememberScope, scopeHere } from "./where.ts";

const loaded = new Map<Screen, ComponentType<ScreenProps>>();

/** Loads a screen's code before it is wanted. */
export async function preload(screen: Screen): Promise<void> {
  if (!loaded.has(screen)) loaded.set(screen, (await screen.load()).default);
}

/** The screen of the address. The one before stays until the next is there. */
export function ScreenView() {
  const here = current.value;
  const [shown, show] = useState(here && loaded.has(here.screen) ? here : null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    if (here === null) {
      show(null);
      return;
    }
    let isWanted = true;
    preload(here.screen).then(
      () => isWanted && show(here),
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [here]);

  const scope = scopeHere.value;
  useEffect(() => {
    if (scope !== null) rememberScope(scope);
  }, [scope]);

  // Those who listen hear where they are; not at the start, where the page itself is read.
  const [first] = useState(place.value.path);
  const path = place.value.path;
  useEffect(() => {
    if (shown && path !== first) document.querySelector<HTMLElement>("main h1")?.focus();
  }, [shown, path, first]);

  if (here === null) return <NotFound />;
  if (hasFailed) return <Failed onRetry={() => location.reload()} />;
  const Shown = shown && loaded.get(shown.screen);
  if (!shown || !Shown) return <span class="blank blank-title" />;
  return (
    <Guarded key={shown.screen.path}>
      <Shown params={shown === here || shown.screen === here.screen ? here.params : shown.params} />
    </Guarded>
  );
}

function Guarded({ children }: { readonly children: preact.ComponentChildren }) {
  const [error, reset] = useErrorBoundary((cause) => console.error(cause));
  return error ? <Failed onRetry={reset} /> : children;
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <>
      <Head title={shell("failedTitle")} />
      <Empty icon="triangle-alert" title={shell("failedText")}>
        <Button onClick={onRetry}>{shell("tryAgain")}</Button>
      </Empty>
    </>
  );
}

/** For addresses of nothing, and for records that are not here. */
export function NotFound() {
  return (
    <>
      <Head title={shell("notFoundTitle")} sub={shell("notFoundText")} />
      <LinkButton href={paths.today}>{shell("toToday")}</LinkButton>
    </>
  );
}
