/** A test with the devices of its people: what goes wrong is shown in a picture, and no browser outlives its test. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Device, type Look } from "./browser.ts";
import { stage } from "./stage.ts";

/** Gives somebody a device. */
export type Give = (look: Look) => Promise<Device>;

/** `act` gets its devices from `give`. In the end each is closed, and fails the test where its pages complained. */
export function play(name: string, act: (give: Give) => Promise<void>): void {
  test(name, async () => {
    const devices: Device[] = [];
    const give: Give = async (look) => {
      const device = await Device.with(look);
      devices.push(device);
      return device;
    };
    try {
      await act(give);
      for (const device of devices) await device.done();
    } catch (problem) {
      await shown(name, devices);
      throw problem;
    } finally {
      for (const device of devices) await device.close();
    }
  });
}

async function shown(name: string, devices: readonly Device[]): Promise<void> {
  const folder = join(stage.pictures, "failed");
  await mkdir(folder, { recursive: true });
  const file = name.replace(/[^a-z0-9]+/gi, "-").toLowerCase();
  for (const [at, device] of devices.entries()) {
    for (const [number, page] of device.pages().entries()) {
      const path = join(folder, `${file}-${at}-${number}.png`);
      // a page that is gone cannot be shown, and the test's own problem is what counts
      await page.screenshot({ path }).catch(() => {});
    }
  }
}
