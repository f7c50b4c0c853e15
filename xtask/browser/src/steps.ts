/** What screens of the terminal are made of, and steps that several begin with. */
import type { Page } from "playwright-core";
import { scan } from "./browser.ts";
import type { Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";

export type First = NonNullable<Screen["first"]>;

export function at(name: string, place: Screen["place"], first?: First): Screen {
  return { name, role: "supervisor", place, ...(first ? { first } : { isFirst: true }) };
}

export const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
export const task = (scene: Scene) => `pick/task/${scene.pick}`;

export const chosenFrom: First = async (page, { wanted }) => {
  await page.getByText("Scan the bin it comes from").waitFor();
  await scan(page, wanted.bin);
  await page.getByText("Scan the product").waitFor();
};
