/** A supplier, added or edited. */
import { useState } from "preact/hooks";
import { useApi } from "../app/session.ts";
import type { Supplier } from "../goods/record.ts";
import { invalid } from "../list/retold.ts";
import { readUnits } from "../stock/doubt.ts";
import { bound, Dialog, Form, TextField, toast } from "../ui/index.ts";

interface SupplierDialogProps {
  /** Nobody: a new one. */
  supplier: Supplier | null;
  onClose: () => void;
  onSaved: () => void;
}

interface Typed {
  supplierId: string;
  name: string;
  email: string;
  lead: string;
  currency: string;
}

export function SupplierDialog({ supplier, onClose, onSaved }: SupplierDialogProps) {
  const api = useApi();
  const [typed, setTyped] = useState<Typed>({
    supplierId: supplier?.supplierId ?? "",
    name: supplier?.name ?? "",
    email: supplier?.email ?? "",
    lead: supplier?.leadTimeDays?.toString() ?? "",
    currency: supplier?.currency ?? "",
  });
  const put = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }));
  const field = bound(typed, put);
  const submit = async (key: string) => {
    const fields = {
      email: typed.email.trim() || null,
      leadTimeDays: days(typed.lead),
      currency: typed.currency.trim().toUpperCase() || null,
    };
    const name = typed.name.trim();
    if (supplier) {
      const path = `/v1/suppliers/${encodeURIComponent(supplier.supplierId)}`;
      await api.ask(path, { method: "PATCH", body: { name, ...fields }, key, ifMatch: `"${supplier.version}"` });
    } else {
      const body = { supplierId: typed.supplierId.trim(), name, ...given(fields) };
      await api.ask("/v1/suppliers", { method: "POST", body, key });
    }
    toast(`${name} is saved.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={supplier ? `Edit ${supplier.name}` : "Add a supplier"} onClose={onClose}>
      <Form deed="Save" onSubmit={submit} onCancel={onClose}>
        {!supplier && (
          <TextField
            label="Id"
            hint="1 to 32 letters, digits, - and _; cannot be changed later."
            pointer="/supplierId"
            mono
            required
            maxLength={32}
            pattern="[A-Za-z0-9_\-]+"
            {...field("supplierId")}
          />
        )}
        <SupplierFields typed={typed} put={put} />
      </Form>
    </Dialog>
  );
}

function SupplierFields({ typed, put }: { typed: Typed; put: (part: Partial<Typed>) => void }) {
  const field = bound(typed, put);
  return (
    <>
      <TextField label="Name" pointer="/name" required {...field("name")} />
      <TextField label="Email" type="email" pointer="/email" {...field("email")} />
      <div class="form-row">
        <TextField label="Lead time in days" pointer="/leadTimeDays" {...field("lead")} />
        <TextField label="Currency" pointer="/currency" maxLength={3} {...field("currency")} />
      </div>
    </>
  );
}

function days(text: string): number | null {
  if (text.trim() === "") return null;
  const read = readUnits(text);
  if ("wrong" in read) throw invalid({ "/leadTimeDays": "A whole number of days, such as 7." });
  return read.units;
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Partial<T>;
}
