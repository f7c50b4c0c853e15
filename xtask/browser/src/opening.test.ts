import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, Device, HANDHELD } from "./browser.ts";
import { hub, site } from "./stage.ts";

test("both front ends open, from their own servers alone", async () => {
  for (const [url, look] of [
    [site(0).node.url, HANDHELD],
    [hub.url, DESK],
  ] as const) {
    const device = await Device.with(look);
    const page = await device.open(url);
    await page.locator("h1").waitFor();
    assert.match(await page.title(), /Holdfast/);
    await device.done();
  }
});
