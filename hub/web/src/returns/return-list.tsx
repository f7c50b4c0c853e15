/** The list of returns, newest first. */
import { go, href, route } from "@holdfast/shell/route.ts";
import type { Return } from "../goods/record.ts";
import { listPath, usePaged } from "../list/paged.ts";
import { PagedTable } from "../list/paged-table.tsx";
import { When } from "../list/when.tsx";
import { StatusBadge, stateChoices } from "../orders/status.tsx";
import { units } from "../ui/figures.ts";
import { type Column, Empty, Money, PageHeader, SelectField } from "../ui/index.ts";

export const RETURN_EVENTS = [
  "ReturnAuthorised",
  "ReturnReceived",
  "ReturnInspected",
  "ReturnClosed",
  "ReturnCanceled",
] as const;

const STATES = ["authorised", "partially_received", "received", "inspected", "closed", "canceled"];

export function ReturnListPage() {
  const status = route.value.query.get("status") ?? "";
  const list = usePaged<Return>(listPath("/v1/returns", { status, sort: "-createdAt" }), { events: RETURN_EVENTS });
  return (
    <>
      <PageHeader title="Returns">A return is started on the page of its order, once something was shipped.</PageHeader>
      <div class="toolbar filters">
        <SelectField
          label="State"
          value={status}
          options={stateChoices(STATES)}
          onInput={(chosen) => go(["returns"], { status: chosen }, true)}
        />
      </div>
      <PagedTable
        caption="Returns"
        list={list}
        one="return"
        empty={<Empty title="No return fits." />}
        columns={COLUMNS}
        rowKey={({ returnId }) => returnId}
        href={({ returnId }) => href(["returns", returnId])}
      />
    </>
  );
}

function sum(found: Return, of: "authorisedQuantity" | "receivedQuantity" | "qualityControlQuantity"): number {
  return found.lines.reduce((total, line) => total + line[of], 0);
}

const COLUMNS: readonly Column<Return>[] = [
  { id: "id", label: "Number", cell: ({ returnId }) => <span class="mono">…{returnId.slice(-8)}</span> },
  {
    id: "order",
    label: "Order",
    cell: ({ orderId }) => (
      <a class="mono" href={href(["orders", orderId])}>
        …{orderId.slice(-8)}
      </a>
    ),
  },
  { id: "status", label: "State", by: ({ status }) => status, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "came",
    label: "Received",
    numeric: true,
    cell: (row) => `${units(sum(row, "receivedQuantity"))} of ${units(sum(row, "authorisedQuantity"))}`,
  },
  {
    id: "checking",
    label: "To inspect",
    numeric: true,
    cell: (row) => units(sum(row, "qualityControlQuantity")),
  },
  {
    id: "refund",
    label: "Refund",
    numeric: true,
    cell: ({ refundAmount, currency }) => <Money amount={refundAmount} currency={currency} />,
  },
  {
    id: "createdAt",
    label: "Authorised",
    by: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
];
