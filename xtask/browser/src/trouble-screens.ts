/** Screens of the terminal that change the world as they are reached: links cut, actions refused, tasks picked. They come last. */
import type { Page } from "playwright-core";
import { scan } from "./browser.ts";
import type { Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";
import { control } from "./stage.ts";
import { at, chosenFrom, press, task } from "./steps.ts";

/** Moves single units, where that cannot be sent. */
async function movedOffline(page: Page, scene: Scene, times: number): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/move";
  });
  await chosenFrom(page, scene);
  for (let n = 0; n < times; n += 1) {
    await scan(page, scene.wanted.gtin);
    const pad = page.getByRole("region", { name: "Quantity" });
    await pad.getByRole("button", { name: "1", exact: true }).click();
    await pad.getByRole("button", { name: "Done" }).click();
    await page.getByText("Scan the bin it goes to").waitFor();
    await scan(page, scene.other.bin);
    await page.getByText("Scan the product").waitFor();
  }
}

const away = (page: Page, isAway: boolean) => page.context().setOffline(isAway);

async function outOfReach(page: Page): Promise<void> {
  await away(page, true);
  await page.getByText(/The warehouse node has been out of reach since/).waitFor({ timeout: 30_000 });
}

export const TROUBLE: readonly Screen[] = [
  {
    ...at("terminal-hub-away", "", async (page, scene) => {
      await control(scene.at.id, "cut");
      await page.getByText(/The hub has been out of reach since/).waitFor({ timeout: 30_000 });
    }),
    after: (_, scene) => control(scene.at.id, "heal"),
  },
  {
    ...at("terminal-node-away", "", outOfReach),
    expected: /ERR_INTERNET_DISCONNECTED/,
  },
  {
    ...at(
      "terminal-queue",
      ({ wanted }) => `look-up/bin/${wanted.bin}`,
      async (page, scene) => {
        await page.getByText(scene.wanted.sku).first().waitFor();
        await outOfReach(page);
        await movedOffline(page, scene, 2);
        await page.evaluate(() => {
          location.hash = "#/waiting";
        });
        await page.getByText("2 actions").first().waitFor();
      },
    ),
    expected: /ERR_INTERNET_DISCONNECTED/,
  },
  {
    ...at("terminal-queue-refused", "", async (page, { at: where, wanted, other }) => {
      const { contents } = await where.node.get(`/v1/bins/${wanted.bin}`);
      const { quantity } = contents.find((line: { sku: string }) => line.sku === wanted.sku);
      const lines = [{ sku: wanted.sku, quantity, from: wanted.bin, to: other.bin }];
      await where.node.post("/v1/moves", { lines });
      await away(page, false);
      await page.getByText(/refused and needs? you/).waitFor({ timeout: 30_000 });
      const back = { ...lines[0], from: other.bin, to: wanted.bin };
      await where.node.post("/v1/moves", { lines: [back] });
      await page.evaluate(() => {
        location.hash = "#/waiting";
      });
      await page.getByText("Needs you").waitFor();
    }),
    expected: /ERR_INTERNET_DISCONNECTED|409 \(Conflict\).*\/v1\/moves/,
  },
  at("terminal-queue-discard", "waiting", (page) => press(page, "Discard")),
  at("terminal-pick-next", task, async (page, scene) => {
    for (const stop of (await stops(scene)).slice(0, 1)) await picked(page, stop);
    await page.getByText("Go to the bin and scan it").waitFor();
  }),
  at("terminal-picked", task, async (page, scene) => {
    for (const stop of await stops(scene)) await picked(page, stop);
    await page.getByText("All picked").waitFor();
  }),
  at("terminal-wave", "pick", async (page) => {
    await press(page, "Pick several together");
    await press(page, /^Begin with/);
    await page.getByRole("heading", { level: 1, name: "Pick together" }).waitFor();
  }),
];

type Stop = [bin: string, gtin: string, units: number];

async function picked(page: Page, [bin, gtin, units]: Stop): Promise<void> {
  await scan(page, bin);
  await page.getByText(`${bin} is right`).waitFor();
  for (let n = 0; n < units; n += 1) await scan(page, gtin);
}

/** What is left of the task, in the order of the path. */
async function stops({ at: where, pick }: Scene): Promise<Stop[]> {
  const { lines } = await where.node.get(`/v1/tasks/${pick}`);
  const { items: products } = await where.node.get("/v1/products?limit=500");
  return lines
    .filter((line: { quantity: number; picked: number }) => line.picked < line.quantity)
    .flatMap((line: { sku: string; bins: { bin: string; quantity: number }[] }) =>
      line.bins.map(({ bin, quantity }) => {
        const product = products.find(({ sku }: { sku: string }) => sku === line.sku);
        return [bin, product.barcodes[0], quantity];
      }),
    );
}
