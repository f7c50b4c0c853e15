/** The lines of an order with where each unit comes from, and what it comes to. */
import { href } from "@holdfast/shell/route.ts";
import { counted, units } from "../ui/figures.ts";
import { Money } from "../ui/index.ts";
import type { Allocation, Order, OrderLine, Tax } from "./record.ts";
import { StatusBadge } from "./status.tsx";
import { away } from "./why.ts";

export function Lines({ order }: { order: Order }) {
  return (
    <ol class="entries">
      {order.items.map((line) => (
        <li key={line.lineNumber}>
          <Line line={line} currency={order.currency} />
        </li>
      ))}
    </ol>
  );
}

function Line({ line, currency }: { line: OrderLine; currency: string }) {
  return (
    <>
      <div class="row spread">
        <span>
          <strong class="figure">{units(line.quantity)} ×</strong>{" "}
          <a class="mono" href={href(["stock", line.sku])}>
            {line.sku}
          </a>
        </span>
        <span class="muted">
          <Money amount={line.unitPrice} currency={currency} /> each
        </span>
      </div>
      <Progress line={line} />
      {line.allocations.length > 0 && (
        <ul class="allocations">
          {line.allocations.map((allocation) => (
            <li key={allocation.allocationId}>
              <From allocation={allocation} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const PARTS = [
  { id: "shipped", label: "shipped", of: (line: OrderLine) => line.shippedQuantity },
  { id: "allocated", label: "allocated", of: (line: OrderLine) => line.allocatedQuantity },
  { id: "waiting", label: "waiting for stock", of: (line: OrderLine) => line.backorderedQuantity },
  { id: "cancelled", label: "cancelled", of: (line: OrderLine) => line.cancelledQuantity },
] as const;

/** A bar of the line's units by what becomes of them, and the same in words. */
function Progress({ line }: { line: OrderLine }) {
  const parts = PARTS.map((part) => ({ ...part, count: part.of(line) })).filter(({ count }) => count > 0);
  return (
    <>
      <div class="line-bar" aria-hidden="true">
        {parts.map(({ id, count }) => (
          <span key={id} class={id} style={{ flexGrow: count }} />
        ))}
      </div>
      <span class="line-words muted">{parts.map(({ label, count }) => `${units(count)} ${label}`).join(" · ")}</span>
    </>
  );
}

function From({ allocation }: { allocation: Allocation }) {
  const far = away(allocation.distanceKm);
  return (
    <span class="row">
      <span>
        {counted(allocation.quantity, "unit")} from{" "}
        <a href={href(["warehouses", allocation.warehouseId])}>{allocation.warehouseId}</a>
        {far && <span class="muted">, {far}</span>}
      </span>
      <StatusBadge status={allocation.state} />
    </span>
  );
}

export function Totals({ order }: { order: Order }) {
  const { currency, goodsAmount, totalAmount } = order;
  const taxes = [...order.items.flatMap((line) => line.taxes ?? []), ...(order.taxes ?? [])];
  return (
    <dl class="totals">
      {goodsAmount && (
        <div>
          <dt>Goods</dt>
          <dd>
            <Money amount={goodsAmount} currency={currency} />
          </dd>
        </div>
      )}
      {taxes.map((tax, at) => (
        // two taxes of one name may come to the same
        <div key={`${at} ${tax.name}`}>
          <dt>{taxName(tax)}</dt>
          <dd>
            <Money amount={tax.amount} currency={currency} />
          </dd>
        </div>
      ))}
      <div class="grand">
        <dt>Total</dt>
        <dd>
          <Money amount={totalAmount} currency={currency} />
        </dd>
      </div>
    </dl>
  );
}

function taxName({ name, rate }: Tax): string {
  return rate ? `${name} ${rate} %` : name;
}
