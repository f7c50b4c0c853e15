/** The list of transfers, newest first. */
import { href } from "@holdfast/shell/route.ts";
import { may } from "../app/session.ts";
import type { Transfer } from "../goods/record.ts";
import { usePaged } from "../list/paged.ts";
import { PagedTable } from "../list/paged-table.tsx";
import { When } from "../list/when.tsx";
import { StatusBadge } from "../orders/status.tsx";
import { units } from "../ui/figures.ts";
import { type Column, Empty, PageHeader } from "../ui/index.ts";

export const TRANSFER_EVENTS = [
  "TransferPlanned",
  "TransferProgress",
  "TransferDispatched",
  "TransferShort",
  "TransferReceived",
  "TransferDifference",
  "TransferCancelling",
  "TransferCanceled",
  "CancelRefused",
] as const;

export function TransferListPage() {
  const list = usePaged<Transfer>("/v1/transfers?sort=-createdAt", { events: TRANSFER_EVENTS });
  return (
    <>
      <PageHeader
        title="Transfers"
        actions={
          may("stock:write") && (
            <a class="button primary" href={href(["transfers", "new"])}>
              New transfer
            </a>
          )
        }
      />
      <PagedTable
        caption="Transfers"
        list={list}
        one="transfer"
        empty={<Empty title="No transfers yet." />}
        columns={COLUMNS}
        rowKey={({ transferId }) => transferId}
        href={({ transferId }) => href(["transfers", transferId])}
      />
    </>
  );
}

function sum(transfer: Transfer, of: "quantity" | "receivedQuantity" | "inTransitQuantity"): number {
  return transfer.items.reduce((total, line) => total + line[of], 0);
}

const COLUMNS: readonly Column<Transfer>[] = [
  { id: "id", label: "Number", cell: ({ transferId }) => <span class="mono">…{transferId.slice(-8)}</span> },
  { id: "from", label: "From", by: ({ from }) => from, cell: ({ from }) => from },
  { id: "to", label: "To", by: ({ to }) => to, cell: ({ to }) => to },
  { id: "status", label: "State", by: ({ status }) => status, cell: ({ status }) => <StatusBadge status={status} /> },
  { id: "units", label: "Units", numeric: true, cell: (row) => units(sum(row, "quantity")) },
  { id: "transit", label: "In transit", numeric: true, cell: (row) => units(sum(row, "inTransitQuantity")) },
  { id: "received", label: "Received", numeric: true, cell: (row) => units(sum(row, "receivedQuantity")) },
  {
    id: "createdAt",
    label: "Planned",
    by: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
];
