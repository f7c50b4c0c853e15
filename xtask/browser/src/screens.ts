/** Screens as data, and the walk through them: one browser a person, one page, each screen reached once and shown in every look. */
import type { Page } from "playwright-core";
import type { Device, Look } from "./browser.ts";
import { DASHBOARD } from "./dashboard-screens.ts";
import type { Scene } from "./scene.ts";
import { TERMINAL } from "./terminal-screens.ts";

/** Who looks: a device nobody has paired, one that people share, a supervisor's; a browser before and after signing in. */
export type Role = "stranger" | "shared" | "supervisor" | "visitor" | "planner";

export interface Screen {
  /** As its picture is called. */
  name: string;
  role: Role;
  /** Its address behind `#/`, where it has one. */
  place: string | ((scene: Scene) => string);
  /** What has to be done before it is there. */
  first?: (page: Page, scene: Scene) => Promise<void>;
  /** What puts the world back. */
  after?: (page: Page, scene: Scene) => Promise<void>;
  /** Lines of the console that come of what is done on purpose. */
  expected?: RegExp;
  /** It is reached by its address alone, so it can be shown in any language. */
  isFirst?: boolean;
}

export const SCREENS: readonly Screen[] = [...TERMINAL, ...DASHBOARD];

export function isTerminal(screen: Screen): boolean {
  return screen.role === "stranger" || screen.role === "shared" || screen.role === "supervisor";
}

export const NARROW: Pick<Look, "width" | "height"> = { width: 360, height: 740 };
export const WIDE: Pick<Look, "width" | "height"> = { width: 1280, height: 800 };

/** Goes to a screen by its address and does what it wants first. */
export async function reach(device: Device, page: Page, screen: Screen, scene: Scene): Promise<void> {
  if (screen.expected) device.expected.push(screen.expected);
  const place = typeof screen.place === "string" ? screen.place : screen.place(scene);
  // by way of nowhere, and with nothing half done, so that each begins at its beginning
  await page.evaluate(() => {
    location.hash = "#/elsewhere";
  });
  await drawn(page);
  await page.evaluate((address) => {
    const drafts = Object.keys(localStorage).filter((key) => key.startsWith("holdfast.draft."));
    for (const draft of drafts) localStorage.removeItem(draft);
    location.hash = address;
  }, `#/${place}`);
  await settled(page);
  if (!screen.first) return;
  await screen.first(page, scene);
  // nothing is shown as touched that nobody touches
  await page.mouse.move(0, 0);
  await settled(page);
}

/** Nothing is being fetched that the screen waits for. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector(".waiting, .loading, [aria-busy=true]") === null);
  await drawn(page);
}

/** What was last changed is on the screen. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

export async function look(page: Page, size: Pick<Look, "width" | "height">, theme: Look["theme"]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize(size);
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
  await drawn(page);
}
