/** Starting a return: how many of what was shipped may come back, and where. */
import { go } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import { choices, useWarehouses } from "../list/places.ts";
import { invalid } from "../list/retold.ts";
import { Dialog, Form, SelectField, TextField, toast } from "../ui/index.ts";
import type { Order } from "./record.ts";
import { returnLines, shippedBySku } from "./returning.ts";
import { units } from "./timeline.ts";

export function ReturnDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const api = useApi();
  const warehouses = useWarehouses();
  const shipped = shippedBySku(order);
  const [counts, setCounts] = useState<Record<string, string>>({});
  const [reason, setReason] = useState("");
  const [warehouseId, setWarehouseId] = useState("");
  const submit = async (key: string) => {
    const found = returnLines(shipped, counts, reason);
    if ("troubles" in found) throw invalid(found.troubles, found.said);
    const body = { orderId: order.orderId, lines: found.lines, ...(warehouseId && { warehouseId }) };
    const answer = await api.ask<{ returnId: string }>("/v1/returns", { method: "POST", body, key });
    toast("The return is authorised.");
    onClose();
    go(["returns", answer.body.returnId]);
  };
  return (
    <Dialog title="Start a return" onClose={onClose}>
      <Form deed="Authorise the return" onSubmit={submit} onCancel={onClose}>
        <p>The floor inspects what comes back. The refund counts units that came and were not lost.</p>
        {shipped.map(({ sku, quantity }, at) => (
          <TextField
            key={sku}
            label={sku}
            hint={`${units(quantity)} shipped`}
            pointer={`/sku/${at}`}
            value={counts[sku] ?? ""}
            onInput={(text) => setCounts((before) => ({ ...before, [sku]: text }))}
          />
        ))}
        <TextField label="Reason" pointer="/lines" maxLength={200} value={reason} onInput={setReason} />
        <SelectField
          label="Comes back to"
          pointer="/warehouseId"
          value={warehouseId}
          options={choices(warehouses, "Any warehouse")}
          onInput={setWarehouseId}
        />
      </Form>
    </Dialog>
  );
}
