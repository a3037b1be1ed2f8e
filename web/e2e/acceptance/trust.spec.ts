import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hub } from "../support/hub.ts";
import { Tablet } from "../support/tablet.ts";
import { expect, test } from "../support/venue.ts";

const certutil = "/usr/bin/certutil";

/** A home folder whose browsers trust the authorities that are put into it. */
class Home {
  readonly folder = mkdtempSync(join(tmpdir(), "wedsync-home-"));
  readonly #store = join(this.folder, ".pki/nssdb");

  constructor() {
    mkdirSync(this.#store, { recursive: true });
    this.#run("-N", "--empty-password");
  }

  /** As a person does who installs the file. */
  trust(certificate: string): void {
    this.#run("-A", "-n", "venue", "-t", "C,,", "-i", certificate);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(...words: string[]): void {
    execFileSync(certutil, ["-d", `sql:${this.#store}`, ...words], { stdio: "pipe" });
  }
}

test("@long a new tablet comes from the welcome page to the app over HTTPS, and starts offline", async () => {
  test.skip(!existsSync(certutil), "certutil is not installed (scripts/setup browsers)");
  test.setTimeout(120_000);
  const home = new Home();
  const hub = await Hub.start("demo", { hasTls: true });
  const tablet = await Tablet.open({ env: { HOME: home.folder } });
  try {
    const refused = await tablet.context.newPage();
    const before = await refused.goto(hub.url).catch((error: Error) => error.message);
    expect(before).toContain("ERR_CERT_AUTHORITY_INVALID");

    const page = await tablet.page();
    await page.goto(hub.welcome);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download the certificate" }).click();
    const file = join(home.folder, "ca.crt");
    await (await downloading).saveAs(file);
    home.trust(file);
    await tablet.sleep();
    await tablet.wake();

    const trusting = await tablet.page();
    await trusting.goto(hub.welcome);
    await trusting.getByRole("link", { name: "Open the app" }).click();
    await expect(trusting).toHaveURL(new RegExp(`^${hub.url}/`));
    await trusting.goto(hub.invite("Ana"));
    await trusting.getByLabel("Name of this tablet").fill("Ana's tablet");
    await trusting.getByRole("button", { name: "Join" }).click();
    await expect(trusting.getByText("Ready offline")).toBeVisible({ timeout: 60_000 });
    await trusting.getByRole("link", { name: "Start" }).click();
    await expect(trusting.getByRole("heading", { level: 1 })).toContainText("weddings");

    await hub.stop("SIGKILL");
    await trusting.reload();
    await expect(trusting.getByRole("heading", { level: 1 })).toContainText("weddings");

    // And whoever is in hands the certificate on.
    await hub.start();
    await trusting.goto(`${hub.url}/certificate`);
    const handing = trusting.waitForEvent("download");
    await trusting.getByRole("link", { name: "Download the certificate" }).click();
    expect((await handing).suggestedFilename()).toBe("wedsync-ca.crt");
  } finally {
    await tablet.remove();
    await hub.remove();
    home.remove();
  }
});
