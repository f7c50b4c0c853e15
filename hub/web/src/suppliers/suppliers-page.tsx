/** Suppliers: whom one buys from. */
import type { Page } from "@holdfast/shell/http.ts";
import { useState } from "preact/hooks";
import { useResource } from "../app/resource.ts";
import { may, useApi } from "../app/session.ts";
import type { Supplier } from "../goods/record.ts";
import { Listed } from "../list/paged-table.tsx";
import { type Column, Confirm, DataTable, Empty, PageHeader, toast } from "../ui/index.ts";
import { SupplierDialog } from "./supplier-dialog.tsx";

type Doing = { what: "add" } | { what: "edit" | "remove"; supplier: Supplier };

export function SuppliersPage() {
  const list = useResource<Page<Supplier>>("/v1/suppliers?limit=500");
  const [doing, setDoing] = useState<Doing | null>(null);
  const rows = list.data?.items ?? [];
  const close = () => setDoing(null);
  return (
    <>
      <PageHeader
        title="Suppliers"
        actions={
          may("catalogue:write") && (
            <button type="button" class="button primary" onClick={() => setDoing({ what: "add" })}>
              Add a supplier
            </button>
          )
        }
      />
      <Listed list={{ ...list, items: rows }} empty={<Empty title="No suppliers yet." />}>
        <DataTable
          caption="Suppliers"
          rows={rows}
          columns={may("catalogue:write") ? [...COLUMNS, deeds(setDoing)] : COLUMNS}
          rowKey={({ supplierId }) => supplierId}
        />
      </Listed>
      {doing && doing.what !== "remove" && (
        <SupplierDialog
          supplier={doing.what === "edit" ? doing.supplier : null}
          onClose={close}
          onSaved={list.reload}
        />
      )}
      {doing?.what === "remove" && <Remove supplier={doing.supplier} onClose={close} changed={list.reload} />}
    </>
  );
}

const COLUMNS: readonly Column<Supplier>[] = [
  { id: "name", label: "Name", by: ({ name }) => name, cell: ({ name }) => name },
  {
    id: "supplierId",
    label: "Id",
    by: ({ supplierId }) => supplierId,
    cell: ({ supplierId }) => <span class="mono">{supplierId}</span>,
  },
  { id: "email", label: "Email", cell: ({ email }) => email ?? "–" },
  {
    id: "lead",
    label: "Lead time",
    numeric: true,
    by: ({ leadTimeDays }) => leadTimeDays,
    cell: ({ leadTimeDays }) => (leadTimeDays === null || leadTimeDays === undefined ? "–" : `${leadTimeDays} days`),
  },
  { id: "currency", label: "Currency", cell: ({ currency }) => currency ?? "–" },
];

function deeds(choose: (doing: Doing) => void): Column<Supplier> {
  const cell = (supplier: Supplier) => (
    <span class="row nowrap">
      <button type="button" class="button small" onClick={() => choose({ what: "edit", supplier })}>
        Edit<span class="visually-hidden"> {supplier.name}</span>
      </button>
      <button type="button" class="button small" onClick={() => choose({ what: "remove", supplier })}>
        Remove<span class="visually-hidden"> {supplier.name}</span>
      </button>
    </span>
  );
  return { id: "deeds", label: "Change", cell };
}

function Remove({ supplier, onClose, changed }: { supplier: Supplier; onClose: () => void; changed: () => void }) {
  const api = useApi();
  const act = async () => {
    await api.raw(`/v1/suppliers/${encodeURIComponent(supplier.supplierId)}`, { method: "DELETE" });
    toast(`${supplier.name} is removed.`);
    changed();
  };
  return (
    <Confirm title={`Remove ${supplier.name}?`} deed="Remove" danger act={act} onClose={onClose}>
      <p>Purchase orders keep its name. It cannot be removed while one of them is open.</p>
    </Confirm>
  );
}
