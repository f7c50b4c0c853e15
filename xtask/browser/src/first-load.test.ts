/** What a handheld fetches before somebody can work, and how long that takes it. */
import assert from "node:assert/strict";
import { HANDHELD } from "./browser.ts";
import { play } from "./play.ts";
import { site } from "./stage.ts";
import { atHome, paired, readyForOffline } from "./terminal.ts";

const FIRST_LOAD_BYTES_MAX = 200_000;

play("the first load of the terminal is small, and a slow handheld is soon at work", async (give) => {
  const device = await give(HANDHELD);
  await paired(device, site(0));
  const context = device.context();
  const fresh = await context.newPage();
  const debug = await context.newCDPSession(fresh);
  await debug.send("Network.enable");
  await debug.send("Network.setCacheDisabled", { cacheDisabled: true });
  await debug.send("Network.setBypassServiceWorker", { bypass: true });
  let bytes = 0;
  let files = 0;
  const own = new Map<string, boolean>();
  debug.on("Network.requestWillBeSent", ({ requestId, request }) => {
    own.set(requestId, !new URL(request.url).pathname.startsWith("/v1/"));
  });
  debug.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!own.get(requestId)) return;
    bytes += encodedDataLength;
    files += 1;
  });
  await debug.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await fresh.goto(`${site(0).node.url}/`);
  await atHome(fresh);
  const ready = await fresh.evaluate(() => performance.now());
  await debug.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  // what is fetched ahead for later belongs to the first load, too
  await readyForOffline(fresh);
  await fresh.waitForTimeout(500);
  console.log(
    `first load: ${files} files, ${bytes} bytes as sent; at work after ${Math.round(ready)} ms with 4x CPU slow-down`,
  );
  assert.ok(bytes > 20_000, "the files of the page were counted");
  assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `the first load takes ${bytes} bytes`);
});

play("the terminal can be installed", async (give) => {
  const device = await give(HANDHELD);
  const page = await paired(device, site(0));
  const debug = await device.context().newCDPSession(page);
  await readyForOffline(page);
  const manifest = await debug.send("Page.getAppManifest");
  assert.deepEqual(manifest.errors, []);
  const told = JSON.parse(manifest.data ?? "{}");
  assert.equal(told.display, "standalone");
  assert.ok(told.icons.some((icon: { sizes: string; purpose?: string }) => icon.sizes === "512x512"));
  const { installabilityErrors } = await debug.send("Page.getInstallabilityErrors");
  // a window of its own is what headless Chromium cannot give
  const errors = installabilityErrors.filter(({ errorId }) => !["in-incognito"].includes(errorId));
  assert.deepEqual(errors, []);
});
