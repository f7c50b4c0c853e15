/** The list of purchase orders. */
import { go, href, route } from "@holdfast/shell/route.ts";
import { may } from "../app/session.ts";
import type { PurchaseOrder } from "../goods/record.ts";
import { listPath, usePaged } from "../list/paged.ts";
import { PagedTable } from "../list/paged-table.tsx";
import { choices, useWarehouses } from "../list/places.ts";
import { When } from "../list/when.tsx";
import { StatusBadge, stateChoices } from "../orders/status.tsx";
import { units } from "../ui/figures.ts";
import { type Column, Empty, Money, PageHeader, SelectField } from "../ui/index.ts";

export const PURCHASE_EVENTS = [
  "PurchaseOrderPlaced",
  "PurchaseOrderReceived",
  "PurchaseOrderInspected",
  "PurchaseOrderClosed",
  "PurchaseOrderCanceled",
] as const;

const STATES = ["open", "partially_received", "received", "closed", "canceled"];

export function PurchaseListPage() {
  const { query } = route.value;
  const [status, warehouseId] = [query.get("status") ?? "", query.get("warehouse") ?? ""];
  const warehouses = useWarehouses();
  const path = listPath("/v1/purchase-orders", { status, warehouseId, sort: "-createdAt" });
  const list = usePaged<PurchaseOrder>(path, { events: PURCHASE_EVENTS });
  const ask = (part: Record<string, string>) =>
    go(["purchase-orders"], { status, warehouse: warehouseId, ...part }, true);
  return (
    <>
      <PageHeader
        title="Purchase orders"
        actions={
          may("stock:write") && (
            <a class="button primary" href={href(["purchase-orders", "new"])}>
              New purchase order
            </a>
          )
        }
      />
      <search class="toolbar filters">
        <SelectField
          label="State"
          value={status}
          options={stateChoices(STATES)}
          onInput={(chosen) => ask({ status: chosen })}
        />
        <SelectField
          label="Warehouse"
          value={warehouseId}
          options={choices(warehouses, "Any warehouse")}
          onInput={(chosen) => ask({ warehouse: chosen })}
        />
      </search>
      <PagedTable
        caption="Purchase orders"
        list={list}
        one="purchase order"
        empty={<Empty title="No purchase order fits." />}
        columns={COLUMNS}
        rowKey={({ purchaseOrderId }) => purchaseOrderId}
        href={({ purchaseOrderId }) => href(["purchase-orders", purchaseOrderId])}
      />
    </>
  );
}

const COLUMNS: readonly Column<PurchaseOrder>[] = [
  {
    id: "id",
    label: "Number",
    cell: ({ purchaseOrderId }) => <span class="mono">…{purchaseOrderId.slice(-8)}</span>,
  },
  { id: "supplier", label: "Supplier", by: ({ supplierId }) => supplierId, cell: ({ supplierId }) => supplierId },
  { id: "warehouse", label: "For", by: ({ warehouseId }) => warehouseId, cell: ({ warehouseId }) => warehouseId },
  { id: "status", label: "State", by: ({ status }) => status, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "received",
    label: "Received",
    numeric: true,
    cell: ({ lines }) => {
      const sum = (of: (line: (typeof lines)[number]) => number) => lines.reduce((total, line) => total + of(line), 0);
      return `${units(sum((line) => line.receivedQuantity))} of ${units(sum((line) => line.quantity))}`;
    },
  },
  {
    id: "expectedAt",
    label: "Expected",
    by: ({ expectedAt }) => expectedAt,
    cell: ({ expectedAt }) => (expectedAt ? <When at={expectedAt} /> : "–"),
  },
  {
    id: "total",
    label: "Total",
    numeric: true,
    cell: ({ totalAmount, currency }) =>
      totalAmount && currency ? <Money amount={totalAmount} currency={currency} /> : "–",
  },
];
