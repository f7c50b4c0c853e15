/** One purchase order: what was ordered, what came, and ending it. */
import { href } from "@holdfast/shell/route.ts";
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { figure, SKU } from "../goods/columns.tsx";
import { Ending } from "../goods/ending.tsx";
import { History } from "../goods/history.tsx";
import type { PurchaseLine, PurchaseOrder } from "../goods/record.ts";
import { When } from "../list/when.tsx";
import { StatusBadge } from "../orders/status.tsx";
import { spoken, units } from "../ui/figures.ts";
import { type Column, DataTable, DateTime, Money, PageHeader, Panel } from "../ui/index.ts";
import { PURCHASE_EVENTS } from "./purchase-list.tsx";

export function PurchaseOrderPage({ id }: { id: string }) {
  const found = useResource<PurchaseOrder>(`/v1/purchase-orders/${encodeURIComponent(id)}`, {
    events: PURCHASE_EVENTS,
    concerns: ({ subject }) => subject === id,
  });
  const known = found.data;
  return (
    <>
      <PageHeader
        title={known ? `Purchase from ${known.supplierId}` : "Purchase order"}
        back={{ href: "#/purchase-orders", label: "Purchase orders" }}
        marks={known && <StatusBadge status={known.status} />}
        actions={known && may("stock:write") && <Deeds order={known} changed={found.reload} />}
      >
        <span class="mono">{id}</span>
      </PageHeader>
      <Fetched from={found}>{(order) => <Shown order={order} />}</Fetched>
    </>
  );
}

function Shown({ order }: { order: PurchaseOrder }) {
  return (
    <div class="page-columns">
      <div class="stack">
        <Panel title="Lines" wide>
          <DataTable
            caption="Lines of the purchase order"
            rows={order.lines}
            columns={lineColumns(order)}
            rowKey={({ lineNumber }) => String(lineNumber)}
          />
          <dl class="facts">
            <dt>For</dt>
            <dd>
              <a href={href(["warehouses", order.warehouseId])}>{order.warehouseId}</a>
            </dd>
            <dt>Expected</dt>
            <dd>{order.expectedAt ? <DateTime at={order.expectedAt} /> : "–"}</dd>
            {order.totalAmount && order.currency && (
              <>
                <dt>Total</dt>
                <dd>
                  <Money amount={order.totalAmount} currency={order.currency} />
                </dd>
              </>
            )}
          </dl>
        </Panel>
        <Deliveries order={order} />
      </div>
      <History history={order.history} />
    </div>
  );
}

/** What is the same in all lines, as it mostly is, has no column. */
function lineColumns({ currency, lines }: PurchaseOrder): readonly Column<PurchaseLine>[] {
  const any = (of: (line: PurchaseLine) => unknown) => lines.some((line) => !!of(line));
  return [
    SKU,
    figure("quantity", "Ordered"),
    figure("receivedQuantity", "Received"),
    ...(any((line) => line.damagedQuantity) ? [figure("damagedQuantity", "Damaged")] : []),
    ...(any((line) => line.overQuantity) ? [figure("overQuantity", "Too many")] : []),
    {
      id: "price",
      label: "Unit price",
      numeric: true,
      cell: ({ unitPrice }) => (unitPrice && currency ? <Money amount={unitPrice} currency={currency} /> : "–"),
    },
  ];
}

function Deliveries({ order }: { order: PurchaseOrder }) {
  if (order.receipts.length === 0) return null;
  return (
    <Panel title="Receipts">
      <ul class="entries">
        {order.receipts.map((receipt) => (
          <li key={receipt.receiptId}>
            <div class="row spread">
              <strong>{receipt.reference}</strong>
              <span class="muted">
                <When at={receipt.receivedAt} />
              </span>
            </div>
            <span>
              {receipt.lines
                .map(
                  ({ sku, quantity, condition }) => `${units(quantity)} × ${sku} (${spoken(condition).toLowerCase()})`,
                )
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Deeds({ order, changed }: { order: PurchaseOrder; changed: () => void }) {
  const path = `/v1/purchase-orders/${order.purchaseOrderId}`;
  const nothingCame = order.lines.every(({ receivedQuantity }) => receivedQuantity === 0);
  if (!["open", "partially_received"].includes(order.status)) return null;
  return nothingCame ? (
    <Ending
      deed="Cancel purchase order"
      title="Cancel this purchase order?"
      path={`${path}/cancel`}
      danger
      done="The purchase order is cancelled."
      changed={changed}
    >
      <p>The floor no longer expects it. What comes all the same is counted, for it is on the shelf.</p>
    </Ending>
  ) : (
    <Ending
      deed="Close it"
      title="Close this purchase order?"
      path={`${path}/close`}
      done="The purchase order is closed."
      changed={changed}
    >
      <p>What has not come will not come, and no longer counts as incoming.</p>
    </Ending>
  );
}
