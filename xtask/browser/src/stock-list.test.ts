/** The dashboard's list of all stock, with as many products as a household-items company has. */
import assert from "node:assert/strict";
import { DESK } from "./browser.ts";
import { show, signedIn } from "./dashboard.ts";
import { play } from "./play.ts";
import { hub } from "./stage.ts";

const PRODUCTS = 10_000;
const AT_ONCE = 64;
const ROWS_DRAWN_MAX = 120;

async function stockUp(): Promise<void> {
  let next = 0;
  const some = async () => {
    for (let n = next++; n < PRODUCTS; n = next++) {
      const sku = `BULK-${String(n).padStart(5, "0")}`;
      await hub.post("/v1/products", { sku, name: `Shelf goods number ${n}`, category: `range ${n % 40}` });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
}

play("10,000 products are searched, sorted and scrolled, and only what is in sight is drawn", async (give) => {
  await stockUp();
  const desk = await give({ ...DESK, height: 900 });
  const page = await signedIn(desk);
  await show(page, "stock");
  const table = page.getByRole("grid");
  await table.waitFor();
  await page.waitForFunction(
    (least) => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) > least,
    PRODUCTS,
    { timeout: 60_000 },
  );
  const scrolled = await page.evaluate(async () => {
    const grid = document.querySelector("[role=grid]");
    const box = [grid, ...(grid?.querySelectorAll("*") ?? [])].find(
      (element) => element && element.scrollHeight > element.clientHeight + 1_000,
    );
    if (!box) throw new Error("nothing scrolls");
    const frames: number[] = [];
    let drawn = 0;
    const from = performance.now();
    for (let at = from; at < from + 3_000; ) {
      box.scrollTop += 240;
      at = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      frames.push(at);
      drawn = Math.max(drawn, document.querySelectorAll("[role=grid] [role=row]").length);
    }
    const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1_000;
    return { rate: (frames.length - 1) / seconds, drawn, top: box.scrollTop };
  });
  console.log(
    `10,000 products: ${scrolled.rate.toFixed(0)} frames a second while scrolling, ${scrolled.drawn} rows drawn`,
  );
  assert.ok(scrolled.top > 10_000, "it scrolled");
  assert.ok(scrolled.drawn < ROWS_DRAWN_MAX, `${scrolled.drawn} rows are drawn`);

  const search = page.getByRole("searchbox").first();
  await search.fill("number 7777");
  await page.getByText("BULK-07777").waitFor();
  assert.equal(await page.locator("[role=grid] [role=row]").count(), 2, "the head and what was found");
});
