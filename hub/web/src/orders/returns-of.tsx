/** The returns of an order. */
import type { Page } from "@holdfast/shell/http.ts";
import { href } from "@holdfast/shell/route.ts";
import { useResource } from "../app/resource.ts";
import { When } from "../list/when.tsx";
import { Money, Panel } from "../ui/index.ts";
import { StatusBadge } from "./status.tsx";

interface ReturnSummary {
  returnId: string;
  status: string;
  createdAt: string;
  refundAmount: string;
  currency: string;
}

/** `changed` is the order's version: a late cancel authorises a return. */
export function ReturnsOf({ orderId, changed }: { orderId: string; changed: number }) {
  const path = changed > 0 ? `/v1/returns?orderId=${encodeURIComponent(orderId)}&limit=100` : null;
  const found = useResource<Page<ReturnSummary>>(path, {
    events: ["ReturnAuthorised", "ReturnReceived", "ReturnInspected", "ReturnClosed", "ReturnCanceled"],
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title="Returns">
      <ul class="entries">
        {items.map((one) => (
          <li key={one.returnId}>
            <div class="row spread">
              <a class="mono" href={href(["returns", one.returnId])}>
                …{one.returnId.slice(-8)}
              </a>
              <StatusBadge status={one.status} />
            </div>
            <span class="muted">
              <When at={one.createdAt} /> · refund <Money amount={one.refundAmount} currency={one.currency} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
