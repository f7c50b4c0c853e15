/** A slot: where a warehouse keeps a SKU, and when it orders more. */
import { useEffect, useState } from "preact/hooks";
import type { Warehouse } from "../app/contract.ts";
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { may, useApi } from "../app/session.ts";
import { invalid } from "../list/retold.ts";
import { bound, Dialog, Form, TextArea, TextField, toast } from "../ui/index.ts";
import { readUnits } from "./doubt.ts";
import type { Slot } from "./record.ts";
import { slotPath } from "./slots.ts";

interface SlotDialogProps {
  sku: string;
  warehouseId: string;
  onClose: () => void;
  onDone: () => void;
}

export function SlotDialog({ sku, warehouseId, onClose, onDone }: SlotDialogProps) {
  const slot = useResource<Slot>(slotPath(warehouseId, sku));
  const warehouse = useResource<Warehouse>(`/v1/warehouses/${encodeURIComponent(warehouseId)}`);
  return (
    <Dialog title={`Slot of ${sku} in ${warehouseId}`} onClose={onClose}>
      <Fetched from={slot}>
        {(data) => (
          <SlotForm
            slot={data}
            etag={slot.etag}
            bins={Object.keys(warehouse.data?.bins ?? {})}
            onClose={onClose}
            onDone={() => {
              onDone();
              onClose();
            }}
          />
        )}
      </Fetched>
    </Dialog>
  );
}

interface SlotFormProps {
  slot: Slot;
  etag: string | null;
  /** Bins that the warehouse has described. */
  bins: readonly string[];
  onClose: () => void;
  onDone: () => void;
}

const written = (units: number | null | undefined) => (units === null || units === undefined ? "" : String(units));

function asTyped(slot: Slot) {
  return {
    point: written(slot.reorderPoint),
    lot: written(slot.reorderQuantity),
    bins: slot.bins.join(", "),
    notes: slot.notes ?? "",
  };
}

function SlotForm({ slot, etag, bins, onClose, onDone }: SlotFormProps) {
  const api = useApi();
  const [typed, setTyped] = useState(() => asTyped(slot));
  // somebody else's change shows, unless this person has begun
  useEffect(() => setTyped(asTyped(slot)), [slot.version]);
  const put = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }));
  const field = bound(typed, put);
  const allowed = may("catalogue:write");
  const submit = async (key: string) => {
    const body = {
      reorderPoint: optional(typed.point, "/reorderPoint"),
      reorderQuantity: optional(typed.lot, "/reorderQuantity"),
      bins: typed.bins.split(/[,\s]+/).filter(Boolean),
      notes: typed.notes.trim() || null,
    };
    const path = slotPath(slot.warehouseId, slot.sku);
    await api.ask(path, { method: "PATCH", body, key, ...(etag ? { ifMatch: etag } : {}) });
    toast(`Slot of ${slot.sku} in ${slot.warehouseId} saved`);
    onDone();
  };
  return (
    <Form deed="Save" disabled={!allowed} onSubmit={submit} onCancel={onClose}>
      <div class="form-row">
        <TextField
          label="Reorder point"
          hint="Below so many available units it runs low."
          pointer="/reorderPoint"
          {...field("point")}
        />
        <TextField
          label="Reorder quantity"
          hint="Units proposed when it does."
          pointer="/reorderQuantity"
          {...field("lot")}
        />
      </div>
      <TextField
        label="Bins"
        hint={bins.length > 0 ? `Such as ${bins.slice(0, 3).join(", ")}; apart by commas.` : "Apart by commas."}
        pointer="/bins"
        mono
        {...field("bins")}
      />
      <TextArea label="Notes" pointer="/notes" maxLength={4000} {...field("notes")} />
    </Form>
  );
}

function optional(text: string, pointer: string): number | null {
  if (text.trim() === "") return null;
  const read = readUnits(text);
  if ("wrong" in read) throw invalid({ [pointer]: read.wrong });
  return read.units;
}
