/** One return: what may come back, what came, what the inspection said, and the refund noted for it. */
import { href } from "@holdfast/shell/route.ts";
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { figure, SkuLink } from "../goods/columns.tsx";
import { Ending } from "../goods/ending.tsx";
import { History } from "../goods/history.tsx";
import type { Return, ReturnLine } from "../goods/record.ts";
import { StatusBadge } from "../orders/status.tsx";
import { type Column, DataTable, Money, PageHeader, Panel } from "../ui/index.ts";
import { RETURN_EVENTS } from "./return-list.tsx";

export function ReturnPage({ id }: { id: string }) {
  const found = useResource<Return>(`/v1/returns/${encodeURIComponent(id)}`, {
    events: RETURN_EVENTS,
    concerns: ({ subject }) => subject === id,
  });
  const known = found.data;
  return (
    <>
      <PageHeader
        title="Return"
        back={{ href: "#/returns", label: "Returns" }}
        marks={known && <StatusBadge status={known.status} />}
        actions={known && may("orders:write") && <Deeds found={known} changed={found.reload} />}
      >
        <span class="mono">{id}</span>
      </PageHeader>
      <Fetched from={found}>
        {(shown) => (
          <div class="page-columns">
            <Panel title="Lines" wide>
              <DataTable
                caption="Lines of the return"
                rows={shown.lines}
                columns={COLUMNS}
                rowKey={({ lineNumber, sku }) => `${lineNumber ?? ""} ${sku}`}
              />
              <dl class="facts">
                <dt>Order</dt>
                <dd>
                  <a class="mono" href={href(["orders", shown.orderId])}>
                    {shown.orderId}
                  </a>
                </dd>
                <dt>Comes back to</dt>
                <dd>{shown.warehouseId ?? "any warehouse"}</dd>
                <dt>Refund</dt>
                <dd>
                  <Money amount={shown.refundAmount} currency={shown.currency} />{" "}
                  <span class="muted">noted; nobody is paid by it</span>
                </dd>
              </dl>
            </Panel>
            <History history={shown.history} />
          </div>
        )}
      </Fetched>
    </>
  );
}

const COLUMNS: readonly Column<ReturnLine>[] = [
  {
    id: "sku",
    label: "SKU",
    cell: ({ sku, reason }) => (
      <>
        <SkuLink sku={sku} />
        {reason && <small class="under muted">{reason}</small>}
      </>
    ),
  },
  figure("authorisedQuantity", "Authorised"),
  figure("receivedQuantity", "Received"),
  figure("qualityControlQuantity", "To inspect"),
  figure("availableQuantity", "Available"),
  figure("damagedQuantity", "Damaged"),
  figure("lostQuantity", "Lost"),
];

function Deeds({ found, changed }: { found: Return; changed: () => void }) {
  const path = `/v1/returns/${found.returnId}`;
  if (found.status === "authorised") {
    return (
      <Ending
        deed="Cancel return"
        title="Cancel this return?"
        path={`${path}/cancel`}
        danger
        done="The return is cancelled."
        changed={changed}
      >
        <p>Floors no longer expect it.</p>
      </Ending>
    );
  }
  if (!["partially_received", "received", "inspected"].includes(found.status)) return null;
  return (
    <Ending
      deed="Close it"
      title="Close this return?"
      path={`${path}/close`}
      done="The return is closed."
      changed={changed}
    >
      <p>What has not come is no longer waited for. The refund counts what came.</p>
    </Ending>
  );
}
