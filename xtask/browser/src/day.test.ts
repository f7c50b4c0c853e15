/** From an order in the dashboard to a parcel at the door, and a link that is cut meanwhile. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { DESK, HANDHELD, scan } from "./browser.ts";
import { show, signedIn } from "./dashboard.ts";
import { play } from "./play.ts";
import { control, hub, product, site, until } from "./stage.ts";
import { paired } from "./terminal.ts";

/** The screen says what was scanned and what was to be. */
async function wrongly(page: Page, was: string, expected: string): Promise<void> {
  const said = page.getByRole("alert").filter({ hasText: "Wrong scan" });
  await said.getByText(was).waitFor();
  await said.getByText(expected).waitFor();
}

play("an order placed in the dashboard is picked and shipped at a handheld", async (give) => {
  const leeds = site(0);
  const cup = await product("HOME-002");
  const other = await product("HOME-003");
  const [desk, hand] = [await give(DESK), await give(HANDHELD)];
  const dashboard = await signedIn(desk);
  const terminal = await paired(hand, leeds);
  await terminal.getByRole("link", { name: /^Pick/ }).click();
  await terminal.getByText("Nothing to pick").waitFor();

  await show(dashboard, "orders/new");
  await dashboard.getByLabel("Product", { exact: true }).fill(cup.sku);
  await dashboard.getByLabel("Units").fill("2");
  await dashboard.getByLabel("Unit price").fill("12.50");
  await dashboard.getByLabel("Name").fill("Ada Buyer");
  await dashboard.getByLabel("Street and number").fill("1 Quay");
  await dashboard.getByLabel("Postal code").fill("LS1");
  await dashboard.getByLabel("Town").fill("Leeds");
  await dashboard.getByLabel("Country").fill("GB");
  await dashboard.getByLabel("Latitude").fill("53.8");
  await dashboard.getByLabel("Longitude").fill("-1.55");
  await dashboard.getByLabel("Currency").fill("GBP");
  await dashboard.getByRole("button", { name: "Place the order" }).click();
  await dashboard.getByRole("heading", { name: "Order for Ada Buyer" }).waitFor();
  const order = new URL(dashboard.url()).hash.split("/").pop() ?? "";

  // the task comes to the floor by itself
  await terminal.getByRole("button", { name: /Ada Buyer/ }).click();
  await terminal.getByText("Go to the bin and scan it").waitFor();
  await scan(terminal, "A-01");
  await wrongly(terminal, "A-01", "A-02");
  await scan(terminal, "A-02");
  await terminal.getByText("A-02 is right").waitFor();
  await scan(terminal, other.gtin);
  await wrongly(terminal, other.sku, cup.sku);
  await scan(terminal, cup.gtin);
  await terminal.getByText(`1 of 2 ${cup.sku}`).waitFor();
  await scan(terminal, cup.gtin);
  await terminal.getByText("All picked").waitFor();
  await dashboard
    .getByText(/picked|packed/i)
    .first()
    .waitFor();

  await terminal.getByRole("button", { name: "Ship" }).click();
  await terminal.getByLabel("Carrier").fill("Royal Mail");
  await scan(terminal, "RM123456785GB");
  await terminal.getByText("Tracking number RM123456785GB").waitFor();
  await terminal.getByRole("button", { name: "It has left" }).click();
  await terminal.getByRole("heading", { level: 1, name: "Shipped" }).waitFor();

  await dashboard.getByText("RM123456785GB").first().waitFor();
  const told = await hub.get(`/v1/orders/${order}`);
  assert.equal(told.status, "shipped");
  assert.equal(told.shipments[0].trackingNumber, "RM123456785GB");
});

play("a link that is cut, and healed, shows on both sides; the floor works on", async (give) => {
  const leeds = site(0);
  const [desk, hand] = [await give(DESK), await give(HANDHELD)];
  const dashboard = await signedIn(desk);
  const terminal = await paired(hand, leeds);
  await show(dashboard, `warehouses/${leeds.id}`);
  const state = dashboard.getByText(/^Online/).first();
  await state.waitFor();
  await control(leeds.id, "cut");
  try {
    await terminal.getByText(/The hub has been out of reach since/).waitFor({ timeout: 30_000 });
    await dashboard
      .getByText(/^Offline/)
      .first()
      .waitFor({ timeout: 30_000 });
    const [before] = [(await leeds.node.get(`/v1/warehouses/${leeds.id}/inventory/HOME-030`)).quantity];
    await leeds.node.post("/v1/receipts", { reference: "in the dark", lines: [{ sku: "HOME-030", quantity: 7 }] });
    await terminal.getByText(/changes? waits? for it/).waitFor();
    await control(leeds.id, "heal");
    await terminal.getByText(/The hub has been out of reach since/).waitFor({ state: "detached", timeout: 30_000 });
    await state.waitFor({ timeout: 30_000 });
    await until("the hub has heard", async () => {
      const heard = await hub.get(`/v1/warehouses/${leeds.id}/inventory/HOME-030`);
      return heard.quantity === before + 7;
    });
  } finally {
    await control(leeds.id, "heal");
  }
});
