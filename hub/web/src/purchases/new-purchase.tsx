/** A new purchase order; a proposal of the replenishment list fills it in. */
import type { Page } from "@holdfast/shell/http.ts";
import { go, route } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useResource } from "../app/resource.ts";
import { may, useApi } from "../app/session.ts";
import { LineFields } from "../goods/line-fields.tsx";
import { readLines, typedLine } from "../goods/lines.ts";
import type { PurchaseOrder, Supplier } from "../goods/record.ts";
import { choices, useWarehouses } from "../list/places.ts";
import { invalid } from "../list/retold.ts";
import { bound, Form, PageHeader, Panel, SelectField, TextField, toast } from "../ui/index.ts";

interface Typed {
  supplierId: string;
  warehouseId: string;
  currency: string;
  expected: string;
}

export function NewPurchasePage() {
  const api = useApi();
  const { query } = route.value;
  const [typed, setTyped] = useState<Typed>({
    supplierId: query.get("supplier") ?? "",
    warehouseId: query.get("warehouse") ?? "",
    currency: "",
    expected: "",
  });
  const [lines, setLines] = useState([typedLine(1, query.get("sku") ?? "", query.get("quantity") ?? "")]);
  const put = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }));
  const submit = async (key: string) => {
    const read = readLines(lines, "/lines");
    const troubles = "troubles" in read ? { ...read.troubles } : {};
    if (!typed.supplierId) troubles["/supplierId"] = "Choose a supplier.";
    if (!typed.warehouseId) troubles["/warehouseId"] = "Choose where it is to come.";
    if ("troubles" in read || Object.keys(troubles).length > 0) throw invalid(troubles);
    const currency = typed.currency.trim().toUpperCase();
    const body = {
      supplierId: typed.supplierId,
      warehouseId: typed.warehouseId,
      lines: read.lines,
      ...(currency && { currency }),
      ...(typed.expected && { expectedAt: new Date(`${typed.expected}T08:00:00`).toISOString() }),
    };
    const answer = await api.ask<PurchaseOrder>("/v1/purchase-orders", { method: "POST", body, key });
    toast("The purchase order is placed.");
    go(["purchase-orders", answer.body.purchaseOrderId], {}, true);
  };
  return (
    <>
      <PageHeader title="New purchase order" back={{ href: "#/purchase-orders", label: "Purchase orders" }} />
      <Form deed="Place it" onSubmit={submit}>
        <Terms typed={typed} put={put} />
        <Panel title="Lines">
          <LineFields lines={lines} put={setLines} at="/lines" priced />
        </Panel>
      </Form>
    </>
  );
}

function Terms({ typed, put }: { typed: Typed; put: (part: Partial<Typed>) => void }) {
  const field = bound(typed, put);
  const warehouses = useWarehouses();
  const suppliers =
    useResource<Page<Supplier>>(may("catalogue:read") ? "/v1/suppliers?limit=500" : null).data?.items ?? [];
  const known = suppliers.map(({ supplierId, name }) => ({ value: supplierId, label: name }));
  return (
    <Panel title="Terms">
      <div class="form-row">
        <SelectField
          label="Supplier"
          pointer="/supplierId"
          {...field("supplierId")}
          options={[{ value: "", label: "Choose…" }, ...known]}
          hint={known.length === 0 ? <a href="#/suppliers">Add a supplier first</a> : undefined}
        />
        <SelectField
          label="For"
          pointer="/warehouseId"
          {...field("warehouseId")}
          options={choices(warehouses, "Choose…")}
        />
        <TextField label="Expected on" type="date" pointer="/expectedAt" {...field("expected")} />
        <TextField
          label="Currency"
          hint="The supplier's, where nothing is said."
          pointer="/currency"
          maxLength={3}
          {...field("currency")}
        />
      </div>
    </Panel>
  );
}
