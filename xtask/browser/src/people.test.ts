/** A terminal that people share: who works at it is known, and every entry of the ledger says so. */
import assert from "node:assert/strict";
import { HANDHELD, scan } from "./browser.ts";
import { play } from "./play.ts";
import { hub, product, site, until } from "./stage.ts";
import { atHome, paired, show } from "./terminal.ts";

play("people sign in at a shared terminal by badge and by PIN, and the ledger knows them", async (give) => {
  const leeds = site(0);
  const goods = await product("HOME-020");
  await leeds.node.post("/v1/operators", { name: "Maria Kowalska", role: "worker", badge: "B-0042", pin: "4711" });
  const hand = await give(HANDHELD);
  hand.expected.push(/401 \(Unauthorized\).*\/v1\/sessions/);
  const page = await paired(hand, leeds, "terminal");
  await page.getByText(/badge/i).first().waitFor();
  await scan(page, "B-0043");
  await page.getByRole("alert").waitFor();
  await scan(page, "B-0042");
  await atHome(page);

  await show(page, "receive");
  await page.getByRole("button", { name: "Without an order" }).click();
  await page.getByText("Scan the delivery note").waitFor();
  await scan(page, "by Maria");
  await page.getByText("Scan a product").first().waitFor();
  await scan(page, goods.gtin);
  await page.getByRole("button", { name: /^Book/ }).click();
  await page.getByRole("button", { name: "Book in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Booked in" }).waitFor();
  const entry = await until("the hub's ledger has it", async () => {
    const { items } = await hub.get(`/v1/audit?warehouseId=${leeds.id}&sku=${goods.sku}`);
    return items.find((one: { reference?: string }) => one.reference === "by Maria");
  });
  assert.equal(entry.actor, "Maria Kowalska");
  assert.match(entry.device, /^Terminal \d+$/);

  await show(page, "settings");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Maria Kowalska" }).click();
  for (const digit of ["4", "7", "1", "2"]) await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: /^(Done|Sign in)$/ }).click();
  await page.getByRole("alert").waitFor();
  for (const digit of ["4", "7", "1", "1"]) await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: /^(Done|Sign in)$/ }).click();
  await atHome(page);
  await page.getByRole("banner").getByText("Maria Kowalska").waitFor();
});
