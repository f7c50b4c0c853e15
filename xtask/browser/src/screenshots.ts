/** A picture of every screen, or of those whose name holds the first argument. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { DESK, Device, type Look } from "./browser.ts";
import { Cast, speak } from "./cast.ts";
import { type Scene, scene } from "./scene.ts";
import { isTerminal, look, NARROW, reach, SCREENS, settled, WIDE } from "./screens.ts";
import { stage } from "./stage.ts";

const LANGUAGES = ["ar", "de"];

const only = process.argv[2] ?? "";

async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  // figures come a moment after their headings
  await page.waitForTimeout(100);
  await page.screenshot({ path: join(stage.pictures, `${name}.png`), animations: "disabled" });
}

/** Each as a handheld shows it, and as a desk does by day and by night. */
async function inEachLook(page: Page, name: string): Promise<void> {
  await look(page, NARROW, "light");
  await picture(page, `${name}-360`);
  await look(page, NARROW, "dark");
  await picture(page, `${name}-360-dark`);
  await look(page, WIDE, "dark");
  await picture(page, `${name}-1280-dark`);
  await look(page, WIDE, "light");
  await picture(page, `${name}-1280`);
}

async function walk(told: Scene, give: (look: Look) => Promise<Device>): Promise<number> {
  const chosen = SCREENS.filter(({ name }) => name.includes(only));
  const cast = new Cast(give, DESK, told);
  for (const [at, screen] of chosen.entries()) {
    console.log(`${at + 1} of ${chosen.length}: ${screen.name}`);
    const { device, page } = await cast.seat(screen.role);
    try {
      await reach(device, page, screen, told);
      await inEachLook(page, screen.name);
    } catch (problem) {
      failed += 1;
      console.error(`${screen.name}: ${problem}`);
      await page.screenshot({ path: join(stage.pictures, "failed", `${screen.name}.png`) });
    } finally {
      await screen.after?.(page, told);
    }
  }
  return chosen.length;
}

async function inOtherLanguages(told: Scene, give: (look: Look) => Promise<Device>): Promise<void> {
  const chosen = SCREENS.filter((one) => one.isFirst && isTerminal(one) && one.name.includes(only));
  for (const language of LANGUAGES) {
    const cast = new Cast(give, { ...DESK, ...NARROW }, told);
    for (const screen of chosen) {
      const { device, page } = await cast.seat(screen.role);
      await speak(page, language);
      await reach(device, page, screen, told);
      await picture(page, `${screen.name}-360-${language}`);
    }
    console.log(`${chosen.length} screens in ${language}`);
  }
}

let failed = 0;
const devices: Device[] = [];
const give = async (wanted: Look) => {
  const device = await Device.with(wanted);
  devices.push(device);
  return device;
};
const told: Scene = await scene();
try {
  await inOtherLanguages(told, give);
  const count: number = await walk(told, give);
  console.log(`${count - failed} of ${count} screens are shown in ${stage.pictures}`);
} finally {
  for (const device of devices) await device.close();
}
process.exitCode = failed > 0 ? 1 : 0;
