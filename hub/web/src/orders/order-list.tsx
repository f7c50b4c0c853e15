/** The list of orders: filtered and sorted by the hub, live, more as one scrolls. */
import { go, href } from "@holdfast/shell/route.ts";
import { ORDER_STATES } from "../app/contract.ts";
import { may } from "../app/session.ts";
import { useAsked } from "../list/asked.ts";
import { More } from "../list/more.tsx";
import { listPath, usePaged } from "../list/paged.ts";
import { Listed } from "../list/paged-table.tsx";
import { choices, useWarehouses } from "../list/places.ts";
import { When } from "../list/when.tsx";
import { counted, units } from "../ui/figures.ts";
import { bound, type Column, Empty, Money, PageHeader, SelectField, TextField, VirtualTable } from "../ui/index.ts";
import { ORDER_EVENTS } from "./events.ts";
import { asQuery, dayEnd, dayStart, FIELDS, type Filters, NO_FILTERS, sortText } from "./filters.ts";
import { type Order, progressOf } from "./record.ts";
import { StatusBadge, stateChoices } from "./status.tsx";

const ROW_PX = 56;

function read(query: URLSearchParams): Filters {
  return Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? ""])) as Filters;
}

export function OrderListPage() {
  const { asked, typed, put } = useAsked(["orders"], read, asQuery);
  const { status, warehouseId, sku, from, to, sort } = asked;
  const path = listPath("/v1/orders", {
    status,
    warehouseId,
    sku,
    from: dayStart(from),
    to: dayEnd(to),
    sort: sort || "-orderDate",
  });
  const orders = usePaged<Order>(path, { events: ORDER_EVENTS });
  const [by = "orderDate", down = true] = sort ? [sort.replace("-", ""), sort.startsWith("-")] : [];
  return (
    <>
      <PageHeader
        title="Orders"
        actions={
          may("orders:write") && (
            <a class="button primary" href={href(["orders", "new"])}>
              Place an order
            </a>
          )
        }
      />
      <FilterBar typed={typed} put={put} />
      <Listed list={orders} empty={<None clear={() => put(NO_FILTERS)} />}>
        <div class="list-table">
          <VirtualTable
            caption="Orders"
            rows={orders.items}
            rowHeight={ROW_PX}
            columns={COLUMNS}
            rowKey={({ orderId }) => orderId}
            sort={{ by, down }}
            onSort={(next) => put({ sort: sortText(next.by, by === next.by ? !down : next.by !== "status") })}
            onOpen={({ orderId }) => go(["orders", orderId])}
            onEnd={orders.loadMore}
            height="calc(100dvh - 340px)"
          />
        </div>
        <More list={orders} one="order" />
      </Listed>
    </>
  );
}

function None({ clear }: { clear: () => void }) {
  return (
    <Empty title="No order fits.">
      <button type="button" class="button" onClick={clear}>
        Clear the filters
      </button>
    </Empty>
  );
}

function FilterBar({ typed, put }: { typed: Filters; put: (part: Partial<Filters>) => void }) {
  const warehouses = useWarehouses();
  const field = bound(typed, put);
  return (
    <search class="toolbar filters">
      <SelectField label="State" {...field("status")} options={stateChoices(ORDER_STATES)} />
      <SelectField label="Warehouse" {...field("warehouseId")} options={choices(warehouses, "Any warehouse")} />
      <TextField label="SKU" type="search" mono {...field("sku")} />
      <TextField label="From" type="date" {...field("from")} />
      <TextField label="To" type="date" {...field("to")} />
    </search>
  );
}

const COLUMNS: readonly Column<Order>[] = [
  {
    id: "orderDate",
    label: "Placed",
    width: "minmax(7.2rem, 0.7fr)",
    wideOnly: true,
    by: ({ orderDate }) => orderDate,
    cell: ({ orderDate }) => <When at={orderDate} />,
  },
  {
    id: "customer",
    label: "Customer",
    width: "minmax(7rem, 1.4fr)",
    cell: ({ customer, orderId }) => (
      <>
        {customer.name}
        <small class="under muted mono">…{orderId.slice(-8)}</small>
      </>
    ),
  },
  {
    id: "status",
    label: "State",
    width: "minmax(10.5rem, 1fr)",
    by: ({ status }) => status,
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "units",
    label: "Shipped",
    width: "minmax(6rem, 0.8fr)",
    wideOnly: true,
    numeric: true,
    cell: (order) => <Units order={order} />,
  },
  {
    id: "from",
    label: "From",
    width: "minmax(6.5rem, 0.9fr)",
    wideOnly: true,
    cell: (order) => sources(order) || "–",
  },
  {
    id: "priority",
    label: "Priority",
    width: "minmax(5.5rem, 0.5fr)",
    wideOnly: true,
    numeric: true,
    by: ({ priority }) => priority,
    cell: ({ priority }) => priority,
  },
  {
    id: "total",
    label: "Total",
    width: "minmax(6.5rem, 0.8fr)",
    wideOnly: true,
    numeric: true,
    cell: ({ totalAmount, currency }) => <Money amount={totalAmount} currency={currency} />,
  },
];

function Units({ order }: { order: Order }) {
  const { ordered, shipped } = progressOf(order);
  return (
    <>
      {units(shipped)} of {units(ordered)}
      <small class="under muted">{counted(order.items.length, "line")}</small>
    </>
  );
}

function sources(order: Order): string {
  const ids = order.items.flatMap((line) => line.allocations.map(({ warehouseId }) => warehouseId));
  return [...new Set(ids)].join(", ");
}
