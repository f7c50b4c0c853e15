/** One transfer: what left, what is on its way, what arrived and what did not. */
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { figure, SKU } from "../goods/columns.tsx";
import { Ending } from "../goods/ending.tsx";
import { History } from "../goods/history.tsx";
import type { Transfer, TransferLine } from "../goods/record.ts";
import { StatusBadge } from "../orders/status.tsx";
import { type Column, DataTable, PageHeader, Panel } from "../ui/index.ts";
import { TRANSFER_EVENTS } from "./transfer-list.tsx";

export function TransferPage({ id }: { id: string }) {
  const found = useResource<Transfer>(`/v1/transfers/${encodeURIComponent(id)}`, {
    events: TRANSFER_EVENTS,
    concerns: ({ subject }) => subject === id,
  });
  const transfer = found.data;
  return (
    <>
      <PageHeader
        title={transfer ? `From ${transfer.from} to ${transfer.to}` : "Transfer"}
        back={{ href: "#/transfers", label: "Transfers" }}
        marks={transfer && <StatusBadge status={transfer.status} />}
        actions={transfer && may("stock:write") && <Deeds transfer={transfer} changed={found.reload} />}
      >
        <span class="mono">{id}</span>
      </PageHeader>
      <Fetched from={found}>
        {({ items, history }) => (
          <div class="page-columns">
            <Panel title="Lines" wide>
              <DataTable caption="Lines of the transfer" rows={items} columns={COLUMNS} rowKey={({ sku }) => sku} />
            </Panel>
            <History history={history} />
          </div>
        )}
      </Fetched>
    </>
  );
}

const COLUMNS: readonly Column<TransferLine>[] = [
  SKU,
  figure("quantity", "Planned"),
  figure("shippedQuantity", "Left"),
  figure("inTransitQuantity", "In transit"),
  figure("receivedQuantity", "Received"),
  figure("lostQuantity", "Lost"),
];

function Deeds({ transfer, changed }: { transfer: Transfer; changed: () => void }) {
  if (!["allocated", "released"].includes(transfer.status)) return null;
  return (
    <Ending
      deed="Cancel transfer"
      title="Cancel this transfer?"
      path={`/v1/transfers/${transfer.transferId}/cancel`}
      danger
      done="The transfer is cancelled."
      asked="The floor has been asked. It may have let the transfer go by then."
      changed={changed}
    >
      <p>Its units are free again in {transfer.from}.</p>
      {transfer.status === "released" && (
        <p>The floor of {transfer.from} has it already and is asked to stop. If it has left by then, it goes on.</p>
      )}
    </Ending>
  );
}
