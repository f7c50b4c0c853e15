/** Who looks at the screens: a browser and a page for each, opened when first wanted. */
import type { Page } from "playwright-core";
import type { Device, Look } from "./browser.ts";
import { signedIn } from "./dashboard.ts";
import type { Scene } from "./scene.ts";
import type { Role } from "./screens.ts";
import { hub } from "./stage.ts";
import { paired } from "./terminal.ts";

export interface Seat {
  device: Device;
  page: Page;
}

export class Cast {
  readonly #seats = new Map<Role, Seat>();
  readonly #give: (look: Look) => Promise<Device>;
  readonly #look: Look;
  readonly #scene: Scene;

  constructor(give: (look: Look) => Promise<Device>, look: Look, scene: Scene) {
    this.#give = give;
    this.#look = look;
    this.#scene = scene;
  }

  async seat(role: Role): Promise<Seat> {
    const kept = this.#seats.get(role);
    if (kept) return kept;
    const device = await this.#give(this.#look);
    const seat = { device, page: await this.#opened(role, device) };
    this.#seats.set(role, seat);
    return seat;
  }

  async #opened(role: Role, device: Device): Promise<Page> {
    const { at } = this.#scene;
    switch (role) {
      case "stranger":
        return device.open(at.node.url);
      case "shared": {
        const page = await paired(device, at, "terminal");
        await page.getByText("Scan your badge").waitFor();
        return page;
      }
      case "supervisor":
        return paired(device, at, "supervisor");
      case "visitor":
        return device.open(hub.url);
      case "planner":
        return signedIn(device);
    }
  }
}

/** The person wants this language from now on. */
export async function speak(page: Page, language: string): Promise<void> {
  if ((await page.evaluate(() => document.documentElement.lang)) === language) return;
  await page.evaluate((wanted) => localStorage.setItem("holdfast.language", wanted), language);
  await page.reload();
  await page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
}
