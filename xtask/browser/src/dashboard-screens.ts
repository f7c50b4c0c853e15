/** The pages of the dashboard. */
import type { Page } from "playwright-core";
import { disagreement } from "./scene.ts";
import type { Screen } from "./screens.ts";

type First = NonNullable<Screen["first"]>;

function at(name: string, place: Screen["place"], first?: First): Screen {
  return { name, role: "planner", place, ...(first ? { first } : {}) };
}

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();

/** An order that nobody can promise, to the foot of the form. */
const ordered: First = async (page, { wanted }) => {
  await page.getByLabel("Product", { exact: true }).fill(wanted.sku);
  await page.getByLabel("Units").fill("100000");
  await page.getByLabel("Unit price").fill("12.50");
  await page.getByLabel("Name").fill("Ada Buyer");
  await page.getByLabel("Street and number").fill("1 Quay");
  await page.getByLabel("Postal code").fill("LS1");
  await page.getByLabel("Town").fill("Leeds");
  await page.getByLabel("Country").fill("GB");
  await page.getByLabel("Currency").fill("GBP");
};

const warehouse: Screen["place"] = ({ at: { id } }) => `warehouses/${id}`;

export const DASHBOARD: readonly Screen[] = [
  { name: "dashboard-sign-in", role: "visitor", place: "", expected: /401 \(Unauthorized\).*\/v1\/session/ },
  at("dashboard-overview", ""),
  at("dashboard-warehouses", "warehouses"),
  at("dashboard-warehouse-new", "warehouses", (page) => press(page, "New warehouse")),
  at("dashboard-warehouse", warehouse),
  at("dashboard-enrol", warehouse, (page) => press(page, "Enrol a node")),
  at("dashboard-enrol-token", warehouse, async (page) => {
    await press(page, "Enrol a node");
    await press(page, "Make a token");
    await page.getByText("Shown only this once").waitFor();
  }),
  at("dashboard-fence", warehouse, (page) => press(page, "Fence")),
  at("dashboard-stock", "stock"),
  at("dashboard-sku", ({ wanted }) => `stock/${wanted.sku}`),
  at(
    "dashboard-adjust",
    ({ wanted }) => `stock/${wanted.sku}`,
    async (page) => {
      await press(page, /^Adjust/);
      await page.getByLabel("Units").fill("-3");
      await page.getByLabel("Reason").fill("Broken");
    },
  ),
  at("dashboard-orders", "orders"),
  at("dashboard-order", ({ shipped }) => `orders/${shipped}`),
  at("dashboard-order-place", "orders/new"),
  {
    ...at("dashboard-order-refused", "orders/new", async (page, scene) => {
      await ordered(page, scene);
      await press(page, "Place the order");
      await page.getByText("Not every line can be promised now.").waitFor();
    }),
    expected: /409 \(Conflict\).*\/v1\/orders/,
  },
  at("dashboard-returns", "returns"),
  at("dashboard-return", ({ returned }) => `returns/${returned}`),
  at("dashboard-replenishments", "replenishments"),
  at("dashboard-purchase-orders", "purchase-orders"),
  at("dashboard-purchase-order", ({ purchase }) => `purchase-orders/${purchase}`),
  at("dashboard-purchase-order-new", "purchase-orders/new"),
  at("dashboard-transfers", "transfers"),
  at("dashboard-transfer-new", "transfers/new"),
  at("dashboard-suppliers", "suppliers"),
  at("dashboard-supplier-new", "suppliers", (page) => press(page, "Add a supplier")),
  at("dashboard-audit", "audit"),
  at("dashboard-keys", "keys"),
  at("dashboard-key-new", "keys", (page) => press(page, "New key")),
  at("dashboard-key-shown", "keys", async (page) => {
    await press(page, "New key");
    await page.getByRole("dialog").getByLabel("Name").fill("Web shop");
    await press(page, "Make the key");
    await page.getByText("Shown only this once").waitFor();
  }),
  at("dashboard-conflicts", "conflicts", async (page, { at: where }) => {
    await disagreement(where);
    await page.getByRole("link", { name: "Lyon warehouse" }).waitFor();
  }),
  at("dashboard-conflict", "conflicts", async (page) => {
    await page.getByRole("link", { name: "Lyon warehouse" }).click();
    await page.getByText(/06:00/).first().waitFor();
  }),
];
