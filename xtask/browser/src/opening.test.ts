import assert from "node:assert/strict";
import { DESK, HANDHELD } from "./browser.ts";
import { play } from "./play.ts";
import { hub, site } from "./stage.ts";

play("both front ends open, from their own servers alone", async (give) => {
  for (const [url, look] of [
    [site(0).node.url, HANDHELD],
    [hub.url, DESK],
  ] as const) {
    const device = await give(look);
    const page = await device.open(url);
    await page.locator("h1").waitFor();
    assert.match(await page.title(), /Holdfast/);
  }
});
