/** What runs low, and what is proposed: a transfer from where there is enough, or buying. Nothing is ordered by itself. */
import { go, href, route } from "@holdfast/shell/route.ts";
import { may } from "../app/session.ts";
import { SKU } from "../goods/columns.tsx";
import type { Replenishment } from "../goods/record.ts";
import { listPath, usePaged } from "../list/paged.ts";
import { PagedTable } from "../list/paged-table.tsx";
import { choices, useWarehouses } from "../list/places.ts";
import { units } from "../ui/figures.ts";
import { type Column, Empty, PageHeader, SelectField } from "../ui/index.ts";

const EVENTS = ["StockLow", "SlotUpdated", "TransferPlanned", "PurchaseOrderPlaced"] as const;

export function ReplenishmentsPage() {
  const warehouse = route.value.query.get("warehouse") ?? "";
  const warehouses = useWarehouses();
  const list = usePaged<Replenishment>(listPath("/v1/replenishments", { warehouseId: warehouse }), { events: EVENTS });
  return (
    <>
      <PageHeader title="Replenishment">
        Products below their reorder point, what is on its way counted. A proposal orders nothing: it fills in a form
        for you.
      </PageHeader>
      <div class="toolbar filters">
        <SelectField
          label="Warehouse"
          value={warehouse}
          options={choices(warehouses, "All warehouses")}
          onInput={(chosen) => go(["replenishments"], { warehouse: chosen }, true)}
        />
      </div>
      <PagedTable
        caption="Products that run low"
        list={list}
        one="proposal"
        empty={
          <Empty title="Nothing runs low.">Reorder points are set on a product's page, under its warehouses.</Empty>
        }
        columns={COLUMNS}
        rowKey={({ warehouseId, sku }) => `${warehouseId} ${sku}`}
      />
    </>
  );
}

const figure = (id: keyof Replenishment, label: string): Column<Replenishment> => ({
  id,
  label,
  numeric: true,
  by: (row) => row[id],
  cell: (row) => units(Number(row[id])),
});

const COLUMNS: readonly Column<Replenishment>[] = [
  { ...SKU, by: ({ sku }) => sku },
  {
    id: "warehouseId",
    label: "Warehouse",
    by: ({ warehouseId }) => warehouseId,
    cell: ({ warehouseId }) => warehouseId,
  },
  figure("availableQuantity", "Available"),
  figure("incomingQuantity", "Incoming"),
  figure("reorderPoint", "Reorder point"),
  { id: "proposal", label: "Proposal", by: ({ action }) => action, cell: (row) => proposal(row) },
  { id: "deed", label: "Fill in", cell: (row) => may("stock:write") && <Deed row={row} /> },
];

function proposal({ action, quantity, from, supplierId }: Replenishment): string {
  if (action === "transfer") return `Move ${units(quantity)} from ${from ?? "elsewhere"}`;
  return supplierId ? `Buy ${units(quantity)} from ${supplierId}` : `Buy ${units(quantity)}`;
}

function Deed({ row }: { row: Replenishment }) {
  const line = { sku: row.sku, quantity: String(row.quantity) };
  const transfer = row.action === "transfer";
  const target = transfer
    ? href(["transfers", "new"], { ...line, from: row.from ?? undefined, to: row.warehouseId })
    : href(["purchase-orders", "new"], { ...line, supplier: row.supplierId ?? undefined, warehouse: row.warehouseId });
  return (
    <a class="button small" href={target}>
      {transfer ? "Transfer" : "Purchase order"}
      <span class="visually-hidden">
        {" "}
        for {row.sku} in {row.warehouseId}
      </span>
    </a>
  );
}
