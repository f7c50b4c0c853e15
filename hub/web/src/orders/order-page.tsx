/** One order: how it stands, what became of it and why, and what can be done. */
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { Mark, PageHeader, Panel, StateBadge } from "../ui/index.ts";
import { ORDER_EVENTS } from "./events.ts";
import { OrderDeeds } from "./order-deeds.tsx";
import { Lines, Totals } from "./order-lines.tsx";
import { addressLines, type Order } from "./record.ts";
import { ReturnsOf } from "./returns-of.tsx";
import { Shipments } from "./shipments.tsx";
import { StatusBadge } from "./status.tsx";
import { TimeLine } from "./time-line.tsx";
import { standing } from "./timeline.ts";

export function OrderPage({ id }: { id: string }) {
  const order = useResource<Order>(`/v1/orders/${encodeURIComponent(id)}`, {
    events: ORDER_EVENTS,
    concerns: ({ subject }) => subject === id,
  });
  return (
    <>
      <PageHeader
        title={order.data ? `Order for ${order.data.customer.name}` : "Order"}
        back={{ href: "#/orders", label: "Orders" }}
        marks={
          order.data && (
            <>
              <StatusBadge status={order.data.status} />
              {order.data.priority !== 0 && <StateBadge>{`Priority ${order.data.priority}`}</StateBadge>}
            </>
          )
        }
        actions={order.data && <OrderDeeds order={order.data} changed={order.reload} />}
      >
        <span class="mono">{id}</span>
      </PageHeader>
      <Fetched from={order}>{(data) => <Shown order={data} />}</Fetched>
    </>
  );
}

function Shown({ order }: { order: Order }) {
  const stands = standing(order);
  return (
    <>
      {stands && (
        <p class={`notice ${stands.tone === "plain" ? "" : stands.tone}`} role="status">
          <span class="row nowrap-start">
            <Mark tone={stands.tone} /> {stands.text}
          </span>
        </p>
      )}
      <div class="page-columns">
        <div class="stack">
          <Panel title="Lines" wide>
            <Lines order={order} />
            <Totals order={order} />
          </Panel>
          <Shipments order={order} />
          <ReturnsOf orderId={order.orderId} changed={order.version} />
          <CustomerPanel order={order} />
        </div>
        <Panel title="Time line">
          <TimeLine order={order} />
        </Panel>
      </div>
    </>
  );
}

function CustomerPanel({ order }: { order: Order }) {
  const { customer } = order;
  const address = addressLines(customer.address);
  return (
    <Panel title="Customer">
      <dl class="facts">
        <dt>Name</dt>
        <dd>{customer.name}</dd>
        {customer.email && (
          <>
            <dt>Email</dt>
            <dd>{customer.email}</dd>
          </>
        )}
        {customer.phone && (
          <>
            <dt>Phone</dt>
            <dd>{customer.phone}</dd>
          </>
        )}
        <dt>Address</dt>
        <dd>{address.length === 0 ? "–" : address.map((line) => <div key={line}>{line}</div>)}</dd>
        <dt>Agreed</dt>
        <dd>
          {order.allowBackorder ? "May wait for stock" : "Not without stock"};{" "}
          {order.allowSplit ? "may come in several parcels" : "one parcel only"}
        </dd>
      </dl>
    </Panel>
  );
}
