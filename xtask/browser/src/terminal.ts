/** A terminal as somebody holds it: paired, and at its first screen. */
import type { Page } from "playwright-core";
import { type Device, scan } from "./browser.ts";
import { type Site, until } from "./stage.ts";

let terminals = 0;

/** Pairs the device's browser as its person would, by the address that the QR code holds. */
export async function paired(device: Device, at: Site, role = "worker"): Promise<Page> {
  terminals += 1;
  const { code } = await at.node.post("/v1/pairings", { name: `Terminal ${terminals}`, role });
  const page = await device.open(`${at.node.url}/#/pair?code=${code}`);
  if (role !== "terminal") await atHome(page);
  return page;
}

export async function atHome(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1, name: /warehouse$/ }).waitFor();
}

/** Goes to a screen of the terminal by its address, as a person does by its tiles. */
export async function show(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
}

/** Whether the app would open without its node. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await until("the service worker has the page", () =>
    page.evaluate(() => navigator.serviceWorker.controller !== null || caches.keys().then((names) => names.length > 0)),
  );
}

/** The right thing was scanned: the screen says so, and moves on. */
export async function scanned(page: Page, code: string): Promise<void> {
  await scan(page, code);
}
