/** A node out of reach: the app opens from its cache, keeps what is done, and sends it once, in order. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { HANDHELD, scan } from "./browser.ts";
import { play } from "./play.ts";
import { control, onHand, product, site, until } from "./stage.ts";
import { atHome, paired, readyForOffline, show } from "./terminal.ts";

/** Moves single units of a product, by scans alone. */
async function move(page: Page, from: string, gtin: string, to: string, times: number): Promise<void> {
  await show(page, "move");
  await page.getByText("Scan the bin it comes from").waitFor();
  await scan(page, from);
  for (let n = 0; n < times; n += 1) {
    await page.getByText("Scan the product").waitFor();
    await scan(page, gtin);
    const pad = page.getByRole("region", { name: "Quantity" });
    await pad.getByRole("button", { name: "1", exact: true }).click();
    await pad.getByRole("button", { name: "Done" }).click();
    await page.getByText("Scan the bin it goes to").waitFor();
    await scan(page, to);
  }
  await page.getByText("Scan the product").waitFor();
}

/** Takes in so many units that nobody announced. */
async function receive(page: Page, note: string, gtin: string, units: number): Promise<void> {
  await show(page, "receive");
  await page.getByRole("button", { name: "Without an order" }).click();
  await page.getByText("Scan the delivery note").waitFor();
  await scan(page, note);
  await page.getByText("Scan a product").first().waitFor();
  for (let n = 0; n < units; n += 1) await scan(page, gtin);
  await page.getByRole("button", { name: /^Book/ }).click();
  await page.getByRole("button", { name: "Book in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Booked in" }).waitFor();
}

async function inBin(bin: string, sku: string): Promise<number> {
  const { contents } = await site(0).node.get(`/v1/bins/${bin}`);
  return contents.find((line: { sku: string }) => line.sku === sku)?.quantity ?? 0;
}

play(
  "20 actions without the node, over a reload, a closed browser and a restart of the node: each counts once",
  async (give) => {
    const leeds = site(0);
    const goods = await product("HOME-004");
    const [before, there] = [await onHand(leeds, goods.sku), await inBin("A-13", goods.sku)];
    const hand = await give(HANDHELD);
    hand.expected.push(
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/,
    );
    let page = await paired(hand, leeds);
    // what somebody looked at before is there in the dark
    await show(page, "look-up/bin/A-04");
    await page.getByText(goods.sku).first().waitFor();
    await readyForOffline(page);

    try {
      await control(leeds.id, "stop");
      await page.getByText(/The warehouse node has been out of reach since/).waitFor({ timeout: 30_000 });
      await move(page, "A-04", goods.gtin, "A-13", 5);
      await page.reload();
      await page.getByText("5 actions wait here").waitFor();
      await move(page, "A-04", goods.gtin, "A-13", 5);
      await hand.close();
      page = await hand.open(`${leeds.node.url}/`);
      await atHome(page);
      for (let n = 0; n < 10; n += 1) await receive(page, `note ${n}`, goods.gtin, 1);
      await show(page, "waiting");
      await page.getByText("20 actions").first().waitFor();

      // the node answers again, and is gone before all has been sent
      await control(leeds.id, "start");
      await until("some of it was sent", async () => (await inBin("A-13", goods.sku)) > there);
      await control(leeds.id, "stop");
      await control(leeds.id, "start");
    } finally {
      await control(leeds.id, "start");
    }
    await page.getByText("Nothing waits", { exact: true }).waitFor({ timeout: 60_000 });
    assert.equal(await inBin("A-13", goods.sku), there + 10);
    assert.equal(await onHand(leeds, goods.sku), before + 10);
  },
);

play("what the node refuses afterwards is shown, kept, and settled by a person", async (give) => {
  const leeds = site(0);
  const goods = await product("HOME-006");
  const hand = await give(HANDHELD);
  hand.expected.push(/ERR_INTERNET_DISCONNECTED/, /409 \(Conflict\).*\/v1\/moves/);
  const page = await paired(hand, leeds);
  await show(page, "look-up/bin/A-06");
  await page.getByText(goods.sku).first().waitFor();
  await readyForOffline(page);
  const there = await inBin("A-06", goods.sku);

  // a dead corner; meanwhile somebody else empties the bin
  await hand.context().setOffline(true);
  await page.getByText(/The warehouse node has been out of reach since/).waitFor({ timeout: 30_000 });
  await move(page, "A-06", goods.gtin, "A-14", 2);
  const away = { lines: [{ sku: goods.sku, quantity: there, from: "A-06", to: "A-15" }] };
  await leeds.node.post("/v1/moves", away);
  await hand.context().setOffline(false);
  await page.getByText("One action was refused and needs you.").waitFor({ timeout: 30_000 });
  await page.reload();
  await show(page, "waiting");
  const why = page.getByText("A-06 holds 0 of HOME-006, not 1");
  await why.waitFor();
  await page.getByText(/Waits because an action before it/).waitFor();

  // the first is not to be; the second, which waited behind it, is refused as well, and is right once the goods are back
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await page.getByText("One decision").click();
  await page.getByText(/Discarded by/).waitFor();
  await page.getByRole("article").filter({ has: why }).waitFor();
  const back = { lines: [{ sku: goods.sku, quantity: there, from: "A-15", to: "A-06" }] };
  await leeds.node.post("/v1/moves", back);
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText("Nothing waits", { exact: true }).waitFor();
  assert.equal(await inBin("A-14", goods.sku), 1);
  assert.equal(await inBin("A-06", goods.sku), there - 1);
});
