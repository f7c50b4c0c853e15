/** The parcels of an order. */
import { When } from "../list/when.tsx";
import { units } from "../ui/figures.ts";
import { Panel } from "../ui/index.ts";
import type { Order } from "./record.ts";
import { StatusBadge } from "./status.tsx";

export function Shipments({ order }: { order: Order }) {
  if (order.shipments.length === 0) return null;
  return (
    <Panel title="Parcels">
      <ul class="entries">
        {order.shipments.map((parcel) => (
          <li key={parcel.shipmentId}>
            <div class="row spread">
              <strong>From {parcel.warehouseId}</strong>
              <StatusBadge status={parcel.status} />
            </div>
            <span>{parcel.lines.map(({ sku, quantity }) => `${units(quantity)} × ${sku}`).join(", ")}</span>
            <span class="muted">
              <When at={parcel.dispatchedAt} />
              {parcel.carrier && ` · ${parcel.carrier}`}
              {parcel.trackingNumber && ` · ${parcel.trackingNumber}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
