/** The dashboard as a planner has it open. */
import type { Page } from "playwright-core";
import type { Device } from "./browser.ts";
import { hub } from "./stage.ts";

/** Signs in with the administrator's key. */
export async function signedIn(device: Device): Promise<Page> {
  // that nobody is signed in yet is asked of the hub, and answered 401
  device.expected.push(/401 \(Unauthorized\).*\/v1\/session/);
  const page = await device.open(hub.url);
  await page.getByLabel("API key").fill(hub.key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor({ state: "attached" });
  return page;
}

export async function show(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
}
