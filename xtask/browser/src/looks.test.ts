/** Every screen in light and dark, at a handheld's width and a desk's; the terminal's in its other languages, too. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { colourFindings, findings } from "./accessible.ts";
import { DESK, HANDHELD } from "./browser.ts";
import { Cast, speak } from "./cast.ts";
import { tooSmall, tooWide, unmirrored, unsaid } from "./fit.ts";
import { type Give, play } from "./play.ts";
import { type Scene, scene } from "./scene.ts";
import { isTerminal, look, NARROW, reach, SCREENS, type Screen, settled, WIDE } from "./screens.ts";

const FLOOR = SCREENS.filter(isTerminal);
const DESKS = SCREENS.filter((screen) => !isTerminal(screen));
const FIRST = FLOOR.filter((screen) => screen.isFirst);

let told: Promise<Scene> | null = null;

function world(): Promise<Scene> {
  told ??= scene();
  return told;
}

play("the terminal has all words in each language, and room for them; in Arabic it is mirrored", async (give) => {
  const scene = await world();
  const cast = new Cast(give, HANDHELD, scene);
  const faults: string[] = [];
  for (const language of ["ar", "de", "pl", "es"]) {
    for (const screen of FIRST) {
      const { device, page } = await cast.seat(screen.role);
      await speak(page, language);
      await reach(device, page, screen, scene);
      const found = [...(await unsaid(page)), ...(await tooWide(page))];
      if (language === "ar") found.push(...(await unmirrored(page)));
      faults.push(...found.map((one) => `${screen.name} in ${language}: ${one}`));
    }
  }
  assert.deepEqual(faults, []);
});

play("the terminal can be used by everybody, by day and by night, on a handheld and at a desk", (give) =>
  everyScreen(give, FLOOR),
);

play("the dashboard can be used by everybody, by day and by night, on a handheld and at a desk", (give) =>
  everyScreen(give, DESKS),
);

async function everyScreen(give: Give, screens: readonly Screen[]): Promise<void> {
  const scene = await world();
  const cast = new Cast(give, DESK, scene);
  const faults: string[] = [];
  for (const screen of screens) {
    const { device, page } = await cast.seat(screen.role);
    try {
      await reach(device, page, screen, scene);
      faults.push(...(await faultsOf(page, screen)));
    } catch (problem) {
      faults.push(`${screen.name}: ${problem}`);
    } finally {
      await screen.after?.(page, scene);
    }
  }
  assert.deepEqual(faults, []);
}

async function faultsOf(page: Page, screen: Screen): Promise<string[]> {
  const faults: string[] = [];
  for (const size of [NARROW, WIDE]) {
    const there = (found: string[]) => faults.push(...found.map((one) => `${screen.name} at ${size.width}: ${one}`));
    await look(page, size, "light");
    await settled(page);
    there(await findings(page));
    there(await tooWide(page));
    if (isTerminal(screen)) there(await tooSmall(page));
  }
  // by night nothing but the colours is another, and those are the same on a handheld
  await look(page, WIDE, "dark");
  faults.push(...(await colourFindings(page)).map((one) => `${screen.name} in the dark: ${one}`));
  return faults;
}
